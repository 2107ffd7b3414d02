"""Which addresses a sink may have."""

import pytest

from cases.sinks.address import checked_url
from cases.sinks.errors import SinkSecretRefused, SinkUrlRefused
from cases.sinks.signing import checked_secret, new_secret
from core.net.allowed import outbound
from core.net.errors import AddressNeverAllowed, AddressNotAllowed, HostMalformed
from core.settings import Settings

CITY = outbound(Settings(outbound_networks="10.0.0.0/8,127.0.0.0/8,fd00::/8"))


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/in",
        "https://platform.city.example/hooks/algomart?tenant=1",
        "http://10.2.3.4:8080/in",
        "http://127.0.0.1:9/",
        "http://[fd00::1]:8080/",
    ],
)
def test_http_addresses_of_the_citys_networks_are_taken(url: str) -> None:
    assert checked_url(url, CITY) == url


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://10.2.3.4:8080/in", "10.2.3.4"),
        ("http://127.0.0.1./", "127.0.0.1"),
        ("http://[::1]:8080/", "::1"),
        ("http://[::ffff:192.168.0.1]/", "192.168.0.1"),
        ("http://[64:ff9b::10.0.0.1]/", "64:ff9b::a00:1"),
    ],
)
def test_inner_addresses_are_refused_until_the_operator_lists_their_network(
    url: str, address: str
) -> None:
    with pytest.raises(AddressNotAllowed) as refused:
        checked_url(url, outbound(Settings()))
    for told in (refused.value.message("zh"), refused.value.message("en")):
        assert address in told
        assert "ALGOMART_OUTBOUND_NETWORKS" in told


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
        "http://host/?access_token=abc",
        "http://host/?tenant=1&apikey=",
        "http://host/#part",
        "http://host:99999/",
        "http://[::1/",
        "http://host/a b",
        "http://host/\r\nX-Injected: 1",
        "http://主机/",
        "http://host/" + "a" * 2000,
    ],
)
def test_anything_else_is_refused_with_the_reason(url: str) -> None:
    with pytest.raises(SinkUrlRefused) as refused:
        checked_url(url, CITY)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "224.0.0.1", "0.1.2.3", "[fd00:ec2::254]", "2130706433", "0x7f.1", "127.1"],
)
def test_addresses_no_receiver_has_and_odd_spellings_are_refused_whatever_is_listed(
    host: str,
) -> None:
    with pytest.raises((AddressNeverAllowed, HostMalformed)):
        checked_url(f"http://{host}/", outbound(Settings(outbound_networks="0.0.0.0/0,::/0")))


def test_a_made_secret_is_one_that_is_taken_and_never_the_same() -> None:
    made = {checked_secret(new_secret()) for _ in range(10)}
    assert len(made) == 10


@pytest.mark.parametrize("secret", ["hunter2", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%", "c" * 32])
def test_a_weak_or_malformed_secret_is_refused(secret: str) -> None:
    with pytest.raises(SinkSecretRefused):
        checked_secret(secret)
