"""Claims as theorems of Coq: `verify --coq DIR`.

`scenes` writes terms and knows what holds at a place of a proof, `rules` has the tactics of each rule, `export` joins
them to a file. `writing` is about the folder,
`recorded` about which files Coq has accepted.
`theory/` is proved by hand; `cores/` holds what leaves need, found by `tests/make/coq/cores.py`.
"""

from ldm_symbolic.coq.recorded import accepted, digest_of, is_recorded, why_missing

__all__ = ["accepted", "digest_of", "is_recorded", "why_missing"]
