"""Trying a camera: one connection, what its stream is like, and a picture for who says why he looks."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from sqlalchemy.orm import Session

from accounts.api.deps import allow_briefly
from accounts.audit.service import record
from accounts.organizations.model import Organization
from accounts.policy import POLICY
from accounts.scope import Scope
from accounts.viewings import service as viewings
from accounts.viewings.mark import mark_of
from accounts.viewings.model import Viewing
from accounts.viewings.service import Wish
from cases.evidence import jpeg
from cases.evidence.watermark import watermark
from core.database.engine import transaction
from core.errors import Forbidden, TooMany
from core.http.deps import ServicesDep, router
from core.http.fields import Body, Line
from core.http.reasons import ReasonOut
from core.http.services import Services
from core.masking import mask_url
from core.settings import Settings
from core.text import Text
from serving.api.pictures import QUALITY
from video.cameras import address
from video.cameras import service as cameras
from video.cameras.model import Camera
from video.cameras.state import REASONS
from video.readers.mode import Means, Mode, choose
from video.sources.onvif import ticket
from video.trial.facts import Facts
from video.trial.process import Outcome, try_camera

routes = router("/cameras", tags=["cameras"])
Tester = Annotated[Scope, allow_briefly("camera.test")]
INTERVALS_S = (1.0, 5.0, 60.0)
"""Of subscriptions: what is tight, what is usual, what a patrol is for."""
PER_MINUTE = 10
"""Trials somebody may begin in a minute."""


class TrialsTooOften(TooMany):
    """One person tries cameras faster than anybody reads the results."""

    code = "trials_too_often"
    detail = Text(
        "每分钟最多测试 {limit} 次，请在 {retry_after_s} 秒后再试。",
        "A camera may be tried {limit} times a minute; try again in {retry_after_s} seconds.",
    )


class Looking(Body):
    """Why one looks; without a reason the stream is measured and no picture is shown."""

    reason: str | None = Field(None, max_length=40)
    note: Line | None = None


class AddressTrial(Looking):
    """An address to try before it is saved: typed in, or as the ticket of a look-up."""

    url: Annotated[str, Field(max_length=4096)] | None = None
    ticket: Annotated[str, Field(max_length=8192)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "AddressTrial":
        if (self.url is None) == (self.ticket is None):
            raise ValueError("give either url or ticket")
        return self


class ReadingOut(BaseModel):
    """How the camera would be read for subscriptions that look as often as this."""

    interval_s: float
    mode: Mode


class TrialOut(BaseModel):
    """What was found: a reason where there is no picture, facts where there is a stream."""

    reason: ReasonOut | None
    facts: Facts | None
    readings: list[ReadingOut]
    """Empty where there is no stream."""
    picture: str | None
    """JPEG in base64 with the caller's mark; only for who gave a reason and may look through cameras."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What is tried, and how it is named on the trail."""

    row: Camera | Organization
    url: str
    shown: str


@routes.post("/test")
def try_address(services: ServicesDep, scope: Tester, wanted: AddressTrial) -> TrialOut:
    """Connect once to an address that is not saved yet, and say what comes."""
    allowed = address.networks(services.settings)
    given = wanted.url
    if given is None:
        given = ticket.redeem(services.keyring, wanted.ticket or "", scope.user.id, services.clock)
    url = address.check(given, allowed)
    with transaction(services.sessions) as session:
        row = session.get_one(Organization, scope.user.organization_id)
    return _trial(services, scope, Tried(row, url, mask_url(url)), wanted)


@routes.post("/{camera_id}/test")
def try_saved_camera(
    services: ServicesDep, scope: Tester, camera_id: UUID, wanted: Looking
) -> TrialOut:
    """Connect once to a camera, beside whoever watches it, and say what comes."""
    with transaction(services.sessions) as session:
        camera = cameras.fetch(session, scope, camera_id)
        url = cameras.clear_url(session, services.keyring, camera.id)
    return _trial(services, scope, Tried(camera, url, camera.url_masked), wanted)


def _trial(services: Services, scope: Scope, tried: Tried, wanted: Looking) -> TrialOut:
    """Note why, look, note what was found. No transaction is open while the camera is waited for."""
    wait_s = services.rates.take("trial", str(scope.user.id), PER_MINUTE)
    if wait_s is not None:
        raise TrialsTooOften(limit=PER_MINUTE, retry_after_s=wait_s)
    with transaction(services.sessions) as session:
        viewing = _begin(session, services, scope, tried, wanted)
    try:
        outcome = try_camera(tried.url, services.settings)
    finally:
        with transaction(services.sessions) as session:
            if viewing is not None:
                viewings.end(session, scope.on("viewing.delete"), viewing.id, services.clock)
    with transaction(services.sessions) as session:
        told = {"url": tried.shown} | outcome.trial.model_dump(exclude_none=True)
        record(session, scope, "camera.test", tried.row, after=told, clock=services.clock)
        picture = _marked(session, services, scope, outcome) if viewing is not None else None
    code = outcome.trial.reason
    reason = None if code is None else ReasonOut.of(code, REASONS[code])
    facts = outcome.trial.facts
    readings = [] if facts is None else _readings(facts, services.settings)
    return TrialOut(reason=reason, facts=facts, readings=readings, picture=picture)


def _readings(facts: Facts, settings: Settings) -> list[ReadingOut]:
    """Return what the stream's key frames allow, as a reader of its own would choose."""
    means = Means(settings.patrol_from_s, facts.keyframe_gap_s)
    return [ReadingOut(interval_s=every, mode=choose(every, means)) for every in INTERVALS_S]


def _begin(
    session: Session, services: Services, scope: Scope, tried: Tried, wanted: Looking
) -> Viewing | None:
    """Note the look; an address nobody saved yet is no object, so its organization stands for it."""
    if wanted.reason is None:
        return None
    for action in ("camera.picture", "viewing.create"):
        if not scope.may(action):
            raise Forbidden(action=POLICY[action].title)
    is_camera = isinstance(tried.row, Camera)
    note = wanted.note or ""
    if not is_camera:
        note = f"{note} {tried.shown}".strip()
    kind = "cameras" if is_camera else "organizations"
    wish = Wish("live", kind, [tried.row.id], wanted.reason, note)
    seeing = scope.on("viewing.create")
    return viewings.begin(session, seeing, scope.user.organization_id, wish, services.clock)


def _marked(session: Session, services: Services, scope: Scope, outcome: Outcome) -> str | None:
    if not outcome.picture:
        return None
    mark = mark_of(session, scope.user, services.clock.now(), services.settings.zone)
    marked = watermark(jpeg.decode(outcome.picture), mark)
    return b64encode(jpeg.encode(marked, kind="live", quality=QUALITY)).decode()
