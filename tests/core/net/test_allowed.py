"""Which addresses may be connected to."""

import pytest

from core.errors import AlgomartError
from core.net.allowed import Allowed, outbound
from core.net.errors import AddressNeverAllowed, AddressNotAllowed
from core.net.networks import parse_address, parse_networks
from core.settings import Settings

PUBLIC = ["8.8.8.8", "223.5.5.5", "1.1.1.1", "2400:3200::1", "64:ff9b::8.8.8.8"]
INSIDE = [
    "127.0.0.1", "127.255.255.254", "::1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "169.254.1.1", "fe80::1", "fc00::1", "fd12::1", "198.18.0.1", "192.0.2.1", "240.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
    "2002:808:808::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "::127.0.0.1", "2001:db8::1", "fec0::1",
]  # fmt: skip
NEVER = [
    "169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fd00:ec2::254",
    "100.100.100.200", "169.254.0.23", "224.0.0.1", "239.255.255.250", "ff02::1", "0.1.2.3",
    "::", "255.255.255.255", "::ffff:0.0.0.0",
]  # fmt: skip
ANYWHERE = parse_networks("0.0.0.0/0,::/0")


def check(allowed: Allowed, address: str) -> None:
    allowed.check(parse_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed_outward_and_to_cameras_only_when_listed(address: str) -> None:
    check(outbound(Settings()), address)
    with pytest.raises(AddressNotAllowed):
        check(Allowed((), "ALGOMART_CAMERA_NETWORKS", public=False), address)


@pytest.mark.parametrize("address", INSIDE)
def test_inner_addresses_are_allowed_only_when_listed(address: str) -> None:
    with pytest.raises(AddressNotAllowed) as refused:
        check(outbound(Settings()), address)
    for language in ("zh", "en"):
        told = refused.value.message("zh" if language == "zh" else "en")
        assert str(parse_address(address)) in told
        assert "ALGOMART_OUTBOUND_NETWORKS" in told
    check(Allowed(ANYWHERE, "X", public=True), address)


@pytest.mark.parametrize("address", NEVER)
def test_metadata_multicast_and_unspecified_addresses_are_never_allowed(address: str) -> None:
    with pytest.raises(AddressNeverAllowed):
        check(Allowed(ANYWHERE, "X", public=True), address)


def test_a_listed_network_lets_in_its_addresses_and_no_others() -> None:
    allowed = outbound(Settings(outbound_networks="127.0.0.0/8,fd00:1::/32"))
    for address in ("127.0.0.1", "::ffff:127.0.0.1", "fd00:1::5"):
        check(allowed, address)
    for address in ("10.0.0.1", "::1", "fd00:2::5"):
        with pytest.raises(AlgomartError):
            check(allowed, address)
