"""The smallest best latent dimension as generation goes on: the second reading of the paper's abstract."""
