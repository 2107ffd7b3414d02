"""What the sign-in page is told, and where nobody is sent."""

import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from accounts.oidc.errors import REFUSALS
from accounts.oidc.flows import local
from core.http.services import Services
from core.net.networks import travels_safely
from core.settings import Settings
from tests.accounts.conftest import Client
from tests.accounts.oidc.conftest import OIDC

WHOLE = {
    "oidc_issuer": "https://id.city.test",
    "oidc_client_id": "algomart",
    "oidc_client_secret": "secret",
}


def test_the_page_is_told_what_the_provider_is_called(client: Client, settings: Settings) -> None:
    told = client().get(OIDC).json()
    assert told == {"offered": True, "label": settings.oidc_label, "trouble": None}


@pytest.mark.parametrize("kind", REFUSALS)
def test_every_refusal_has_its_words(client: Client, kind: type[Exception]) -> None:
    code = kind.code  # type: ignore[attr-defined]
    told = client().get(OIDC, params={"trouble": code}).json()["trouble"]
    assert told["code"] == code
    assert told["zh"] != told["en"]
    assert "{" not in told["zh"] + told["en"]


@pytest.mark.parametrize("code", ["", "internal", "<script>", "login_failed"])
def test_a_code_that_is_no_refusal_has_no_words(client: Client, code: str) -> None:
    assert client().get(OIDC, params={"trouble": code}).json()["trouble"] is None


@pytest.mark.parametrize("route", ["start", "callback"])
def test_without_a_provider_nothing_is_offered(
    app: FastAPI, services_without: None, client: Client, route: str
) -> None:
    assert client().get(OIDC).json()["offered"] is False
    answer = client().get(f"{OIDC}/{route}", follow_redirects=False)
    assert (answer.status_code, answer.json()["code"]) == (404, "oidc_not_offered")


@pytest.fixture
def services_without(app: FastAPI) -> None:
    """The app without a provider."""
    has: Services = app.state.services
    none = has.settings.model_copy(update={"oidc_issuer": None})
    app.state.services = Services(none, has.sessions, has.clock, has.blobs, has.keyring)


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.test/", "//evil.test", "/\\evil.test", "\\\\evil.test", "evil.test", "",
        "javascript:alert(1)", "/\t/evil.test", "/\n/evil.test", "/api/v1/session", "/a\0b",
    ],
)  # fmt: skip
def test_nobody_is_sent_anywhere_but_to_a_page_of_ours(path: str) -> None:
    assert local(path) == "/"


@pytest.mark.parametrize("path", ["/", "/events", "/events/0199?x=1&y=//z", "/cameras?q=东门"])
def test_a_page_of_ours_is_come_back_to(path: str) -> None:
    assert local(path) == path


@pytest.mark.parametrize("missing", WHOLE)
def test_a_provider_that_is_half_set_up_stops_the_start_and_names_what_is_missing(
    missing: str,
) -> None:
    half = {name: value for name, value in WHOLE.items() if name != missing}
    with pytest.raises(ValidationError, match=f"missing: ALGOMART_{missing.upper()}"):
        Settings.model_validate(half)
    assert Settings.model_validate(WHOLE).oidc_issuer == WHOLE["oidc_issuer"]


@pytest.mark.parametrize(
    "issuer", ["http://id.city.test", "ftp://id.city.test", "id.city.test", "https://", "http://[x"]
)
def test_a_provider_that_is_not_reached_safely_stops_the_start(issuer: str) -> None:
    with pytest.raises(ValidationError, match="must be https"):
        Settings.model_validate(WHOLE | {"oidc_issuer": issuer})


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://id.city.test/realm", True),
        ("http://127.0.0.1:3000", True),
        ("http://[::1]:3000", True),
        ("http://localhost:3000", True),
        ("http://localhost.evil.test", False),
        ("http://10.0.0.1", False),
        ("http://127.0.0.1@evil.test", False),
        ("https:///path", False),
    ],
)
def test_plain_http_stays_in_the_machine(url: str, safe: bool) -> None:
    assert travels_safely(url) is safe
