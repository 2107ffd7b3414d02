"""Adding, showing and taking back photos of a case.

What is uploaded is decoded, made no larger than `SIDE` and written anew: no place, no device, no other
payload stays in it.
"""

from typing import Literal
from uuid import UUID

import cv2
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.audit.service import record
from accounts.scope import Scope
from algorithms.contract.values import Pixels
from cases.evidence import jpeg
from cases.evidence.errors import PictureUnreadable
from cases.lifecycle.model import Case
from cases.lifecycle.steps import TOPIC
from cases.lifecycle.transitions import OVER
from cases.photos.errors import PHOTO, PhotoRefused, PhotosFull, PhotoTaken
from cases.photos.model import CasePhoto
from core import feed
from core.blobs import Blobs
from core.clock import Clock
from core.errors import NotFound
from core.ids import uuid7
from core.text import Text

Kind = Literal["before", "after"]
MOST = 20
SIDE = 1920
"""Pixels of the longer side at the most."""
PIXELS = 60_000_000
"""No larger picture is decoded: a small file can hold an enormous one."""
QUALITY = 85
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"


def add(
    session: Session,
    scope: Scope,
    case: Case,
    kind: Kind,
    data: bytes,
    *,
    blobs: Blobs,
    clock: Clock,
) -> CasePhoto:
    """Keep a photo of a case, whose lock the caller holds, until the work is reported."""
    if case.state in OVER:
        raise PhotoTaken
    have = select(func.count()).select_from(CasePhoto).filter_by(case_id=case.id)
    if (session.scalar(have) or 0) >= MOST:
        raise PhotosFull(most=MOST)
    pixels = _read(data)
    content = jpeg.encode(pixels, kind=kind, quality=QUALITY)
    row = CasePhoto(
        id=uuid7(),
        owner_id=case.owner_id,
        case_id=case.id,
        kind=kind,
        digest=blobs.put(content),
        width=pixels.shape[1],
        height=pixels.shape[0],
        bytes=len(content),
        user_id=scope.user.id,
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    told = {"kind": kind, "sha256": row.digest, "photo_id": row.id}
    record(session, scope, "case.photo", case, after=told, clock=clock)
    feed.publish(session, TOPIC, case.id, case.owner_id)
    return row


def fetch(session: Session, case: Case, photo_id: UUID) -> CasePhoto:
    """Return a photo of a case the caller was allowed to fetch."""
    row = session.scalar(select(CasePhoto).filter_by(id=photo_id, case_id=case.id))
    if row is None:
        raise NotFound(kind=PHOTO, id=photo_id)
    return row


def remove(session: Session, scope: Scope, case: Case, photo_id: UUID, clock: Clock) -> None:
    """Take back a photo that no step has reported yet."""
    row = fetch(session, case, photo_id)
    if row.step_id is not None or case.state in OVER:
        raise PhotoTaken
    told = {"kind": row.kind, "sha256": row.digest, "photo_id": row.id}
    record(session, scope, "case.photo", case, before=told, clock=clock)
    session.delete(row)
    feed.publish(session, TOPIC, case.id, case.owner_id)
    session.flush()


def _read(data: bytes) -> Pixels:
    if not data.startswith((_JPEG, _PNG)):
        raise PhotoRefused(fault=Text("应为 JPEG 或 PNG 图片", "it must be a JPEG or a PNG"))
    try:
        pixels = jpeg.decode(data, most_pixels=PIXELS)
    except PictureUnreadable as error:
        fault = Text("图片损坏或过大，请重新拍摄", "it is damaged or too large; take another one")
        raise PhotoRefused(fault=fault) from error
    return _fitted(pixels)


def _fitted(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    share = SIDE / max(height, width)
    if share >= 1:
        return pixels
    size = max(1, round(width * share)), max(1, round(height * share))
    smaller: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype("uint8")
    return smaller
