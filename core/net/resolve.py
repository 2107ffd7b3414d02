"""From a host to the addresses that may be connected to: every answer of the DNS is checked."""

import re
import socket
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import Protocol

from core.errors import AlgomartError
from core.net.allowed import Allowed
from core.net.errors import HostMalformed, HostUnknown
from core.net.networks import Address, parse_address

ANSWERS_MAX = 16
_NAME = re.compile(r"(?!-)[0-9A-Za-z_-]{1,63}(\.[0-9A-Za-z_-]{1,63})*")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")


class Resolver(Protocol):
    """Whoever knows the addresses of a name."""

    def resolve(self, name: str, timeout_s: float) -> Sequence[str]:
        """Return the addresses of a name; `OSError` when there are none, or none in time."""
        ...


class SystemResolver:
    """The machine's own resolver, waited for no longer than the caller can."""

    def resolve(self, name: str, timeout_s: float) -> Sequence[str]:
        """Ask in a thread of its own, for the C library's call cannot be interrupted."""
        answers: SimpleQueue[Sequence[str] | OSError] = SimpleQueue()
        asking = threading.Thread(target=_ask, args=(name, answers), name="resolve", daemon=True)
        asking.start()
        try:
            answer = answers.get(timeout=max(0.001, timeout_s))
        except Empty as error:
            raise TimeoutError("the resolver did not answer") from error
        if isinstance(answer, OSError):
            raise answer
        return answer


SYSTEM = SystemResolver()


def literal(host: str) -> Address | None:
    """Return the address a host is written as, or None for a name; raises `HostMalformed`.

    Zone ids and other spellings of IPv4 (`2130706433`, `0x7f.1`, `010.0.0.1`) are refused: resolvers
    disagree on what they mean.
    """
    bare = host.removeprefix("[").removesuffix("]").removesuffix(".")
    if "%" not in bare:
        try:
            return parse_address(bare)
        except ValueError:
            pass
    if not _NAME.fullmatch(bare) or len(bare) > 253 or _NUMBER.fullmatch(bare.rpartition(".")[2]):
        raise HostMalformed(host=host[:100])
    return None


def check_host(host: str, allowed: Allowed) -> None:
    """Refuse a host that is written as an address that may not be connected to; names are not resolved."""
    address = literal(host)
    if address is not None:
        allowed.check(address)


def resolve(
    host: str, allowed: Allowed, timeout_s: float, resolver: Resolver = SYSTEM
) -> tuple[str, ...]:
    """Return the addresses of a host that may be connected to, in the resolver's order.

    Raises `HostMalformed`, `HostUnknown`, and where no answer may be connected to, what
    `Allowed.check` says of the first.
    """
    address = literal(host)
    if address is not None:
        allowed.check(address)
        return (str(address),)
    answers = _answers(host.removesuffix("."), timeout_s, resolver)
    permitted, refusals = [], []
    for answer in answers:
        try:
            allowed.check(answer)
            permitted.append(str(answer))
        except AlgomartError as refusal:
            refusals.append(refusal)
    if not permitted:
        raise refusals[0] if refusals else HostUnknown(host=host[:100])
    return tuple(dict.fromkeys(permitted))


def _answers(name: str, timeout_s: float, resolver: Resolver) -> list[Address]:
    try:
        told = resolver.resolve(name, timeout_s)[:ANSWERS_MAX]
        return [parse_address(one.partition("%")[0]) for one in told]
    except (OSError, ValueError) as error:  # the second: no address at all
        raise HostUnknown(host=name[:100]) from error


def _ask(name: str, answers: "SimpleQueue[Sequence[str] | OSError]") -> None:
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        answers.put([str(entry[4][0]) for entry in found])
    except OSError as error:
        answers.put(error)
    except UnicodeError:  # a name no resolver takes
        answers.put(OSError("not a name"))
