"""Secrets of Standard Webhooks: `whsec_` and 24 to 64 random bytes in base64."""

import base64
import binascii
import secrets

from cases.sinks.errors import SinkSecretRefused

PREFIX = "whsec_"


def new_secret() -> str:
    """Return a new secret of 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def checked_secret(secret: str) -> str:
    """Return the secret if it is one of Standard Webhooks."""
    try:
        raw = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise SinkSecretRefused from error
    if not secret.startswith(PREFIX) or not 24 <= len(raw) <= 64:
        raise SinkSecretRefused
    return secret
