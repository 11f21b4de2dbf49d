"""The forward processes: how much noise there is at which time."""

from ldm_symbolic.model.schedules.variance_preserving import OU, Schedule, linear

__all__ = ["OU", "Schedule", "linear"]
