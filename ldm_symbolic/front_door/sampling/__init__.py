"""What a sampler reaches, from what a user gives: `reached`."""
