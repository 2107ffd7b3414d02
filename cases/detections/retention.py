"""How long detections stay: so many days and so many bytes, the oldest hours go first."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cases.detections.segment import every_file, hour_of, is_finished
from core.log import get_logger
from core.settings import Settings

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Keep:
    """Where detections are kept, for how many days, in how many bytes; 0 days: not at all."""

    folder: Path
    days: int
    most_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return what the settings say."""
        folder = settings.detections_dir or settings.home / "detections"
        return cls(folder, settings.detections_keep_days, settings.detections_max_mb << 20)


def purge(keep: Keep, now: datetime) -> int:
    """Remove what is too old, then the oldest while it is too much; return how many files went.

    Hours that are still written to stay. Several processes may do it at a time.
    """
    files = [path for path in every_file(keep.folder) if is_finished(path, now)]
    oldest = now - timedelta(days=keep.days, hours=1)
    expired = [path for path in files if hour_of(path) < oldest]
    removed = _remove(expired, "they are too old")
    sizes = {path: _size(path) for path in every_file(keep.folder)}
    over = sum(sizes.values()) - keep.most_bytes
    surplus = []
    for path in files[len(expired) :]:
        if over <= 0:
            break
        surplus.append(path)
        over -= sizes.get(path, 0)
    return removed + _remove(surplus, "there is no room for them")


def _remove(files: Iterable[Path], reason: str) -> int:
    gone = [path for path in files if _unlink(path)]
    if gone:
        first, last = gone[0].name.partition("-")[0], gone[-1].name.partition("-")[0]
        _log.info(
            "removed detections", reason=reason, files=len(gone), first_hour=first, last_hour=last
        )
    return len(gone)


def _unlink(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        _log.warning("detections cannot be removed", path=str(path), error=str(error))
        return False
    with suppress(OSError):  # as long as others are in it
        path.parent.rmdir()
    return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
