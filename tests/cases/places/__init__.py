"""Places of a city."""
