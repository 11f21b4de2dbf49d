"""The exact theory of when to stop a latent diffusion model: derived, proved or refuted, solved in k."""

__version__ = "0.1.0"
