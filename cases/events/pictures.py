"""An event's stored pictures as somebody sees them: clear or masked, always with his mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from algorithms.contract.values import Detection, Pixels
from cases.events.model import Event, Evidence
from cases.evidence import jpeg
from cases.evidence.annotate import annotate
from cases.evidence.crops import Rectangle
from cases.evidence.detections import detections_of
from cases.evidence.errors import NoPicture
from cases.evidence.mask import mask
from cases.evidence.thumbnail import QUALITY, WIDTH_PX, thumbnail
from cases.evidence.watermark import watermark
from core.blobs import BlobMissing, Blobs
from core.text import Language, Text

Kind = Literal["snapshot", "annotated", "thumbnail", "crop-1", "crop-2", "crop-3", "crop-4"]


@dataclass(frozen=True, slots=True)
class Showing:
    """Which picture of an event is shown how."""

    event: Event
    kind: Kind
    clear: bool
    words: tuple[str, ...]
    language: Language
    place: Rectangle | None = None
    """Where in the frame it was cut out."""


def stored(session: Session, event: Event, kind: Kind, *, clear: bool) -> Evidence:
    """Return the stored picture a showing is made of: a masked one is always made of the plain frame."""
    found = session.get(Evidence, (event.id, kind if clear else "snapshot"))
    if found is None or found.state != "kept":
        raise NoPicture(kind=kind)
    return found


def place_of(session: Session, event: Event, kind: Kind) -> Rectangle | None:
    """Return where in the frame a crop was cut out, or None for the whole frame."""
    if not kind.startswith("crop-"):
        return None
    found = session.get(Evidence, (event.id, kind))
    if found is None or found.state != "kept" or not found.about:
        raise NoPicture(kind=kind)
    left, top, right, bottom = found.about["place"]
    return left, top, right, bottom


def render(blobs: Blobs, picture: Evidence, showing: Showing) -> bytes:
    """Return the JPEG to show; raises `NoPicture`, and what the mask raises where it cannot hide."""
    try:
        data = blobs.get(picture.digest or "")
    except BlobMissing as error:
        raise NoPicture(kind=showing.kind) from error
    small = showing.kind == "thumbnail"
    pixels = jpeg.decode(data, quarter=small and picture.width >= 4 * WIDTH_PX)
    seen = pixels if showing.clear else _hidden(pixels, showing)
    quality = QUALITY if small else jpeg.QUALITY
    return jpeg.encode(watermark(seen, showing.words), kind=showing.kind, quality=quality)


def _hidden(pixels: Pixels, showing: Showing) -> Pixels:
    event, hits = showing.event, detections_of(showing.event.detections)
    if showing.kind == "thumbnail":
        return thumbnail(pixels, hits, event_type=event.event_type)
    masked = mask(pixels, hits)
    if showing.place is not None:
        left, top, right, bottom = showing.place
        masked = masked[top:bottom, left:right]
    return _drawn(masked, hits, showing) if showing.kind == "annotated" else masked


def _drawn(pixels: Pixels, hits: Sequence[Detection], showing: Showing) -> Pixels:
    event = showing.event
    title = Text(event.title_zh, event.title_en)
    return annotate(
        pixels, hits, event_type=event.event_type, title=title, language=showing.language
    )
