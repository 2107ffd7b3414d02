"""Signing in with a password, and the cookie that remembers it."""
