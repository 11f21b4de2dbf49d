"""What two solvers say of it."""
