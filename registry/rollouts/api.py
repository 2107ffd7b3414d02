"""Routes of rollouts: versions tried on some cameras."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http.deps import ClockDep, IfMatch, PageQueryDep, SessionDep, router
from core.http.etag import etag
from core.http.fields import Body, Reason
from core.http.page import Page
from registry.catalogue import shelf
from registry.rollouts import cameras, service
from registry.rollouts.model import PERMILLE_MOST, Mode
from registry.rollouts.service import Part, Wish
from registry.rollouts.view import RolloutCameraOut, RolloutOut, camera_outs, outs

routes = router(tags=["rollouts"])

Reader = Annotated[Scope, allow("rollout.read")]
CAMERAS_MOST = 1000


class PartIn(Body):
    """Who takes part of those that follow `stable`: so many of a thousand cameras, or these cameras.

    A share always has the same cameras, and a larger one has all of a smaller one's.
    """

    permille: Annotated[int, Field(ge=1, le=PERMILLE_MOST)] | None = None
    camera_ids: Annotated[list[UUID], Field(min_length=1, max_length=CAMERAS_MOST)] | None = None
    reason: Reason

    @property
    def part(self) -> Part:
        """It as the service takes it."""
        return Part(self.permille, self.camera_ids)


class RolloutIn(PartIn):
    """A version to be tried: as a `shadow`, which raises nothing, or as a `canary`."""

    version_id: UUID
    mode: Mode


class RolloutEnd(Body):
    """Why a trial is over."""

    reason: Reason


@routes.get("/algorithms/{algorithm_id}/rollouts")
def list_rollouts(
    session: SessionDep, scope: Reader, clock: ClockDep, query: PageQueryDep, algorithm_id: UUID
) -> Page[RolloutOut]:
    """The trials of an algorithm's versions, the newest first."""
    shelf.fetch(session, scope.on("algorithm.read"), algorithm_id)
    found, rows = service.page(session, scope, algorithm_id, query)
    return found.page(outs(session, scope, rows, clock.now()))


@routes.post("/algorithms/{algorithm_id}/rollouts", status_code=201)
def begin_rollout(
    session: SessionDep,
    scope: Annotated[Scope, allow("rollout.create")],
    clock: ClockDep,
    algorithm_id: UUID,
    body: RolloutIn,
    response: Response,
) -> RolloutOut:
    """Try a version beside the stable one; its cameras begin with it within seconds."""
    wish = Wish(body.version_id, body.mode, body.part, body.reason)
    row = service.begin(session, scope, algorithm_id, wish, clock)
    response.headers["ETag"] = etag(row)
    [out] = outs(session, scope, [row], clock.now())
    return out


@routes.get("/rollouts/{rollout_id}")
def read_rollout(
    session: SessionDep, scope: Reader, clock: ClockDep, rollout_id: UUID, response: Response
) -> RolloutOut:
    """One trial with its figures, as of now or as of its end."""
    row = service.fetch(session, scope, rollout_id)
    response.headers["ETag"] = etag(row)
    [out] = outs(session, scope, [row], clock.now())
    return out


@routes.patch("/rollouts/{rollout_id}")
def change_rollout(
    session: SessionDep,
    scope: Annotated[Scope, allow("rollout.update")],
    clock: ClockDep,
    precondition: IfMatch,
    rollout_id: UUID,
    body: PartIn,
    response: Response,
) -> RolloutOut:
    """Let more cameras take part, or fewer."""
    row = service.change(session, scope, rollout_id, body.part, body.reason, precondition, clock)
    response.headers["ETag"] = etag(row)
    [out] = outs(session, scope, [row], clock.now())
    return out


@routes.post("/rollouts/{rollout_id}/end")
def end_rollout(
    session: SessionDep,
    scope: Annotated[Scope, allow("rollout.update")],
    clock: ClockDep,
    rollout_id: UUID,
    body: RolloutEnd,
) -> RolloutOut:
    """End a trial; its cameras look on with the stable version alone, within seconds."""
    row = service.end(session, scope, rollout_id, body.reason, clock)
    [out] = outs(session, scope, [row], clock.now())
    return out


@routes.get("/rollouts/{rollout_id}/cameras")
def list_rollout_cameras(
    session: SessionDep,
    scope: Annotated[Scope, allow("rollout.cameras")],
    query: PageQueryDep,
    rollout_id: UUID,
) -> Page[RolloutCameraOut]:
    """What came of a trial on each camera, with the last looks that differ."""
    service.fetch(session, scope, rollout_id)
    found = cameras.page(session, scope, rollout_id, query)
    return found.page(camera_outs(found.rows))
