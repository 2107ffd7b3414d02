"""What has come of a rollout by now, read from the rows it is judged by."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import and_, func, not_, select
from sqlalchemy.orm import Session

from registry.catalogue.model import STABLE, Strike
from registry.catalogue.subscribed import following, subscriptions, takes_part
from registry.rollouts.model import Rollout, RolloutCamera
from registry.rollouts.verdicts import Judged, judged

LATE_FOR = timedelta(seconds=30)
"""A subscription that is late or failing for less says nothing yet."""
_LATE = ("late", "failing")
_LOOKING = ("running", *_LATE)


@dataclass(frozen=True, slots=True)
class Paced:
    """Subscriptions that look, and those of them that are late or failing since the trial began."""

    looking: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of all cameras together, as `RolloutCamera` has them of one."""

    looks: int = 0
    lost: int = 0
    left_out: int = 0
    agree: int = 0
    only_stable: int = 0
    only_trial: int = 0
    otherwise: int = 0
    raised_stable: int = 0
    raised_trial: int = 0
    stable_s: float = 0.0
    trial_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a rollout is judged by; of a shadow nothing is late and nothing is judged."""

    cameras: int
    """Cameras that take part."""
    looks: Looks
    strikes: int
    """Distinct frames on which the version crashed, hung or answered nonsense since the trial began."""
    trial_pace: Paced
    stable_pace: Paced
    trial_judged: Judged
    stable_judged: Judged

    def stored(self) -> dict[str, Any]:
        """Return them as a row keeps them."""
        return asdict(self)

    @classmethod
    def restored(cls, plain: dict[str, Any]) -> Self:
        """Return what a row kept."""
        parts: dict[str, Any] = {
            "looks": Looks,
            "trial_pace": Paced,
            "stable_pace": Paced,
            "trial_judged": Judged,
            "stable_judged": Judged,
        }
        return cls(**{k: parts[k](**v) if k in parts else v for k, v in plain.items()})


def figures(session: Session, rollout: Rollout, now: datetime) -> Figures:
    """Return a rollout's figures: those of now, or those it ended with."""
    if rollout.figures is not None:
        return Figures.restored(rollout.figures)
    cameras, trial_pace, stable_pace = _paces(session, rollout, now)
    raises = rollout.mode == "canary"
    since = rollout.begun_at
    return Figures(
        cameras=cameras,
        looks=_looks(session, rollout),
        strikes=_strikes(session, rollout),
        trial_pace=trial_pace if raises else Paced(),
        stable_pace=stable_pace if raises else Paced(),
        trial_judged=judged(session, rollout.version_id, since, now) if raises else Judged(),
        stable_judged=judged(session, rollout.stable_version_id, since, now)
        if raises
        else Judged(),
    )


def _looks(session: Session, rollout: Rollout) -> Looks:
    sums = (func.coalesce(func.sum(getattr(RolloutCamera, one.name)), 0) for one in fields(Looks))
    found = session.execute(select(*sums).where(RolloutCamera.rollout_id == rollout.id)).one()
    *counts, stable_s, trial_s = found
    plain = dict(zip((one.name for one in fields(Looks)), map(int, counts), strict=False))
    return Looks(**plain, stable_s=float(stable_s), trial_s=float(trial_s))


def _strikes(session: Session, rollout: Rollout) -> int:
    counted = select(func.count(Strike.frame.distinct())).where(
        Strike.version_id == rollout.version_id, Strike.at >= rollout.begun_at
    )
    return session.scalar(counted) or 0


def _paces(session: Session, rollout: Rollout, now: datetime) -> tuple[int, Paced, Paced]:
    """Return how many cameras take part, and how subscriptions there and elsewhere keep their promise.

    Who was late before the trial is no evidence. All who follow `stable` are read once: they may be many.
    """
    of = subscriptions.c
    fresh = and_(of.state_since >= rollout.begun_at, of.state_since <= now - LATE_FOR)
    one = (
        select(
            of.camera_id,
            takes_part(Rollout, of).label("takes"),
            of.state.in_(_LOOKING).label("looking"),
            and_(of.state.in_(_LATE), fresh).label("late"),
        )
        .select_from(subscriptions)
        .join(Rollout, Rollout.id == rollout.id)
        .where(following(rollout.algorithm_id, STABLE), of.enabled)
        .subquery()
        .c
    )
    counts = [func.count(one.camera_id.distinct()).filter(one.takes)]
    for part in (one.takes, not_(one.takes)):
        counts += [func.count().filter(part, what) for what in (one.looking, one.late)]
    cameras, *rest = session.execute(select(*counts)).one()
    return cameras, Paced(*rest[:2]), Paced(*rest[2:])
