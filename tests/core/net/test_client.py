"""The client for URLs that people enter, on real sockets."""

import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from core.net.allowed import Allowed, outbound
from core.net.client import open_client
from core.net.errors import AddressNotAllowed, AnswerTooLarge, HostMalformed
from core.net.networks import parse_networks
from core.net.resolve import Resolver
from core.settings import Settings
from tests.core.net.certificates import contexts
from tests.core.net.fakes import Told, answering, listening, was_called

HOME = Allowed(parse_networks("127.0.0.0/8"), "X", public=False)
OUTWARD = outbound(Settings())
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"


def get(url: str, allowed: Allowed, resolver: Resolver, **how: object) -> httpx.Response:
    with open_client(allowed, timeout_s=2, resolver=resolver, **how) as http:  # type: ignore[arg-type]
        return http.get(url)


def test_the_connection_goes_to_the_checked_address_and_the_host_stays_the_name() -> None:
    with answering(OK) as (port, asked):
        answer = get(f"http://platform.example:{port}/in?a=1", HOME, Told(["127.0.0.1"]))
    assert (answer.status_code, answer.text) == (200, "hi")
    assert asked[0].startswith(b"GET /in?a=1 HTTP/1.1\r\n")
    assert f"host: platform.example:{port}".encode() in asked[0].lower()


def test_a_name_that_turns_to_loopback_after_it_was_checked_is_never_connected_to() -> None:
    with listening() as inner:
        told = Told(["93.184.216.34"], ["127.0.0.1"])
        told.resolve(
            "rebind.example", 1
        )  # who checked the address when it was entered saw a public one
        with pytest.raises(AddressNotAllowed):
            get(f"http://rebind.example:{inner.getsockname()[1]}/", OUTWARD, told)
        assert not was_called(inner)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.0.0.1."])
def test_inner_addresses_are_not_connected_to(host: str) -> None:
    with listening() as inner:
        with pytest.raises(AddressNotAllowed):
            get(f"http://{host}:{inner.getsockname()[1]}/", OUTWARD, Told(["127.0.0.1"]))
        assert not was_called(inner)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "[::1%25lo]"])
def test_odd_spellings_are_not_connected_to(host: str) -> None:
    with listening() as inner:
        with pytest.raises((HostMalformed, AddressNotAllowed, httpx.InvalidURL)):
            get(f"http://{host}:{inner.getsockname()[1]}/", OUTWARD, Told(["127.0.0.1"]))
        assert not was_called(inner)


def test_a_name_is_asked_again_for_every_request() -> None:
    told = Told(["127.0.0.1"], ["10.0.0.1"])
    with answering(OK) as (port, _), open_client(HOME, timeout_s=2, resolver=told) as http:
        assert http.get(f"http://a.example:{port}/").status_code == 200
        with pytest.raises(AddressNotAllowed):
            http.get(f"http://a.example:{port}/")


def test_an_address_nobody_answers_at_is_followed_by_the_next() -> None:
    with answering(OK) as (port, _):
        assert get(f"http://a.example:{port}/", HOME, Told(["127.9.9.9", "127.0.0.1"])).text == "hi"


def test_redirects_and_proxies_of_the_environment_are_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with listening() as elsewhere:
        there = f"http://127.0.0.1:{elsewhere.getsockname()[1]}"
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, there)
        moved = f"HTTP/1.1 302 Found\r\nlocation: {there}/\r\ncontent-length: 0\r\n\r\n".encode()
        with answering(moved) as (port, _):
            assert get(f"http://a.example:{port}/", HOME, Told(["127.0.0.1"])).status_code == 302
        assert not was_called(elsewhere)


def test_an_answer_that_drips_ends_at_the_deadline() -> None:
    dripping = b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 1000
    began = time.monotonic()
    with (
        answering(dripping, pause_s=0.05, pieces=1000) as (port, _),
        pytest.raises(httpx.ReadTimeout),
    ):
        get(f"http://127.0.0.1:{port}/", HOME, Told([]))
    assert time.monotonic() - began < 4


def test_a_large_answer_is_cut_off_and_a_compressed_one_is_not_inflated() -> None:
    large = b"HTTP/1.1 200 OK\r\ncontent-length: 999999\r\n\r\n" + b"x" * 999_999
    with answering(large) as (port, _), pytest.raises(AnswerTooLarge):
        get(f"http://127.0.0.1:{port}/", HOME, Told([]), answer_max=10_000)
    packed = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\nhi"
    with answering(packed) as (port, asked):
        assert get(f"http://127.0.0.1:{port}/", HOME, Told([])).content == b"hi"
    assert b"accept-encoding: identity" in asked[0].lower()


def test_a_port_nobody_listens_on_is_a_connect_error() -> None:
    with pytest.raises(httpx.ConnectError):
        get("http://127.0.0.1:1/", HOME, Told([]))


@pytest.mark.parametrize(("names", "fits"), [(["platform.example"], True), (["127.0.0.1"], False)])
def test_the_certificate_must_be_the_names(
    tmp_path: Path, names: Sequence[str], fits: bool
) -> None:
    server, client = contexts(tmp_path, names)
    with answering(OK, tls=server) as (port, _):
        url = f"https://platform.example:{port}/"
        if fits:
            assert get(url, HOME, Told(["127.0.0.1"]), verify=client).text == "hi"
        else:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                get(url, HOME, Told(["127.0.0.1"]), verify=client)
