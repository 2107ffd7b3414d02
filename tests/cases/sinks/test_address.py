"""Which addresses a sink may have."""

import pytest

from cases.sinks.address import checked_url
from cases.sinks.errors import SinkSecretRefused, SinkUrlRefused
from cases.sinks.service import checked_secret, new_secret


@pytest.mark.parametrize(
    "url",
    [
        "https://platform.city.example/hooks/algomart?tenant=1",
        "http://10.2.3.4:8080/in",
        "http://127.0.0.1:9/",
        "http://[fd00::1]:8080/",
    ],
)
def test_http_addresses_of_the_citys_networks_are_taken(url: str) -> None:
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://host/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//host/path",
        "http://",
        "http://:80/",
        "http://user:password@host/",
        "http://token@host/",
        "http://host/#part",
        "http://host:99999/",
        "http://[::1/",
        "http://host/a b",
        "http://host/\r\nX-Injected: 1",
        "http://主机/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://224.0.0.1/",
        "http://0.0.0.0/",
        "http://host/" + "a" * 2000,
    ],
)
def test_anything_else_is_refused_with_the_reason(url: str) -> None:
    with pytest.raises(SinkUrlRefused) as refused:
        checked_url(url)
    assert refused.value.status == 400


def test_a_made_secret_is_one_that_is_taken_and_never_the_same() -> None:
    made = {checked_secret(new_secret()) for _ in range(10)}
    assert len(made) == 10


@pytest.mark.parametrize("secret", ["hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%", "c" * 32])
def test_a_weak_or_malformed_secret_is_refused(secret: str) -> None:
    with pytest.raises(SinkSecretRefused):
        checked_secret(secret)
