"""A confirming frame as stored pictures, ready to be referred to by an event's row."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from algorithms.contract.values import Detection, Pixels
from cases.evidence import jpeg
from cases.evidence.annotate import annotate
from core.blobs import Blobs
from core.text import Language, Text


@dataclass(frozen=True, slots=True)
class Picture:
    """One encoded picture and the digest it is stored under."""

    kind: str
    digest: str
    media_type: str
    width: int
    height: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PreparedEvidence:
    """The pictures of a confirming frame, already among the blobs."""

    width: int
    height: int
    pictures: tuple[Picture, ...]


def prepare(
    blobs: Blobs,
    pixels: Pixels,
    hits: Sequence[Detection],
    *,
    event_type: str,
    title: Text,
    language: Language,
) -> PreparedEvidence:
    """Store the frame (BGR) plain and annotated; call it before the transaction that reports it."""
    height, width = pixels.shape[:2]
    drawn = annotate(pixels, hits, event_type=event_type, title=title, language=language)
    pictures = tuple(
        _stored(blobs, kind, picture)
        for kind, picture in (("snapshot", pixels), ("annotated", drawn))
    )
    return PreparedEvidence(width, height, pictures)


def _stored(blobs: Blobs, kind: str, pixels: Pixels) -> Picture:
    data = jpeg.encode(pixels, kind=kind)
    height, width = pixels.shape[:2]
    return Picture(kind, blobs.put(data), jpeg.MEDIA_TYPE, width, height, data)
