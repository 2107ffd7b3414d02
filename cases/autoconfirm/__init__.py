"""Confirming sure events without a person, where a department wants it and the version has earned it."""
