"""x*(k) for every latent dimension at once, from the noised start without a cap: floats, with bounds on their errors."""
