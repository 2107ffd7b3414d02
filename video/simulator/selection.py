"""Which fault and which cameras a command means: one path, some, all that begin alike, or all."""

from collections.abc import Iterable, Sequence

from video.simulator.errors import NotPartly, UnknownCamera, UnknownFault
from video.simulator.faults import Fault

ALL = "*"

Paths = str | Sequence[str]


def named(fault: str, known: Iterable[str], wanted: Paths) -> tuple[Fault, list[str]]:
    """Return the fault and the paths that are meant.

    Raises UnknownFault, UnknownCamera, or NotPartly for a fault that only the whole simulator can have.
    """
    try:
        chosen = Fault(fault)
    except ValueError:
        raise UnknownFault(name=fault, known=", ".join(Fault)) from None
    if chosen is Fault.CLOSED and wanted != ALL:
        raise NotPartly(name=chosen)
    return chosen, select(known, wanted)


def select(known: Iterable[str], wanted: Paths) -> list[str]:
    """Return the known paths that are meant; `/hall/*` means all below; raises UnknownCamera."""
    every = list(known)
    found: dict[str, None] = {}
    for one in [wanted] if isinstance(wanted, str) else wanted:
        prefix = one.removesuffix(ALL)
        meant = [
            path for path in every if path == one or (prefix != one and path.startswith(prefix))
        ]
        if not meant:
            raise UnknownCamera(path=one)
        found.update(dict.fromkeys(meant))
    return list(found)
