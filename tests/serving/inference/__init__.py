"""Models called from outside."""
