"""The accounts' side of every route: who is asking, and may he."""
