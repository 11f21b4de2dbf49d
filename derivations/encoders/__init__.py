"""Other encoders: latents scaled before they are noised, whitened, and data with a mean."""
