"""The files of detections: one per camera, hour and writer, appended to and never changed.

`<folder>/<camera id>/<hour, UTC: 20261126T08>-<writer>.looks` is a heading and then blocks, each framed
by length and CRC-32 (`core.framing`): lines of JSON, compressed by zlib with a dictionary of their usual
words. A block is whole or not there; what a kill, a full disk or a power cut tore off is passed over.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cases.detections.record import Record, packed, unpacked
from core.framing import framed, records
from core.log import get_logger

_log = get_logger(__name__)
SUFFIX = ".looks"
_HEADING = b"algomart looks 1\n"
_HOUR = "%Y%m%dT%H"
_USUAL = (
    b'"polygon":null,"attributes":{"kind":"rule":{"event_type":"labels":["memory":{"subjects":[{"key":'
    b'{"taken_at":"2026-11-26T08:00:00.000000+00:00","subscription_id":"019ab","model_digest":"'
    b'","size":[1920,1080],"problem":null,"detections":[{"label":"smoke","score":0.9,"box":[0.1,0.2,'
    b'0.3,0.4],"polygon":null,"attributes":{}},{"label":"fire","score":0.87,"box":[0.5,"detections":[]}\n'
)
"""Another dictionary needs another heading."""


def path_of(folder: Path, camera_id: UUID, at: datetime, writer: str) -> Path:
    """Return the file in which a writer keeps what a camera showed in the hour of an instant."""
    return folder / str(camera_id) / f"{at.astimezone(UTC):{_HOUR}}-{writer}{SUFFIX}"


def hour_of(path: Path) -> datetime:
    """Return the hour a file is about; raises `ValueError` for a name that is not ours."""
    return datetime.strptime(path.name.partition("-")[0], _HOUR).replace(tzinfo=UTC)


def append(path: Path, found: Iterable[Record]) -> None:
    """Append the records as one block, whole or not at all; raises `OSError`.

    It is not synced: after a power cut the last seconds may be missing, as after a kill.
    """
    compressor = zlib.compressobj(level=6, zdict=_USUAL)
    block = compressor.compress(b"".join(map(packed, found))) + compressor.flush()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        before = os.fstat(file).st_size
        data = (b"" if before else _HEADING) + framed(block)
        _write(file, data, before)
    finally:
        os.close(file)


def read(path: Path) -> Iterator[Record]:
    """Yield what a file holds, in the order in which it was judged; a file that is gone holds nothing."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    if not data.startswith(_HEADING):
        return
    for block, _ in records(data, len(_HEADING)):
        for line in _lines(path, block):
            record = unpacked(line)
            if record is not None:
                yield record


def between(folder: Path, camera_id: UUID, since: datetime, until: datetime) -> Iterator[Record]:
    """Yield what was recorded of a camera from an instant on and before another, hour by hour.

    What the judge knew at the beginning of the first hour comes with it: its records before `since`, too.
    """
    first = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for hour in sorted({hour for hour, _ in _files(folder, camera_id)}):
        if first <= hour < until:
            yield from _of_hour(folder, camera_id, hour, until)


def recorded_since(folder: Path, camera_id: UUID) -> datetime | None:
    """Return the first hour that is still there of a camera."""
    return min((hour for hour, _ in _files(folder, camera_id)), default=None)


def every_file(folder: Path) -> list[Path]:
    """Return all files of all cameras, the oldest hours first."""
    return sorted(folder.glob(f"*/*{SUFFIX}"), key=lambda path: (path.name, path.parent.name))


def is_finished(path: Path, now: datetime) -> bool:
    """Tell whether nobody appends to a file any more; a name that is not ours never is."""
    try:
        return hour_of(path) + timedelta(hours=1, minutes=5) < now
    except ValueError:
        return False


def _of_hour(folder: Path, camera_id: UUID, hour: datetime, until: datetime) -> Iterator[Record]:
    """Yield an hour's records, one writer after the other: a camera has one at a time."""
    written = [[*read(path)] for at, path in _files(folder, camera_id) if at == hour]
    for file in sorted((one for one in written if one), key=lambda one: one[0].taken_at):
        yield from (record for record in file if record.taken_at < until)


def _files(folder: Path, camera_id: UUID) -> Iterator[tuple[datetime, Path]]:
    for path in (folder / str(camera_id)).glob(f"*{SUFFIX}"):
        try:
            yield hour_of(path), path
        except ValueError:
            continue


def _lines(path: Path, block: bytes) -> list[bytes]:
    try:
        expander = zlib.decompressobj(zdict=_USUAL)
        return (expander.decompress(block) + expander.flush()).splitlines()
    except zlib.error as error:
        _log.warning("a block of detections cannot be read", path=str(path), error=str(error))
        return []


def _write(file: int, data: bytes, before: int) -> None:
    try:
        if os.write(file, data) != len(data):
            raise OSError("short write")
    except OSError:
        os.ftruncate(file, before)
        raise
