"""What everybody does for his own account: password, second factor, name and language."""
