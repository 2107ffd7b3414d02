"""Key figures of cases."""
