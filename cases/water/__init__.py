"""Water on roads: sensors and cameras tell of it, and it becomes points with a depth, an area and an end."""
