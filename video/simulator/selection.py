"""Which cameras a command means: one path, some, all that begin alike, or all."""

from collections.abc import Iterable, Sequence

from video.simulator.errors import UnknownCamera

ALL = "*"

Paths = str | Sequence[str]


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
