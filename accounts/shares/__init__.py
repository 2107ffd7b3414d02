"""What an organization lets another one read."""
