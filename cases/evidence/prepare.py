"""A confirming frame as stored evidence, ready to be referred to by an event's row.

An event never fails for a picture: what cannot be encoded, or finds no room, is named as missing.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from algorithms.contract.values import Detection, Pixels
from cases.evidence import jpeg
from cases.evidence.annotate import annotate
from cases.evidence.crops import Rectangle, crops
from cases.evidence.detections import detections_json
from cases.evidence.errors import PictureNotEncoded
from core.blobs import Blobs
from core.home import StorageFull
from core.text import Language, Text

JSON = "application/json"
_AT_ONCE = 8
"""Pieces that are put at the same time: each waits for its disk, or for its bucket, and hardly computes."""
_putting = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="evidence")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence and the digest it is stored under; what is no picture has no size."""

    kind: str
    digest: str
    media_type: str
    width: int
    height: int
    data: bytes = field(repr=False)
    about: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """A piece that is still being made, or that is missing for a reason."""

    kind: str
    state: Literal["making", "missing"]
    reason: str | None = None
    due_at: datetime | None = None
    """When one that is being made should be there at the latest."""


@dataclass(frozen=True, slots=True)
class PreparedEvidence:
    """What proves a confirming frame, and what of it there is not."""

    width: int
    height: int
    pieces: tuple[Piece, ...]
    absent: tuple[Absent, ...] = ()


def prepare(
    blobs: Blobs,
    pixels: Pixels,
    hits: Sequence[Detection],
    *,
    event_type: str,
    title: Text,
    language: Language,
    taken_at: datetime,
) -> PreparedEvidence:
    """Encode a frame (BGR) and store its pieces; call it before the transaction that reports it."""
    evidence = encode(
        pixels, hits, event_type=event_type, title=title, language=language, taken_at=taken_at
    )
    return store(blobs, evidence)


def encode(
    pixels: Pixels,
    hits: Sequence[Detection],
    *,
    event_type: str,
    title: Text,
    language: Language,
    taken_at: datetime,
) -> PreparedEvidence:
    """Return the frame plain and annotated, what was seen cut out, and as JSON; not stored yet."""

    def drawn() -> Pixels:
        return annotate(pixels, hits, event_type=event_type, title=title, language=language)

    height, width = pixels.shape[:2]
    made = [_picture("snapshot", lambda: pixels), _picture("annotated", drawn)]
    made += [_crop(kind, pixels, place) for kind, place in crops(pixels, hits)]
    made.append(_detections(hits, event_type, taken_at, width, height))
    pieces = tuple(one for one in made if isinstance(one, Piece))
    return PreparedEvidence(
        width, height, pieces, tuple(one for one in made if isinstance(one, Absent))
    )


def store(blobs: Blobs, evidence: PreparedEvidence) -> PreparedEvidence:
    """Put the pieces among the blobs and return what is there now; raises `BlobsAway`.

    A piece that finds no room is missing from then on: the event is worth more than its picture.
    """
    put = list(_putting.map(lambda one: _put(blobs, one), evidence.pieces))
    kept = tuple(one for one in put if isinstance(one, Piece))
    absent = tuple(one for one in put if isinstance(one, Absent))
    return replace(evidence, pieces=kept, absent=evidence.absent + absent)


def _put(blobs: Blobs, one: Piece) -> Piece | Absent:
    try:
        blobs.put(one.data)
    except StorageFull:
        return Absent(one.kind, "missing", "disk_full")
    except OSError:
        return Absent(one.kind, "missing", "disk_failed")
    return one


def _picture(kind: str, draw: Callable[[], Pixels]) -> Piece | Absent:
    try:
        pixels = draw()
        data = jpeg.encode(pixels, kind=kind)
    except PictureNotEncoded:
        return Absent(kind, "missing", "not_encoded")
    height, width = pixels.shape[:2]
    return _piece(kind, data, jpeg.MEDIA_TYPE, width, height)


def _crop(kind: str, pixels: Pixels, place: Rectangle) -> Piece | Absent:
    left, top, right, bottom = place
    made = _picture(kind, lambda: pixels[top:bottom, left:right])
    return replace(made, about={"place": list(place)}) if isinstance(made, Piece) else made


def _detections(
    hits: Sequence[Detection], event_type: str, taken_at: datetime, width: int, height: int
) -> Piece:
    told = {
        "event_type": event_type,
        "taken_at": taken_at.isoformat(),
        "width": width,
        "height": height,
        "detections": detections_json(hits),
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _piece("detections", text.encode(), JSON, 0, 0)


def _piece(kind: str, data: bytes, media_type: str, width: int, height: int) -> Piece:
    return Piece(kind, hashlib.sha256(data).hexdigest(), media_type, width, height, data)
