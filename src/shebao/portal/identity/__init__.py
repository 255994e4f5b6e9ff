"""Signing in and out by OpenID Connect, and the demonstration's own provider."""
