"""Read-only joins over several packages' tables."""
