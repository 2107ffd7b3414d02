"""How often one caller may ask, and one address may try to sign in."""

from ipaddress import IPv6Address, ip_network

from accounts.errors import TooManyRequests, TooManySignIns
from accounts.scope import Principal
from core.http.services import Services
from core.net.networks import parse_address


def limit_caller(caller: Principal, services: Services) -> None:
    """Raise `TooManyRequests` when this caller asks more often than is allowed."""
    limit = services.settings.requests_per_minute
    wait_s = services.rates.take("caller", str(caller.id), limit)
    if wait_s is not None:
        raise TooManyRequests(limit=limit, retry_after_s=wait_s)


def limit_sign_ins(address: str | None, services: Services) -> None:
    """Raise `TooManySignIns` when too many attempts come from one address."""
    limit = services.settings.sign_ins_per_minute
    wait_s = services.rates.take("sign-in", _source(address), limit)
    if wait_s is not None:
        raise TooManySignIns(limit=limit, retry_after_s=wait_s)


def _source(address: str | None) -> str:
    """Return what is counted together: an IPv6 customer has a /64 and may change within it at will."""
    try:
        found = parse_address(address or "")
    except ValueError:
        return address or "-"
    return str(ip_network((found, 64), strict=False) if isinstance(found, IPv6Address) else found)
