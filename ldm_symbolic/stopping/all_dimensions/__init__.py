"""x*(k) for every latent dimension at once, from the noised start without a cap, in floats with error bounds."""
