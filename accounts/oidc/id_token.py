"""What an id token must be like before a word of it is believed (OpenID Connect Core 3.1.3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
)  # fmt: skip
"""Signatures by a key that the provider publishes: never `none`, and no secret that we hold too."""
LEEWAY_S = 60
"""Clocks differ."""
SUBJECT_MAX = 255

_SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sc"})
"""Of RFC 8176: several factors, a one-time code, a key in hardware or software, a smart card."""
_SECOND_FACTOR_CLASSES = frozenset(
    {
        "phr",
        "phrh",
        "https://refeds.org/profile/mfa",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    }
)

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """Whose word about whom the token has to be."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str | None


def read(token: str, keys: KeySet, expected: Expected, now: datetime) -> Claims:
    """Return the claims of a token that is all it should be; raises joserfc's errors, or `ValueError`."""
    decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        options={
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
        },
        params={
            "nonce": expected.nonce,
            "client_id": expected.client_id,
            "access_token": expected.access_token,
        },
    )
    claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
    if not _is_name(claims["sub"], SUBJECT_MAX):
        raise ValueError("the subject is empty, too long or has control characters")
    return dict(claims)


def login(claims: Claims, claim: str) -> str | None:
    """Return the login that a claim carries, as logins are written here; None where it carries none.

    An e-mail address is believed only where the provider says that it has verified it.
    """
    told = claims.get(claim)
    if claim == "email" and claims.get("email_verified") is not True:
        return None
    wanted = told.strip().lower() if isinstance(told, str) else ""
    return wanted if _is_name(wanted, 64) else None


def has_second_factor(claims: Claims) -> bool:
    """Tell whether the provider says that a second factor was given there (`amr`, else `acr`)."""
    methods = claims.get("amr") or ()
    given = {one for one in methods if isinstance(one, str)}
    return bool(given & _SECOND_FACTORS) or str(claims.get("acr")) in _SECOND_FACTOR_CLASSES


def _is_name(text: object, most: int) -> bool:
    return isinstance(text, str) and 0 < len(text) <= most and text.isprintable()
