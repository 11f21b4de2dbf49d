"""The forward processes: how much noise there is at which time."""

from ldm_symbolic.model.schedules.linear_rate import OU, linear

__all__ = ["OU", "linear"]
