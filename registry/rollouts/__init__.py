"""Trying a version on some cameras: beside the stable one in the shadow, or in its place as a canary."""
