"""Assignment of cases."""
