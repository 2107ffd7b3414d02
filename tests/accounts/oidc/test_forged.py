"""A provider's answer that is not what it should be gets nobody in."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from json import dumps
from time import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from tests.accounts.conftest import Client
from tests.accounts.oidc.conftest import OIDC, at_provider, come_back, start, trouble
from tests.accounts.oidc.forger import Forger, new_key
from tests.accounts.oidc.provider import CLIENT_ID, SECRET

HOUR_S = 3600


@pytest.fixture
def forger() -> Iterator[Forger]:
    """A provider that says whatever a test wants."""
    with Forger() as running:
        yield running


@pytest.fixture
def issuer(forger: Forger) -> str:
    """Whom the installation trusts."""
    return forger.issuer


@pytest.fixture
def browser(client: Client, zhang: User) -> TestClient:
    """A browser of somebody who has an account."""
    return client()


def tried(browser: TestClient, forger: Forger, **query: str) -> str:
    """Sign in with what the forger answers; return the trouble, or nothing."""
    sent = parse_qs(urlsplit(start(browser)).query)
    forger.nonce = forger.nonce or sent["nonce"][0]
    back = urlencode({"code": "any", "state": sent["state"][0], **query})
    answer = come_back(browser, f"{OIDC}/callback?{back}")
    return "" if answer.headers["location"] == "/" else trouble(answer)


def test_what_is_forged_below_is_good_without_its_fault(
    browser: TestClient, forger: Forger
) -> None:
    assert tried(browser, forger) == ""


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://other.test"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "other"},
    "no audience": {"aud": None},
    "several audiences and nobody authorized": {"aud": [CLIENT_ID, "other"]},
    "another one authorized": {"aud": [CLIENT_ID, "other"], "azp": "other"},
    "one audience, another one authorized": {"azp": "other"},
    "expired": {"exp": int(time()) - HOUR_S},
    "never expires": {"exp": None},
    "an end that is no time": {"exp": "tomorrow"},
    "made in the future": {"iat": int(time()) + HOUR_S},
    "made at no time": {"iat": None},
    "not yet good": {"nbf": int(time()) + HOUR_S},
    "another nonce": {"nonce": "other"},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": 7},
    "a subject with a NUL": {"sub": "a\0b"},
    "a subject without end": {"sub": "a" * 256},
    "another access token": {"at_hash": "AAAA"},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_a_token_with_a_wrong_claim_is_refused_and_recorded(
    browser: TestClient, forger: Forger, sessions: Sessions, changed: dict[str, Any]
) -> None:
    forger.changed = changed
    assert tried(browser, forger) == "oidc_answer_refused"
    with transaction(sessions) as session:
        line = session.scalars(select(AuditEntry).filter_by(action="session.refuse")).one()
    assert (line.login, line.reason, line.address) == ("-", "provider", "testclient")


def _unsigned(forger: Forger) -> Callable[[dict[str, Any]], str]:
    def sign(claims: dict[str, Any]) -> str:
        parts = (dumps({"alg": "none", "kid": forger.key.kid}), dumps(claims))
        return ".".join(urlsafe_b64encode(one.encode()).decode().rstrip("=") for one in parts) + "."

    return sign


def _by_secret(_: Forger) -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET.encode()))


def _by_public_key(forger: Forger) -> Callable[[dict[str, Any]], str]:
    """Sign with the published key as if it were a secret."""

    def sign(claims: dict[str, Any]) -> str:
        pem = forger.key.as_pem(private=False)  # type: ignore[union-attr]
        parts = (dumps({"alg": "HS256", "kid": forger.key.kid}), dumps(claims))
        signed = ".".join(urlsafe_b64encode(one.encode()).decode().rstrip("=") for one in parts)
        mac = hmac.digest(pem, signed.encode(), "sha256")
        return f"{signed}.{urlsafe_b64encode(mac).decode().rstrip('=')}"

    return sign


def _by_another_key(forger: Forger) -> Callable[[dict[str, Any]], str]:
    another = new_key(str(forger.key.kid))
    return lambda claims: jwt.encode({"alg": "RS256", "kid": another.kid}, claims, another)


def _changed_afterwards(forger: Forger) -> Callable[[dict[str, Any]], str]:
    def sign(claims: dict[str, Any]) -> str:
        head, _, mac = forger.honestly(claims).split(".")
        other = dumps(claims | {"sub": "somebody else"}).encode()
        return f"{head}.{urlsafe_b64encode(other).decode().rstrip('=')}.{mac}"

    return sign


@pytest.mark.parametrize(
    "forge",
    [
        _unsigned,
        _by_secret,
        _by_public_key,
        _by_another_key,
        _changed_afterwards,
        lambda _: lambda _: "no token at all",
        lambda _: lambda _: "",
    ],
)
def test_a_token_the_providers_key_did_not_sign_is_refused(
    browser: TestClient, forger: Forger, forge: Callable[[Forger], Any]
) -> None:
    forger.sign = forge(forger)
    assert tried(browser, forger) == "oidc_answer_refused"


@pytest.mark.parametrize(
    ("announced", "iss", "expected"),
    [
        (True, "its own", ""),
        (True, "https://other.test", "oidc_answer_refused"),
        (True, "", "oidc_answer_refused"),
        (True, None, "oidc_answer_refused"),
        (False, None, ""),
        (False, "https://other.test", "oidc_answer_refused"),
    ],
)
def test_an_answer_mixed_up_with_another_providers_is_refused(
    browser: TestClient, forger: Forger, announced: bool, iss: str | None, expected: str
) -> None:
    forger.metadata["authorization_response_iss_parameter_supported"] = announced
    told = {} if iss is None else {"iss": forger.issuer if iss == "its own" else iss}
    assert tried(browser, forger, **told) == expected
    assert ("/token" in forger.asked) is (expected == "")


def test_what_the_provider_told_is_kept_until_a_key_is_unknown_or_time_has_passed(
    client: Client, zhang: User, forger: Forger, clock: ManualClock
) -> None:
    def reads() -> int:
        browser, before = client(), forger.asked.count("/keys")
        forger.nonce = ""
        assert tried(browser, forger) == ""
        return forger.asked.count("/keys") - before

    assert [reads(), reads()] == [1, 0]
    forger.key = new_key("two")
    assert [reads(), reads()] == [1, 0]
    forger.changed = {"exp": int(time()) + 24 * HOUR_S}
    clock.advance(6 * HOUR_S)
    assert [reads(), reads()] == [1, 0]


CONFIGURATION = "/.well-known/openid-configuration"
UNUSABLE: dict[str, dict[str, tuple[int, str]]] = {
    "it is down": {CONFIGURATION: (503, "")},
    "it sends us elsewhere": {CONFIGURATION: (302, "")},
    "it speaks no JSON": {CONFIGURATION: (200, "<html>")},
    "it tells a list": {CONFIGURATION: (200, "[]")},
    "it tells too much": {CONFIGURATION: (200, '{"x": "' + "x" * (1 << 20) + '"}')},
    "it has no keys": {"/keys": (200, "{}")},
    "its keys are broken": {"/keys": (200, '{"keys": [{"kty": "RSA"}]}')},
}


@pytest.mark.parametrize("broken", UNUSABLE.values(), ids=UNUSABLE)
def test_a_provider_that_cannot_be_used_sends_nobody_anywhere(
    browser: TestClient, forger: Forger, broken: dict[str, tuple[int, str]]
) -> None:
    forger.broken = broken
    assert start(browser) == "/?trouble=oidc_unavailable"
    assert "/elsewhere" not in forger.asked


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://other.test"},
        {"token_endpoint": None},
        {"token_endpoint": "http://id.city.test/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "http://169.254.169.254/keys"},
        {"jwks_uri": "https://10.0.0.1/keys"},
        {"jwks_uri": "http://127.0.0.2:1/keys"},
        {"userinfo_endpoint": "file:///etc/passwd"},
    ],
    ids=str,
)
def test_a_provider_that_tells_unsafe_things_of_itself_is_not_used(
    browser: TestClient, forger: Forger, told: dict[str, Any]
) -> None:
    forger.metadata |= told
    assert start(browser) == "/?trouble=oidc_unavailable"


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_failure_at_the_token_endpoint_is_the_providers(
    browser: TestClient, forger: Forger, status: int
) -> None:
    forger.broken = {"/token": (status, "words of the provider")}
    assert tried(browser, forger) == "oidc_unavailable"
    assert "/elsewhere" not in forger.asked


def test_a_userinfo_of_somebody_else_is_refused(browser: TestClient, forger: Forger) -> None:
    forger.metadata["userinfo_endpoint"] = f"{forger.issuer}/userinfo"
    forger.changed = {"preferred_username": None}
    userinfo = {"sub": "sub-of-somebody", "preferred_username": "zhang"}
    forger.broken = {"/userinfo": (200, dumps(userinfo))}
    assert tried(browser, forger) == "oidc_answer_refused"
    forger.nonce = ""
    forger.broken = {"/userinfo": (200, dumps(userinfo | {"sub": "sub-of-zhang"}))}
    assert tried(browser, forger) == ""


@pytest.mark.parametrize(
    ("told", "pending"),
    [
        ({}, True),
        ({"amr": ["pwd"]}, True),
        ({"amr": ["pwd", "otp"]}, False),
        ({"amr": ["hwk"]}, False),
        ({"amr": []}, True),
        ({"amr": [["mfa"], 7]}, True),
        ({"acr": "phr"}, False),
        ({"acr": "https://refeds.org/profile/mfa"}, False),
        ({"acr": "0"}, True),
    ],
)
def test_which_words_of_the_provider_are_a_second_factor(
    client: Client, sessions: Sessions, forger: Forger, told: dict[str, Any], pending: bool
) -> None:
    at_provider(sessions, "anquan", "security")
    forger.changed = {"sub": "sub-of-anquan", "preferred_username": "anquan", **told}
    browser = client()
    assert tried(browser, forger) == ""
    assert (browser.get("/api/v1/session").json()["pending"] == ["totp"]) is pending
