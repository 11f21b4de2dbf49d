from ldm_symbolic import notation as notation
from ldm_symbolic import proof as proof
from ldm_symbolic.claims.certificate import Certificate as Certificate
from ldm_symbolic.claims.statement import Claim as Claim
from ldm_symbolic.claims.statement import Statement as Statement
from ldm_symbolic.claims.summary import Summary as Summary
from ldm_symbolic.claims.words import Role as Role
from ldm_symbolic.claims.words import Verdict as Verdict
from ldm_symbolic.derivations.recorded import show as show
from ldm_symbolic.front_door.answers import Answer as Answer
from ldm_symbolic.front_door.answers import ErrorAnswer as ErrorAnswer
from ldm_symbolic.front_door.answers import Row as Row
from ldm_symbolic.front_door.proving import prove as prove
from ldm_symbolic.front_door.statements import catalogue as catalogue
from ldm_symbolic.front_door.statements import claim as claim
from ldm_symbolic.front_door.statements import verify as verify
from ldm_symbolic.front_door.stopping import closed_form as closed_form
from ldm_symbolic.front_door.stopping import error as error
from ldm_symbolic.front_door.stopping import spectrum as spectrum
from ldm_symbolic.front_door.stopping import stop as stop
from ldm_symbolic.front_door.sweeping import sweep as sweep
from ldm_symbolic.latex.asked import CallableModule
from ldm_symbolic.model.covariance import Covariance as Covariance
from ldm_symbolic.model.problem import StoppingProblem as StoppingProblem
from ldm_symbolic.model.schedules.linear_rate import OU as OU
from ldm_symbolic.model.schedules.linear_rate import linear as linear
from ldm_symbolic.model.schedules.variance_preserving import Schedule as Schedule
from ldm_symbolic.model.score import CappedScore as CappedScore
from ldm_symbolic.model.score import ExactScore as ExactScore
from ldm_symbolic.model.score import PluginScore as PluginScore
from ldm_symbolic.model.score import Score as Score
from ldm_symbolic.model.score import Start as Start
from ldm_symbolic.model.spectrum import Spectrum as Spectrum
from ldm_symbolic.model.variances import Variances as Variances
from ldm_symbolic.spectra.numbers import InputError as InputError
from ldm_symbolic.stopping.answers.solver import Stopping as Stopping
from ldm_symbolic.stopping.row import Branch as Branch
from ldm_symbolic.stopping.row import StoppingTime as StoppingTime
from ldm_symbolic.stopping.surface.blocks import squared_error_blocks as squared_error_blocks
from ldm_symbolic.stopping.surface.grid import best_dimensions as best_dimensions
from ldm_symbolic.stopping.surface.grid import best_times as best_times
from ldm_symbolic.stopping.surface.grid import save_surface as save_surface
from ldm_symbolic.stopping.surface.grid import squared_error_grid as squared_error_grid

__version__: str
_LOADED: int

latex: CallableModule  # the folder of that name, which can be called
