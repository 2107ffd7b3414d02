"""From a host to the addresses that may be connected to."""

import time

import pytest

from core.net.allowed import Allowed, outbound
from core.net.errors import AddressNotAllowed, HostMalformed, HostUnknown
from core.net.networks import parse_networks
from core.net.resolve import check_host, literal, resolve
from core.settings import Settings
from tests.core.net.fakes import Told

OUTWARD = outbound(Settings())
HOME = Allowed(parse_networks("127.0.0.0/8,::1"), "X", public=False)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0x7f.1", "127.1", "127.0.1", "017700000001", "0177.0.0.1",
        "127.0.0.01", "0x7f.0.0.0x1", "1.2.3.4.5", "256.1.1.1", "host.0x7f", "fe80::1%eth0", "::1%lo",
        "[fe80::1%25eth0]", "127.0.0.1%", "a b", "", ".", "..", "a..b", "-a.b", "主机", "127。0。0。1",
        "①②⑦.0.0.1", "a" * 64, "a." * 130, "host\x00", "host\n", "user@host", "host/",
    ],
)  # fmt: skip
def test_odd_spellings_are_refused(host: str) -> None:
    with pytest.raises(HostMalformed):
        literal(host)


def test_plain_addresses_and_names_are_told_apart() -> None:
    assert str(literal("127.0.0.1.")) == "127.0.0.1"
    assert str(literal("[::ffff:10.0.0.1]")) == "10.0.0.1"
    assert literal("platform.city.example.") is None
    assert literal("xn--fiq228c.xn--fiqs8s") is None
    assert literal("3com.example") is None


def test_an_address_is_checked_without_asking_anybody() -> None:
    told = Told(["8.8.8.8"])
    assert resolve("127.0.0.1.", HOME, 1, told) == ("127.0.0.1",)
    with pytest.raises(AddressNotAllowed):
        resolve("10.0.0.1", OUTWARD, 1, told)
    with pytest.raises(AddressNotAllowed):
        check_host("[::ffff:10.0.0.1]", OUTWARD)
    check_host("platform.city.example", OUTWARD)
    assert told.asked == []


def test_every_answer_is_checked_and_only_permitted_ones_are_returned() -> None:
    told = Told(["127.0.0.1", "8.8.8.8", "::ffff:10.0.0.1", "fe80::1%2", "2400:3200::1", "8.8.8.8"])
    assert resolve("a.example.", OUTWARD, 1, told) == ("8.8.8.8", "2400:3200::1")
    assert told.asked == ["a.example"]


def test_a_name_of_inner_addresses_alone_is_refused_by_the_first() -> None:
    with pytest.raises(AddressNotAllowed) as refused:
        resolve("a.example", OUTWARD, 1, Told(["10.0.0.7", "127.0.0.1"]))
    assert "10.0.0.7" in refused.value.message("zh")


@pytest.mark.parametrize("answers", [[], ["nonsense"]])
def test_a_name_without_an_address_is_unknown(answers: list[str]) -> None:
    with pytest.raises(HostUnknown):
        resolve("a.example", OUTWARD, 1, Told(answers))


def test_the_machines_own_resolver_knows_localhost_and_is_not_waited_for_without_end() -> None:
    assert set(resolve("localhost", HOME, 5)) <= {"127.0.0.1", "::1"}
    began = time.monotonic()
    with pytest.raises(HostUnknown):
        resolve("no-such-host.invalid", HOME, 0.2)
    assert time.monotonic() - began < 5
