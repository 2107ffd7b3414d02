"""Routes of a case's photos."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Request, Response, status
from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.scope import Scope
from accounts.viewings.mark import mark_of
from cases.evidence import jpeg
from cases.evidence.watermark import watermark
from cases.lifecycle.model import Case
from cases.lifecycle.service import CASE
from cases.photos import service
from cases.photos.model import CasePhoto
from core.http.deps import ClockDep, ServicesDep, SessionDep, router

routes = router("/cases/{case_id}/photos", tags=["cases"])
LARGEST = 20 << 20
_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}}
            for media in ("image/jpeg", "image/png")
        },
    }
}


class PhotoOut(BaseModel):
    """A photo of a case; `step_id` is null until a step reports the work it shows."""

    id: UUID
    kind: Literal["before", "after"]
    width: int
    height: int
    at: datetime
    step_id: UUID | None


async def _body(request: Request) -> bytes:
    return await request.body()


@routes.post("", status_code=status.HTTP_201_CREATED, max_body_size=LARGEST, openapi_extra=_UPLOAD)
def add_photo(
    case_id: UUID,
    scope: Annotated[Scope, allow("case.photo")],
    body: Annotated[bytes, Depends(_body)],
    session: SessionDep,
    services: ServicesDep,
    kind: Literal["before", "after"] = "after",
) -> PhotoOut:
    """Add a photo, JPEG or PNG, taken before or after the work; it is part of the next report."""
    case = scope.fetch(session, Case, case_id, kind=CASE, for_update=True)
    return photo_out(
        service.add(session, scope, case, kind, body, blobs=services.blobs, clock=services.clock)
    )


@routes.get(
    "/{photo_id}",
    response_class=Response,
    responses={200: {"content": {jpeg.MEDIA_TYPE: {}}}},
)
def read_photo(
    case_id: UUID,
    photo_id: UUID,
    scope: Annotated[Scope, allow("case.read")],
    session: SessionDep,
    services: ServicesDep,
) -> Response:
    """Return a photo with the caller's mark across it."""
    case = scope.fetch(session, Case, case_id, kind=CASE)
    row = service.fetch(session, case, photo_id)
    mark = mark_of(session, scope.user, services.clock.now(), services.settings.zone)
    marked = watermark(jpeg.decode(services.blobs.get(row.digest)), mark)
    content = jpeg.encode(marked, kind=row.kind, quality=service.QUALITY)
    return Response(content, media_type=jpeg.MEDIA_TYPE, headers={"Cache-Control": "no-store"})


@routes.delete("/{photo_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_photo(
    case_id: UUID,
    photo_id: UUID,
    scope: Annotated[Scope, allow("case.photo")],
    session: SessionDep,
    clock: ClockDep,
) -> None:
    """Take back a photo that no step has reported yet."""
    case = scope.fetch(session, Case, case_id, kind=CASE, for_update=True)
    service.remove(session, scope, case, photo_id, clock)


def photo_out(row: CasePhoto) -> PhotoOut:
    """Return a photo as the API shows it."""
    return PhotoOut.model_validate(row, from_attributes=True)
