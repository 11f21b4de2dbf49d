"""Names for what every statement is about: the generated variance v_j(x) of a mode, the error E(k, x), and at the end.

- `abbreviated`: what a name is; `kinds`: the names, and what each stands for; `at_the_end`: those of a capped score
- `recognition`: where a term is what a name stands for; `rebuilding`: terms made anew; `order`: how they are written
"""

from __future__ import annotations

from ldm_symbolic.latex.names.kinds import KINDS as KINDS
from ldm_symbolic.latex.names.kinds import CappedWeight as CappedWeight
from ldm_symbolic.latex.names.kinds import ExactError as ExactError
from ldm_symbolic.latex.names.kinds import ExactVariance as ExactVariance
from ldm_symbolic.latex.names.kinds import PluginError as PluginError
from ldm_symbolic.latex.names.kinds import PluginVariance as PluginVariance
from ldm_symbolic.latex.names.kinds import meaning as meaning
from ldm_symbolic.latex.names.recognition import definition as definition
from ldm_symbolic.latex.names.recognition import shortened as shortened
from ldm_symbolic.latex.names.recognition import used as used
