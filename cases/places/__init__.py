"""Places of a city: its districts, streets and grid cells, and in which of them a point lies."""
