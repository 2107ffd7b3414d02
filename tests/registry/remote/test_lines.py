"""Lines to endpoints: how long they are kept, and what ends them before."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from core.ids import uuid7
from core.settings import Settings
from registry.remote.lines import KEPT_S, Lines
from registry.remote.outward import Address
from tests.core.net.certificates import contexts
from tests.core.net.fakes import Caller, keeping

ANSWERS = [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"] * 9
PATIENCE_S = 20
ENDPOINT = uuid7()


class Times:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Endpoint:
    """A server over TLS, and lines to it by a clock that is moved by hand."""

    def __init__(self, port: int, callers: list[Caller], lines: Lines, clock: Times) -> None:
        self.callers, self.lines, self.clock = callers, lines, clock
        self.address = Address(f"https://localhost:{port}", credential="one")

    def ask(self, address: Address | None = None, endpoint_id: UUID = ENDPOINT) -> None:
        to = address or self.address
        with self.lines.lent(endpoint_id, to) as http:
            assert http.get(to.url).text == "hi"

    @property
    def counts(self) -> list[int]:
        return [len(one.asked) for one in self.callers]


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    server, _ = contexts(tmp_path, ["localhost"])
    settings = Settings(
        home=tmp_path,
        remote_hosts="localhost",
        remote_networks="127.0.0.0/8,::1",
        remote_ca_file=tmp_path / "authority.pem",
    )
    clock = Times()
    with (
        keeping(*ANSWERS, tls=server) as (port, callers),
        closing(Lines(settings, clock)) as lines,
    ):
        yield Endpoint(port, callers, lines, clock)


def test_a_line_is_kept_for_a_minute_at_most(endpoint: Endpoint) -> None:
    for _ in range(3):
        endpoint.ask()
        endpoint.clock.now_s += KEPT_S / 4
    assert endpoint.counts == [3]
    endpoint.clock.now_s += KEPT_S
    endpoint.ask()
    assert endpoint.counts == [3, 1]
    assert endpoint.callers[0].closed.wait(PATIENCE_S)


def test_one_that_nobody_uses_is_swept_away(endpoint: Endpoint) -> None:
    endpoint.ask()
    endpoint.lines.sweep()
    assert endpoint.lines.open() == {ENDPOINT: endpoint.address}
    endpoint.clock.now_s += KEPT_S + 1
    endpoint.lines.sweep()
    assert endpoint.lines.open() == {}
    assert endpoint.callers[0].closed.wait(PATIENCE_S)


def test_another_credential_has_a_line_of_its_own(endpoint: Endpoint) -> None:
    endpoint.ask()
    endpoint.ask(Address(endpoint.address.url, credential="another"))
    assert endpoint.counts == [1, 1]
    assert endpoint.callers[0].closed.wait(PATIENCE_S)


def test_endpoints_share_no_connection(endpoint: Endpoint) -> None:
    endpoint.ask()
    endpoint.ask(endpoint_id=uuid7())
    endpoint.ask()
    assert endpoint.counts == [2, 1]


def test_one_that_is_cut_ends_at_once_or_with_its_call(endpoint: Endpoint) -> None:
    endpoint.ask()
    endpoint.lines.cut(ENDPOINT)
    assert endpoint.callers[0].closed.wait(PATIENCE_S)
    with endpoint.lines.lent(ENDPOINT, endpoint.address) as http:
        endpoint.lines.cut(ENDPOINT)
        assert http.get(endpoint.address.url).text == "hi"
        assert not endpoint.callers[1].closed.is_set()
    assert endpoint.callers[1].closed.wait(PATIENCE_S)
    endpoint.ask()
    assert endpoint.counts == [1, 1, 1]
