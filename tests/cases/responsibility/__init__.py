"""Rules of responsibility."""
