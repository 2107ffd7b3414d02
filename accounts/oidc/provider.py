"""The provider, as it is asked: where to send people, and who they are when they come back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from accounts.oidc import id_token
from accounts.oidc.errors import AnswerRefused, NotGranted, ProviderUnusable
from accounts.oidc.flows import Flow
from accounts.oidc.id_token import Claims, Expected
from accounts.oidc.metadata import Metadata
from core.clock import Clock
from core.errors import AlgomartError
from core.log import get_logger
from core.net.allowed import Allowed, outbound
from core.net.client import open_client
from core.net.networks import parse_networks
from core.settings import Settings

TIMEOUT_S = 10.0
KEPT = timedelta(hours=6)
"""What a provider told of itself is read again after so long, its keys also when one is unknown."""
_ANYWHERE = parse_networks("0.0.0.0/0,::/0")
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser brings back from the provider."""

    code: str | None
    error: str | None
    iss: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, by the provider's word."""

    subject: str
    """`issuer|sub`, his for ever."""
    login: str | None
    second_factor: bool


@dataclass(frozen=True, slots=True)
class _Known:
    metadata: Metadata
    keys: KeySet
    read_at: datetime


class Provider:
    """The provider of the settings; what it told of itself is kept for a while."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None
        assert settings.oidc_client_id is not None
        assert settings.oidc_client_secret is not None
        self._settings = settings
        self._issuer, self._client_id = settings.oidc_issuer, settings.oidc_client_id
        self._secret = settings.oidc_client_secret.get_secret_value()
        self._known: _Known | None = None

    def address(self, flow: Flow, redirect_uri: str, clock: Clock) -> str:
        """Return where the browser goes to sign in there; raises `ProviderUnusable`."""
        claim = self._settings.oidc_login_claim
        found: str = prepare_grant_uri(
            self._now_known(clock).metadata.authorization_endpoint,
            self._client_id,
            "code",
            redirect_uri=redirect_uri,
            scope="openid profile email" if claim == "email" else "openid profile",
            state=flow.state,
            nonce=flow.nonce,
            code_challenge=create_s256_code_challenge(flow.verifier),
            code_challenge_method="S256",
        )
        return found

    def identify(self, answer: Answer, flow: Flow, redirect_uri: str, clock: Clock) -> Identity:
        """Return who came back; raises `NotGranted`, `AnswerRefused` or `ProviderUnusable`."""
        metadata = self._now_known(clock).metadata
        if answer.iss != self._issuer and (answer.iss is not None or metadata.names_itself):
            raise _refused("the answer is another provider's")
        if answer.error is not None or not answer.code:
            raise NotGranted
        granted = self._redeemed(metadata, answer.code, flow, redirect_uri)
        claims = self._claims(granted, flow, clock)
        return Identity(
            subject=f"{self._issuer}|{claims['sub']}",
            login=self._login(metadata, claims, granted.get("access_token")),
            second_factor=id_token.has_second_factor(claims),
        )

    def _redeemed(
        self, metadata: Metadata, code: str, flow: Flow, redirect_uri: str
    ) -> dict[str, Any]:
        """Exchange the code for tokens."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": flow.verifier,
        }
        if metadata.secret_in_body:
            form |= {"client_id": self._client_id, "client_secret": self._secret}
            return self._ask("POST", metadata.token_endpoint, data=form)
        # RFC 6749 2.3.1: both are form-encoded before they are put together.
        basic = httpx.BasicAuth(quote_plus(self._client_id), quote_plus(self._secret))
        return self._ask("POST", metadata.token_endpoint, data=form, auth=basic)

    def _claims(self, granted: dict[str, Any], flow: Flow, clock: Clock) -> Claims:
        """Return the id token's claims, once it stood up to every check."""
        token, access = granted.get("id_token"), granted.get("access_token")
        expected = Expected(self._issuer, self._client_id, flow.nonce, access)
        try:
            try:
                return id_token.read(str(token), self._now_known(clock).keys, expected, clock.now())
            except InvalidKeyIdError:
                keys = self._read(clock).keys
                return id_token.read(str(token), keys, expected, clock.now())
        except (JoseError, ValueError, TypeError) as error:
            raise _refused(f"the id token is not good: {type(error).__name__}") from error

    def _login(self, metadata: Metadata, claims: Claims, access: object) -> str | None:
        """Return the login of the id token, else of the userinfo, where many providers put it."""
        claim = self._settings.oidc_login_claim
        if claim in claims or metadata.userinfo_endpoint is None or not isinstance(access, str):
            return id_token.login(claims, claim)
        bearer = {"authorization": f"Bearer {access}"}
        told = self._ask("GET", metadata.userinfo_endpoint, headers=bearer)
        if told.get("sub") != claims["sub"]:
            raise _refused("the userinfo is of somebody else")
        return id_token.login(told, claim)

    def _now_known(self, clock: Clock) -> _Known:
        known = self._known
        if known is None or clock.now() - known.read_at >= KEPT:
            return self._read(clock)
        return known

    def _read(self, clock: Clock) -> _Known:
        """Ask the provider about itself."""
        told = self._ask("GET", get_well_known_url(self._issuer, external=True))
        try:
            metadata = Metadata.read(told, self._issuer)
            keys: Any = self._ask("GET", metadata.jwks_uri)
            found = _Known(metadata, KeySet.import_key_set(keys), clock.now())
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _unusable(f"what it tells of itself cannot be used: {error}") from error
        self._known = found
        return found

    def _ask(self, method: str, url: str, **sent: Any) -> dict[str, Any]:
        """Return the JSON object that the provider answers with."""
        try:
            with open_client(self._allowed(url), timeout_s=TIMEOUT_S) as client:
                answer = client.request(method, url, **sent)
            told = answer.json() if answer.status_code == 200 else None
        except (httpx.HTTPError, httpx.InvalidURL, AlgomartError, ValueError) as error:
            raise _unusable(f"no usable answer: {type(error).__name__}") from error
        if method == "POST" and answer.status_code == 400:
            raise _refused("it did not take the code")
        if not isinstance(told, dict):
            raise _unusable(f"it answered HTTP {answer.status_code}, and no JSON object")
        return told

    def _allowed(self, url: str) -> Allowed:
        """The issuer is wherever the operator says; what it names elsewhere follows the rule for all."""
        if urlsplit(url).hostname == urlsplit(self._issuer).hostname:
            return Allowed(_ANYWHERE, "ALGOMART_OIDC_ISSUER", public=True)
        return outbound(self._settings)


@lru_cache(maxsize=4)
def provider_of(settings: Settings) -> Provider:
    """Return the one provider of these settings."""
    return Provider(settings)


def _refused(fault: str) -> AnswerRefused:
    _log.warning("sign-in at the provider refused", fault=fault)
    return AnswerRefused()


def _unusable(fault: str) -> ProviderUnusable:
    _log.warning("identity provider cannot be used", fault=fault)
    return ProviderUnusable()
