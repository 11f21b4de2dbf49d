"""Samplers without a random number: `pytest --pyargs ldm_symbolic.conformance --sampler mypkg:make_sampler`.

`checks` are the checks and what a sampler has to offer them, `plugin` the options of pytest (off until `--sampler` is
given), `test_conformance` one test a check. They need NumPy and pytest alone.
"""

from ldm_symbolic.conformance.checks import CHECKS, Maker, UnderTest

__all__ = ["CHECKS", "Maker", "UnderTest"]
