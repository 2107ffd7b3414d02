"""Versions on the shelf, ranked for each event type by what was measured on the same test set."""
