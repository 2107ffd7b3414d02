"""One incident, seen by several cameras or algorithms: its events belong together and make one case."""
