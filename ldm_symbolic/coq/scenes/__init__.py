"""What is known at a place of a Coq proof, and what shows more there.

`printing` writes terms and `linear` takes them apart; `leaves` holds what arithmetic closes, `place` what is known,
`sums` and `scene` the tactics that show more.

Tested in `tests/coq/test_export.py`.
"""

from ldm_symbolic.coq.scenes.place import Lemma
from ldm_symbolic.coq.scenes.scene import Scene

__all__ = ["Lemma", "Scene"]
