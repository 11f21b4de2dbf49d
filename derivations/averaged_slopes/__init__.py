"""The averaged slope at the end of generation beyond VP and a standard Gaussian, and to second order."""
