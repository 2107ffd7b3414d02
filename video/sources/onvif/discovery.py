"""WS-Discovery: a probe by UDP, to one host or to everybody on the segment, and whoever answers."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from core.errors import AlgomartError
from core.net.allowed import Allowed
from core.net.networks import parse_address
from video.sources.onvif.soap import Unreadable, envelope, every, parse, text_of

PORT = 3702
MULTICAST = ("239.255.255.250", PORT)
SEGMENT_S = 3.0
HOST_S = 1.0
MATCHES_MAX = 512
_DATAGRAM = 65_535
_ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
_NETWORK = "http://www.onvif.org/ver10/network/wsdl"


@dataclass(frozen=True, slots=True)
class Match:
    """A device that answered; `url` is its device service at the address the answer came from."""

    address: str
    url: str
    name: str
    hardware: str


def search(to: tuple[str, int], allowed: Allowed, wait_s: float) -> list[Match]:
    """Probe an address, a host's or the segment's multicast one, and return who answered, each once.

    Answers from addresses that may not be connected to are dropped, and what they say of other hosts is.
    """
    family = socket.AF_INET6 if ip_address(to[0]).version == 6 else socket.AF_INET
    found: dict[str, Match] = {}
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        message_id = f"urn:uuid:{uuid4()}"
        try:
            asking.sendto(_probe(message_id), to)
            for answer, sender in _answers(asking, time.monotonic() + wait_s):
                match = _match(answer, sender, message_id, allowed)
                if match is not None:
                    found.setdefault(match.address, match)
        except OSError:  # no way there, or nobody listens
            pass
    return [*found.values()]


def _answers(asking: socket.socket, until: float) -> Iterator[tuple[bytes, str]]:
    for _ in range(MATCHES_MAX):
        left = until - time.monotonic()
        if left <= 0:
            return
        asking.settimeout(left)
        try:
            answer, sender = asking.recvfrom(_DATAGRAM)
        except TimeoutError:
            return
        yield answer, sender[0]


def _match(answer: bytes, sender: str, message_id: str, allowed: Allowed) -> Match | None:
    try:
        allowed.check(parse_address(sender.partition("%")[0]))
        tree = parse(answer)
    except (AlgomartError, ValueError, Unreadable):
        return None
    if text_of(tree, "Header", "RelatesTo") != message_id:
        return None
    for told in every(tree, "ProbeMatch"):
        for address in text_of(told, "XAddrs").split()[:8]:
            url = _at(sender, address)
            if url is not None:
                scopes = text_of(told, "Scopes").split()
                return Match(sender, url, _scope(scopes, "name"), _scope(scopes, "hardware"))
    return None


def _at(sender: str, address: str) -> str | None:
    """Return a device's address at the host that answered, whatever host it names."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not address.isprintable() or len(address) > 500:
        return None
    host = f"[{sender}]" if ":" in sender else sender
    return parts._replace(netloc=f"{host}:{port}" if port else host).geturl()


def _scope(scopes: list[str], kind: str) -> str:
    begins = f"onvif://www.onvif.org/{kind}/"
    found = next((one for one in scopes if one.lower().startswith(begins)), "")
    return "".join(filter(str.isprintable, unquote(found[len(begins) :])))[:100]


def _probe(message_id: str) -> bytes:
    header = (
        f'<a:MessageID xmlns:a="{_ADDRESSING}">{message_id}</a:MessageID>'
        f'<a:To xmlns:a="{_ADDRESSING}">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>'
        f'<a:Action xmlns:a="{_ADDRESSING}">{_DISCOVERY}/Probe</a:Action>'
    )
    types = f'<d:Types xmlns:n="{_NETWORK}">n:NetworkVideoTransmitter</d:Types>'
    return envelope(f'<d:Probe xmlns:d="{_DISCOVERY}">{types}</d:Probe>', header)


def port_of(match: Match) -> int | None:
    """Return the port of a device's service, where it is not the usual one."""
    return urlsplit(match.url).port
