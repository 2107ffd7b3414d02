"""From a host to its streams: every address contacted is an allowed one."""

from threading import BoundedSemaphore

from core.clock import Clock
from core.net.allowed import Allowed
from core.net.client import open_client
from core.net.resolve import resolve
from video.sources.onvif import discovery
from video.sources.onvif.device import ANSWER_BYTES, CALL_S, PATH, Account, Asker, Device
from video.sources.onvif.errors import LookupsBusy

AT_ONCE = 8
_seats = BoundedSemaphore(AT_ONCE)


def look_up(
    host: str,
    port: int | None,
    account: Account,
    allowed: Allowed,
    clock: Clock,
    *,
    discovery_port: int = discovery.PORT,
) -> Device:
    """Return the device at a host with its streams.

    Without a port the host is asked by WS-Discovery where its service is. Raises `LookupFailed`,
    `LookupsBusy`, and what `resolve` says of hosts that may not be contacted.
    """
    if not _seats.acquire(blocking=False):
        raise LookupsBusy(limit=AT_ONCE, retry_after_s=5)
    try:
        address = resolve(host, allowed, CALL_S)[0]
        url = _url(address, port) if port else _found(address, allowed, discovery_port)
        with open_client(allowed, timeout_s=CALL_S, answer_max=ANSWER_BYTES) as http:
            return Asker(http, url, account, clock).device()
    finally:
        _seats.release()


def _found(address: str, allowed: Allowed, port: int) -> str:
    matches = discovery.search((address, port), allowed, discovery.HOST_S)
    return matches[0].url if matches else _url(address, None)


def _url(address: str, port: int | None) -> str:
    host = f"[{address}]" if ":" in address else address
    return f"http://{host}:{port}{PATH}" if port else f"http://{host}{PATH}"
