"""Trying a camera once: what its stream is like, or why there is none, found out in a child that may hang."""
