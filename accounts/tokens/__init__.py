"""Keys for machines that use the API in a user's name."""
