"""Generation that ends with a denoising step: the posterior mean in the place of the sample."""
