"""What a provider tells of itself, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from core.net.networks import travels_safely


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of a provider's configuration that a sign-in needs."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    secret_in_body: bool
    """The provider takes our secret in the request's body only."""
    names_itself: bool
    """Its answers carry `iss` (RFC 9207)."""

    @classmethod
    def read(cls, told: Mapping[str, Any], issuer: str) -> Self:
        """Return the metadata of this issuer; `ValueError` where another's, incomplete or unsafe."""
        if told.get("issuer") != issuer:
            raise ValueError("it calls itself otherwise than ALGOMART_OIDC_ISSUER does")
        methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        userinfo = told.get("userinfo_endpoint")
        return cls(
            authorization_endpoint=_address(told, "authorization_endpoint"),
            token_endpoint=_address(told, "token_endpoint"),
            jwks_uri=_address(told, "jwks_uri"),
            userinfo_endpoint=_address(told, "userinfo_endpoint") if userinfo else None,
            secret_in_body="client_secret_basic" not in methods,
            names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        )


def _address(told: Mapping[str, Any], name: str) -> str:
    address = told.get(name)
    if not isinstance(address, str) or not travels_safely(address):
        raise ValueError(f"its {name} is missing, or neither https nor on this machine")
    return address
