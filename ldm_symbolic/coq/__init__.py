"""Claims as theorems of Coq: `verify --coq DIR`.

`printing` writes terms, `leaves` what arithmetic closes, `scene` what is known at a place of a proof, `rules` and
`clocks` the proof of each step, `export` a file, `writing` the folder, `recorded` which of them Coq has accepted.
`theory/` is proved by hand; `cores/` holds what leaves need, found by `tests/make/coq/cores.py`.
"""

from ldm_symbolic.coq.recorded import accepted, digest_of, is_recorded, why_missing

__all__ = ["accepted", "digest_of", "is_recorded", "why_missing"]
