"""The variance that an encoder loses, as a proxy of the least error that it leaves."""
