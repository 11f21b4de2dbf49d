"""Clocks of forward processes in balls: `times` encloses R(T), and the time at which R has a value."""
