"""What is modelled: encoder, score, backward process, and the error between what is generated and the data.

Other wings take from here what a question is made of, without SymPy, and from the modules the formulas: `parts` derives
what is kept and lost from the `encoder`, `error` makes E(k, x) of it, `backward` the generated variance.
"""

from ldm_symbolic.model.covariance import Covariance
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules import OU, linear
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.spectrum import Spectrum

__all__ = [
    "OU",
    "CappedScore",
    "Covariance",
    "ExactScore",
    "PluginScore",
    "Score",
    "Spectrum",
    "Start",
    "StoppingProblem",
    "linear",
]
