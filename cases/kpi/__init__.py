"""Key figures of how cases are dealt with, counted from their steps, month by month."""
