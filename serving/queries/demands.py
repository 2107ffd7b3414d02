"""What the city wants watched: every enabled subscription beside its camera and the version it means."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from algorithms.contract.manifest import EventSpec
from cases.calendar.calendar import USUAL, Calendar
from cases.calendar.service import calendars
from cases.events.report import Source
from cases.rules import Rule
from core.errors import Conflict
from registry.catalogue import service as catalogue
from registry.catalogue.errors import NoHealthyVersion
from registry.catalogue.service import Meant, Runnable
from registry.remote.agreements import Permits
from registry.rollouts.running import Trial, trials
from registry.subscriptions.model import Subscription
from registry.subscriptions.rules import RuleOverrides, effective
from serving.cluster.assignment import Assignment, Beside, Judged, Watch, tightest_s
from serving.cluster.upkeep import upkeep_of
from video.cameras.address import recorder_of
from video.cameras.model import Camera

Wanted = tuple[UUID, Meant]
"""An algorithm, and which version of it."""


@dataclass(frozen=True, slots=True)
class Demanded:
    """One camera with every subscription that looks through it."""

    camera_id: UUID
    url_digest: str
    recorder: str
    """What it stands behind, `host:port`."""
    watches: tuple[Watch, ...]
    upkeep: tuple[Judged, ...] = ()
    view_accepted_at: datetime | None = None

    @property
    def interval_s(self) -> float:
        """The tightest interval asked for."""
        return tightest_s(self.watches)

    def assignment(self, epoch: int, *, crowded: bool = False) -> Assignment:
        """Return it as an assignment under an epoch."""
        return Assignment(
            self.camera_id,
            epoch,
            self.url_digest,
            self.watches,
            self.recorder,
            crowded,
            self.upkeep,
            self.view_accepted_at,
        )


@dataclass(frozen=True, slots=True)
class Demands:
    """Everything that is wanted, and what cannot be had."""

    cameras: dict[UUID, Demanded]
    without_version: Mapping[UUID, Conflict]
    """Subscriptions that have no version to run, or none that they may, and why."""


def demands(
    session: Session, glanced: Collection[UUID] = (), timezone: str = USUAL.timezone
) -> Demands:
    """Return what shall be watched now; `glanced` are cameras somebody watches live, subscribed or not.

    Schedules are read in the time zone.
    """
    rows = session.execute(
        select(Subscription, Camera)
        .join(Camera, Camera.id == Subscription.camera_id)
        .where(Subscription.enabled, Camera.enabled)
        .order_by(Camera.id, Subscription.id)
    ).all()
    found = {one: _found(session, *one) for one in {_wanted(row) for row, _ in rows}}
    runnable = {one: model for one, model in found.items() if isinstance(model, Runnable)}
    permits = Permits.read(session)
    lacking: dict[UUID, Conflict] = {}
    by_camera: dict[UUID, list[tuple[Subscription, Camera]]] = {}
    for subscription, camera in rows:
        model = found[_wanted(subscription)]
        why = _refusal(model, subscription, permits)
        if why is not None:
            lacking[subscription.id] = why
        else:
            by_camera.setdefault(camera.id, []).append((subscription, camera))
    days = calendars(session, {one.owner_id for one, _ in rows}, timezone)
    tried = trials(session)
    cameras = {key: _demanded(pairs, runnable, tried, days) for key, pairs in by_camera.items()}
    return Demands(_glanced(session, set(glanced) - set(cameras)) | cameras, lacking)


def _glanced(session: Session, camera_ids: Collection[UUID]) -> dict[UUID, Demanded]:
    """Return cameras that are only watched live."""
    wanted = select(Camera).where(Camera.id.in_(camera_ids), Camera.enabled)
    found = session.scalars(wanted) if camera_ids else ()
    return {camera.id: _of(camera, ()) for camera in found}


def _wanted(subscription: Subscription) -> Wanted:
    return subscription.algorithm_id, subscription.meant


def _found(session: Session, algorithm_id: UUID, meant: Meant) -> Runnable | NoHealthyVersion:
    try:
        return catalogue.served(session, algorithm_id, meant)
    except NoHealthyVersion as why:
        return why


def _refusal(
    model: Runnable | NoHealthyVersion, subscription: Subscription, permits: Permits
) -> Conflict | None:
    if isinstance(model, NoHealthyVersion):
        return model
    return permits.refusal(model.manifest.remote, model.vendor_id, subscription.owner_id)


def _demanded(
    pairs: list[tuple[Subscription, Camera]],
    runnable: Mapping[Wanted, Runnable],
    tried: Mapping[UUID, Trial],
    days: Mapping[UUID, Calendar],
) -> Demanded:
    camera = pairs[0][1]
    watches = []
    for one, _ in pairs:
        calendar = days[one.owner_id]
        watch = _watch(one, camera, runnable[_wanted(one)], calendar)
        trial = tried.get(one.algorithm_id)
        if trial is not None and trial.has(camera.id, one.meant):
            watch = _trying(watch, trial, _watch(one, camera, trial.model, calendar))
        watches.append(watch)
    return _of(camera, tuple(watches))


def _trying(stable: Watch, trial: Trial, other: Watch) -> Watch:
    """Return how a subscription looks while a version is tried on its camera."""
    if trial.shadow:
        return replace(stable, beside=Beside(trial.rollout_id, other, shadow=True))
    return replace(other, beside=Beside(trial.rollout_id, stable, shadow=False))


def _of(camera: Camera, watches: tuple[Watch, ...]) -> Demanded:
    digest = hashlib.sha256(camera.url_sealed).hexdigest()
    recorder = camera.nvr or recorder_of(camera.url_masked)
    upkeep = upkeep_of(camera) if watches else ()
    accepted_at = camera.view_accepted_at
    return Demanded(camera.id, digest, recorder, watches, upkeep, accepted_at)


def _watch(
    subscription: Subscription, camera: Camera, model: Runnable, calendar: Calendar
) -> Watch:
    spec = model.manifest.seeing.input
    overrides = RuleOverrides.model_validate(subscription.rule)
    judged = (
        Judged(rule_of(event, overrides), _source(subscription, camera, model, event), calendar)
        for event in model.manifest.events
    )
    return Watch(
        subscription.id,
        model.version_id,
        subscription.interval_s,
        spec.width,
        spec.height,
        spec.fill,
        tuple(judged),
        model.manifest.look.priority,
    )


def rule_of(event: EventSpec, overrides: RuleOverrides) -> Rule:
    """Return the rule that judges an event type: the algorithm's own under the subscriber's changes."""
    return Rule.of(event.event_type, event.labels, effective(event, overrides))


def _source(
    subscription: Subscription, camera: Camera, model: Runnable, event: EventSpec
) -> Source:
    return Source(
        owner_id=subscription.owner_id,
        subscription_id=subscription.id,
        camera_id=camera.id,
        algorithm_id=model.algorithm_id,
        version_id=model.version_id,
        model_digest=model.model_digest,
        title=event.title.text(),
        place=camera.place or "",
        longitude=camera.longitude,
        latitude=camera.latitude,
    )
