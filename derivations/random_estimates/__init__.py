"""Random estimates."""
