"""Truth at an instance, and the search for one against a claim."""
