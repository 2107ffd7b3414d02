"""Networks as operators write them, and which addresses lie in them."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]
_NAME = re.compile(r"(?!-)[0-9a-z_-]{1,63}(\.[0-9a-z_-]{1,63})*")


def parse_networks(text: str) -> Networks:
    """Return comma-separated networks (CIDR, or single addresses); `ValueError` names a wrong one."""
    parts = [part.strip() for part in text.split(",")]
    return tuple(_network(part) for part in parts if part)


def check_names(text: str) -> list[str]:
    """Return comma-separated host names in small letters; `ValueError` names a wrong one."""
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"“{name}” 不是主机名（如 models.vendor.example，不含端口）· is not a host name such as"
                " models.vendor.example, without a port"
            )
    return names


def parse_address(text: str) -> Address:
    """Return an address; what maps IPv4 into IPv6 becomes the IPv4 address it is."""
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def lies_in(address: Address, networks: Networks) -> bool:
    """Say whether an address lies in one of the networks."""
    return any(address in network for network in networks if network.version == address.version)


def travels_safely(url: str) -> bool:
    """Say whether nobody on the way reads or changes what is sent there: https, or http in this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return (parts.scheme == "https" and bool(host)) or (
            parts.scheme == "http" and (host == "localhost" or parse_address(host).is_loopback)
        )
    except ValueError:
        return False


def _network(part: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(part)
    except ValueError as error:
        raise ValueError(
            f"“{part}” 不是网络地址段（如 10.0.0.0/8）· is not a network such as 10.0.0.0/8 ({error})"
        ) from error
