"""Figures measured on this machine, each by one command; in a checkout only, loaded lazily by the CLI."""
