"""Claims, what is known about them, and by what."""
