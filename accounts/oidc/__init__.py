"""Signing in at the city's own identity provider: OpenID Connect, code flow with PKCE."""
