"""Connections that are kept from request to request: what holds for each, and what a peer may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from core.net.allowed import Allowed
from core.net.client import open_client
from core.net.errors import AddressNotAllowed, AnswerTooLarge
from core.net.networks import parse_networks
from tests.core.net.certificates import contexts
from tests.core.net.fakes import Caller, Told, keeping

HOME = Allowed(parse_networks("127.0.0.0/8"), "X", public=False)
PATIENCE_S = 20


def answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


HI = answer(b"hi")


@contextmanager
def asking(
    port: int, told: Told | None = None, *, timeout_s: float = 5, **how: object
) -> Iterator[httpx.Client]:
    resolver = told or Told(["127.0.0.1"])
    made = open_client(HOME, timeout_s=timeout_s, resolver=resolver, keeps=True, **how)  # type: ignore[arg-type]
    with made as http:
        http.base_url = httpx.URL(f"http://a.example:{port}")
        yield http


def counts(callers: list[Caller]) -> list[int]:
    return [len(one.asked) for one in callers]


def test_requests_share_a_connection_whose_name_was_resolved_once() -> None:
    told = Told(["127.0.0.1"], ["10.0.0.1"])
    with keeping(HI, HI, HI) as (port, callers), asking(port, told) as http:
        assert [http.post("/", content=b"x").text for _ in range(3)] == ["hi"] * 3
    assert counts(callers) == [3]
    assert told.asked == ["a.example"]


def test_over_tls_the_handshake_is_made_once(tmp_path: Path) -> None:
    server, client = contexts(tmp_path, ["a.example"])
    with keeping(HI, HI, tls=server) as (port, callers), asking(port, verify=client) as http:
        for _ in range(2):
            assert http.get(f"https://a.example:{port}/").text == "hi"
    assert counts(callers) == [2]


def test_a_peer_that_hangs_up_without_a_word_is_asked_once_more_over_a_checked_connection() -> None:
    told = Told(["127.0.0.1"])
    with keeping(HI, b"") as (port, callers), asking(port, told) as http:
        assert [http.post("/", content=b"body").text for _ in range(2)] == ["hi", "hi"]
    assert counts(callers) == [2, 1]
    assert callers[0].asked[1] == callers[1].asked[0]
    assert callers[1].asked[0].endswith(b"body")
    assert told.asked == ["a.example"] * 2


def test_where_the_name_means_another_address_by_then_nothing_is_sent_there() -> None:
    told = Told(["127.0.0.1"], ["10.0.0.1"])
    with keeping(HI, b"") as (port, callers), asking(port, told) as http:
        http.get("/")
        with pytest.raises(AddressNotAllowed):
            http.get("/")
    assert counts(callers) == [2]


def test_nothing_is_sent_twice_once_a_byte_was_answered() -> None:
    with keeping(HI, b"HTTP/1.1 200 OK\r\n") as (port, callers), asking(port) as http:
        http.get("/")
        with pytest.raises(httpx.TransportError):
            http.get("/", timeout=1)
    assert counts(callers) == [2]


def test_nothing_is_sent_twice_over_a_new_connection_or_from_a_source_that_is_used_up() -> None:
    with (
        keeping(b"") as (port, callers),
        asking(port) as http,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        http.get("/")
    assert counts(callers) == [1]
    with keeping(HI, b"") as (port, callers), asking(port) as http:
        http.get("/")
        with pytest.raises(httpx.ReadError):
            http.post("/", content=iter([b"once"]))
    assert counts(callers) == [2]


def test_a_connection_that_was_closed_while_nobody_asked_is_not_used() -> None:
    with keeping(HI, most=1) as (port, callers), asking(port) as http:
        assert http.get("/").text == "hi"
        assert callers[0].closed.wait(PATIENCE_S)
        assert http.get("/").text == "hi"
    assert counts(callers) == [1, 1]


def test_each_request_has_the_whole_time_and_the_whole_size() -> None:
    """Three answers that together take longer, and are larger, than one may."""
    large = answer(b"x" * 6000)
    with (
        keeping(large, large, large, answer(b"x" * 20_000), pause_s=1) as (port, callers),
        asking(port, timeout_s=2.5, answer_max=10_000) as http,
    ):
        assert [len(http.get("/").content) for _ in range(3)] == [6000] * 3
        with pytest.raises(AnswerTooLarge):
            http.get("/")
    assert counts(callers) == [4]


def test_what_comes_behind_an_answer_is_not_the_answer_to_the_next_request() -> None:
    with keeping(HI + answer(b"stale"), HI) as (port, callers), asking(port) as http:
        assert http.get("/").text == "hi"
        with pytest.raises(httpx.RemoteProtocolError):
            http.get("/")
        assert callers[0].closed.wait(PATIENCE_S)


def test_closing_the_client_closes_what_it_kept() -> None:
    with keeping(HI, HI) as (port, callers):
        with asking(port) as http:
            http.get("/")
            assert not callers[0].closed.is_set()
        assert callers[0].closed.wait(PATIENCE_S)
