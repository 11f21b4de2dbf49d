"""That a best time exists for each latent dimension, and when there is only one."""
