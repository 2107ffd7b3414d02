"""Rollouts as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from accounts.users.model import User
from core.intervals import wilson
from registry.catalogue.model import Version
from registry.rollouts.figures import Figures, Looks, figures
from registry.rollouts.model import Mode, Rollout, RolloutCamera
from registry.rollouts.verdicts import Judged


class ComparedOut(BaseModel):
    """Looks of the version on trial, and in the shadow how they compare with the stable version's."""

    looks: int
    """That the version on trial saw; in the shadow those that both saw."""
    lost: int
    """That it failed on, and the stable one on the same frame did not."""
    left_out: int
    """That there was no time for in the shadow."""
    agree: int
    only_stable: int
    """Only the stable version saw something that counts towards an incident."""
    only_trial: int
    otherwise: int
    """Each saw a kind of incident that the other one did not."""
    raised_stable: int
    """Incidents its rules make of the compared looks."""
    raised_trial: int
    stable_ms: float | None
    """Mean milliseconds a compared look waited for the answer."""
    trial_ms: float | None


class PacedOut(BaseModel):
    """Subscriptions that look, and those of them that have been late since the trial began."""

    looking: int
    late: int


class JudgedOut(BaseModel):
    """Events of one version that dispatchers have judged since the trial began."""

    right: int
    wrong: int
    precision: float | None
    precision_from: float | None
    """Where it lies with 95 %."""
    precision_to: float | None


class RolloutFiguresOut(BaseModel):
    """What has come of a trial; pace and verdicts are a canary's."""

    cameras: int
    compared: ComparedOut
    strikes: int
    """Distinct frames on which the version crashed, hung or answered nonsense."""
    trial_pace: PacedOut
    stable_pace: PacedOut
    trial_judged: JudgedOut
    stable_judged: JudgedOut


class RolloutVersionOut(BaseModel):
    id: UUID
    version: str
    state: str


class RolloutOut(BaseModel):
    """One version on trial: on which cameras, since when, why, and what has come of it."""

    id: UUID
    algorithm_id: UUID
    version: RolloutVersionOut
    stable: RolloutVersionOut
    """What it is held against."""
    mode: Mode
    permille: int | None
    chosen: int | None
    """How many cameras were chosen, where it is not a share."""
    state: str
    reason: str
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    ended_by: str | None
    """The person's name; none: the product itself."""
    ending: dict[str, Any] | None
    """`code`, `zh`, `en`: why it is over."""
    revision: int
    figures: RolloutFiguresOut
    may_change: bool
    """Whether the caller may let other cameras take part, or end it."""


_MADE = {"version", "stable", "chosen", "begun_by", "ended_by", "figures", "may_change"}
_PLAIN = RolloutOut.model_fields.keys() - _MADE


class RolloutCameraOut(ComparedOut):
    """One camera of a trial."""

    camera_id: UUID
    name_zh: str
    name_en: str
    samples: list[dict[str, Any]]
    """The last looks that differ: `at`, `seen`, and what each version detected, `stable` and `trial`."""


def outs(
    session: Session, scope: Scope, rows: Sequence[Rollout], now: datetime
) -> list[RolloutOut]:
    """Return rollouts as the caller may see them, with their figures as of now."""
    versions = _versions(session, rows)
    people = _people(session, rows)
    mine = {
        *session.scalars(
            select(Rollout.id).where(
                Rollout.id.in_([one.id for one in rows]), scope.reached(Rollout, "rollout.update")
            )
        )
    }
    return [
        RolloutOut(
            version=versions[one.version_id],
            stable=versions[one.stable_version_id],
            chosen=None if one.camera_ids is None else len(one.camera_ids),
            begun_by=people[one.user_id],
            ended_by=people[one.ended_by] if one.ended_by else None,
            figures=_figures(figures(session, one, now)),
            may_change=one.state == "running" and one.id in mine,
            **{name: getattr(one, name) for name in _PLAIN},
        )
        for one in rows
    ]


def camera_outs(found: Sequence[Any]) -> list[RolloutCameraOut]:
    """Return rows of `cameras.page`."""
    return [
        RolloutCameraOut(
            camera_id=row.camera_id,
            name_zh=name_zh,
            name_en=name_en,
            samples=row.samples,
            **_compared(row),
        )
        for row, name_zh, name_en in found
    ]


def _versions(session: Session, rows: Sequence[Rollout]) -> dict[UUID, RolloutVersionOut]:
    ids = {each for one in rows for each in (one.version_id, one.stable_version_id)}
    found = select(Version.id, Version.version, Version.state).where(Version.id.in_(ids))
    return {
        one: RolloutVersionOut(id=one, version=version, state=state)
        for one, version, state in session.execute(found)
    }


def _people(session: Session, rows: Sequence[Rollout]) -> dict[UUID, str]:
    ids = {each for one in rows for each in (one.user_id, one.ended_by) if each}
    found = select(User.id, User.name).where(User.id.in_(ids))
    return {one: name for one, name in session.execute(found)}


def _figures(seen: Figures) -> RolloutFiguresOut:
    return RolloutFiguresOut(
        cameras=seen.cameras,
        compared=ComparedOut(**_compared(seen.looks)),
        strikes=seen.strikes,
        trial_pace=PacedOut.model_validate(seen.trial_pace, from_attributes=True),
        stable_pace=PacedOut.model_validate(seen.stable_pace, from_attributes=True),
        trial_judged=_judged(seen.trial_judged),
        stable_judged=_judged(seen.stable_judged),
    )


def _compared(looks: Looks | RolloutCamera) -> dict[str, Any]:
    means = {"stable_ms": looks.stable_s, "trial_ms": looks.trial_s}
    plain = {n: getattr(looks, n) for n in ComparedOut.model_fields.keys() - means.keys()}
    each = looks.agree + looks.only_stable + looks.only_trial + looks.otherwise
    return plain | {n: round(1000 * s / each, 1) if each else None for n, s in means.items()}


def _judged(one: Judged) -> JudgedOut:
    lowest, highest = wilson(one.right, one.total) or (None, None)
    share = one.right / one.total if one.total else None
    return JudgedOut(
        right=one.right,
        wrong=one.wrong,
        precision=share,
        precision_from=lowest,
        precision_to=highest,
    )
