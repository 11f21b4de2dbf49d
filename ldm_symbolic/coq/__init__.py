"""Claims as theorems of Coq: `verify --coq DIR`.

`printing` writes terms, `leaves` what arithmetic closes, `scene` what is known at a place of a proof; `logic`, `modes`,
`slopes` and `clocks` hold the tactics of each rule, `export` joins them to a file. `writing` is about the folder,
`recorded` about which files Coq has accepted.
`theory/` is proved by hand; `cores/` holds what leaves need, found by `tests/make/coq/cores.py`.
"""

from ldm_symbolic.coq.recorded import accepted, digest_of, is_recorded, why_missing

__all__ = ["accepted", "digest_of", "is_recorded", "why_missing"]
