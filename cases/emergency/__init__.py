"""The emergency route: how grave, where, who is told, who has acknowledged."""
