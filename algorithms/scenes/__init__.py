"""Draws moving city footage with known fires, for demos, tests and training where no footage is."""
