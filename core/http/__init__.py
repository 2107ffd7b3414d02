"""What every route has in common: its transaction, its pages, its problems, its preconditions."""
