"""The composition root: the only package that knows every other one, and the only one that knows Ray."""
