"""A confirming frame as stored pictures, ready to be referred to by an event's row."""

import hashlib
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
    """The pictures of a confirming frame."""

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
    """Encode a frame (BGR) and store its pictures; call it before the transaction that reports it."""
    evidence = encode(pixels, hits, event_type=event_type, title=title, language=language)
    store(blobs, evidence)
    return evidence


def encode(
    pixels: Pixels,
    hits: Sequence[Detection],
    *,
    event_type: str,
    title: Text,
    language: Language,
) -> PreparedEvidence:
    """Return the frame plain and annotated, not stored yet."""
    height, width = pixels.shape[:2]
    drawn = annotate(pixels, hits, event_type=event_type, title=title, language=language)
    pictures = (_picture("snapshot", pixels), _picture("annotated", drawn))
    return PreparedEvidence(width, height, pictures)


def store(blobs: Blobs, evidence: PreparedEvidence) -> None:
    """Put the pictures among the blobs; raises `BlobsAway`."""
    for one in evidence.pictures:
        blobs.put(one.data)


def _picture(kind: str, pixels: Pixels) -> Picture:
    data = jpeg.encode(pixels, kind=kind)
    height, width = pixels.shape[:2]
    digest = hashlib.sha256(data).hexdigest()
    return Picture(kind, digest, jpeg.MEDIA_TYPE, width, height, data)
