"""Camera records: where a camera is, how it is reached, and whether anybody truly sees through it."""
