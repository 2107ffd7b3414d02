"""Which addresses may be connected to: public ones outward, others only where a setting lists them."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from core.net.errors import AddressNeverAllowed, AddressNotAllowed
from core.net.networks import Address, Networks, lies_in, parse_networks
from core.settings import Settings

_METADATA = (
    "169.254.169.254,169.254.170.2,169.254.0.23,100.100.100.200,192.0.0.192,"
    "fd00:ec2::254,fe80::a9fe:a9fe"
)
_NEVER = parse_networks(f"{_METADATA},0.0.0.0/8,224.0.0.0/4,255.255.255.255,::,ff00::/8")
"""Metadata services give out a machine's keys; the rest names nobody or everybody."""
_GLOBAL = parse_networks("0.0.0.0/0,2000::/3")
_SPECIAL = parse_networks(
    "10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,192.0.2.0/24,"
    "192.88.99.0/24,192.168.0.0/16,198.18.0.0/15,198.51.100.0/24,203.0.113.0/24,240.0.0.0/4,"
    "2001::/23,2001:db8::/32,2002::/16,3fff::/20"
)
"""IANA's special-purpose registries; Teredo and 6to4 are among them, whatever IPv4 hides in them."""
_NAT64 = parse_networks("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Allowed:
    """The networks that may be connected to, and the setting an operator lists more in."""

    networks: Networks
    setting: str
    public: bool
    """Whether public unicast addresses are allowed without being listed."""

    def check(self, address: Address) -> None:
        """Raise `AddressNeverAllowed` or `AddressNotAllowed` unless it may be connected to."""
        judged = _beyond_nat64(address)
        if lies_in(judged, _NEVER):
            raise AddressNeverAllowed(address=address, setting=self.setting)
        if not (lies_in(judged, self.networks) or (self.public and is_public(judged))):
            raise AddressNotAllowed(address=address, setting=self.setting)


def outbound(settings: Settings) -> Allowed:
    """Return where messages, and whatever else people enter an URL for, may go."""
    listed = parse_networks(settings.outbound_networks)
    return Allowed(listed, "ALGOMART_OUTBOUND_NETWORKS", public=True)


def is_public(address: Address) -> bool:
    """Say whether an address is a unicast one of the internet."""
    return lies_in(address, _GLOBAL) and not lies_in(address, _SPECIAL + _NEVER)


def _beyond_nat64(address: Address) -> Address:
    """Return the IPv4 address that a NAT64 gateway would connect to."""
    if isinstance(address, IPv6Address) and lies_in(address, _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
