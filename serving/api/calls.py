"""`POST /algorithms/{id}/infer`: a picture in, detections out, and on request the picture with them drawn."""

from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import Query, Request
from pydantic import BaseModel

from accounts.api.deps import allow_briefly
from accounts.scope import Scope
from algorithms.contract.manifest import EventSpec
from algorithms.contract.values import Pixels
from cases.evidence import annotate, jpeg
from core.http.deps import ServicesDep, router
from core.http.fields import Sought
from core.text import Language, language_of
from serving.inference.api import LARGEST, THREADS, InferenceDep, received
from serving.inference.looking import Seen, look
from serving.inference.service import ACTION, Inference

routes = router("/algorithms", tags=["algorithms"])
QUALITY = 85
_PICTURE = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in ("image/jpeg", "image/png")
        },
    }
}


class DetectionOut(BaseModel):
    """One thing that was found; box and polygon are parts (0 to 1) of the picture."""

    label: str
    score: float
    box: tuple[float, float, float, float] | None
    """Left, top, right, bottom."""
    polygon: list[tuple[float, float]] | None
    event_type: str | None
    """What it would raise; null where its label raises nothing."""
    counts: bool
    """Whether its score reaches the threshold of that event type on the shelf."""


class FoundOut(BaseModel):
    """What one version finds in a picture, the surest first."""

    algorithm: str
    version: str
    width: int
    height: int
    detections: list[DetectionOut]
    picture: str | None
    """JPEG in base64 with what counts drawn, where `annotated` asked for it."""


@routes.post("/{algorithm_id}/infer", max_body_size=LARGEST, openapi_extra=_PICTURE)
async def infer(
    request: Request,
    services: ServicesDep,
    inference: InferenceDep,
    scope: Annotated[Scope, allow_briefly(ACTION)],
    algorithm_id: UUID,
    version: Sought = "",
    annotated: Annotated[bool, Query()] = False,
) -> FoundOut:
    """Find in a picture what an algorithm is for; without a version, the one subscribers run.

    The picture is the body. It is not kept, and counts as one inference of the caller's organization.
    """
    language = language_of(request.headers.get("accept-language")) if annotated else None
    with inference.under_way(scope.user):
        picture = await received(request, services.settings.infer_max_mb << 20)
        work = partial(_found, inference, scope, (str(algorithm_id), version), picture, language)
        return await anyio.to_thread.run_sync(work, limiter=THREADS)


def _found(
    inference: Inference,
    scope: Scope,
    wanted: tuple[str, str],
    picture: bytes,
    language: Language | None,
) -> FoundOut:
    seen = look(inference, scope, *wanted, picture)
    height, width = seen.pixels.shape[:2]
    return FoundOut(
        algorithm=seen.manifest.id,
        version=seen.model.version,
        width=width,
        height=height,
        detections=[*_detections(seen)],
        picture=None if language is None else _drawn(seen, language),
    )


def _detections(seen: Seen) -> Sequence[DetectionOut]:
    events = {label: event for event in seen.manifest.events for label in event.labels}
    return [
        DetectionOut(
            label=one.label,
            score=one.score,
            box=one.box,
            polygon=None if one.polygon is None else [*one.polygon],
            event_type=events[one.label].event_type if one.label in events else None,
            counts=one.label in events and one.score >= events[one.label].threshold,
        )
        for one in sorted(seen.detections, key=lambda one: -one.score)
    ]


def _drawn(seen: Seen, language: Language) -> str:
    pixels = seen.pixels
    for event in seen.manifest.events:
        pixels = _with(pixels, seen, event, language)
    return b64encode(jpeg.encode(pixels, kind="call", quality=QUALITY)).decode()


def _with(pixels: Pixels, seen: Seen, event: EventSpec, language: Language) -> Pixels:
    hits = [
        one for one in seen.detections if one.label in event.labels and one.score >= event.threshold
    ]
    title = event.title.text()
    return annotate.annotate(
        pixels, hits, event_type=event.event_type, title=title, language=language
    )
