"""The forward processes: how much noise there is at which time."""
