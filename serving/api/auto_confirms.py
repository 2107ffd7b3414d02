"""Where sure events are confirmed automatically: what it would take, switching it on, and off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from cases.autoconfirm import service
from cases.autoconfirm.measure import Measured, measured
from cases.autoconfirm.model import AutoConfirm
from core.clock import Clock
from core.http.deps import ClockDep, PageQueryDep, SessionDep, SettingsDep, router
from core.http.described import refuses
from core.http.fields import Body
from core.http.page import Page, paginate
from core.http.reasons import ReasonOut
from core.settings import Settings
from core.text import Text
from serving.queries.goods import Goods, goods, organizations

routes = router("/auto-confirms", tags=["auto-confirms"])
Reader = Annotated[Scope, allow("auto_confirm.read")]
Creator = Annotated[Scope, allow("auto_confirm.create")]
Remover = Annotated[Scope, allow("auto_confirm.delete")]
Share = Annotated[float, Field(gt=0, le=1)]


class MeasuredOut(BaseModel):
    """What people said of a version's events from a score on, in one department."""

    judged: int
    right: int
    precision_from: float | None
    """Where the precision lies with 95 % (Wilson)."""
    precision_to: float | None
    enough: bool
    """Whether that is good enough to have them confirmed automatically."""


class VersionMeasured(MeasuredOut):
    """One version that has seen something for the department of late."""

    algorithm_id: UUID
    version_id: UUID
    title_zh: str
    title_en: str
    version: str


class BoundsOut(BaseModel):
    """What it takes, and the versions held against it."""

    precision: float
    """The lower bound of precision must be at least so high."""
    verdicts: int
    """So many verdicts of people it takes."""
    days: int
    """Within so many days."""
    sample_share: float
    """This share goes to people at the least."""
    versions: list[VersionMeasured]
    """Of the caller's organization, the most judged first."""


class AutoConfirmIn(Body):
    """Have the events of a version confirmed from a score on, but for a share of them."""

    version_id: UUID
    threshold: Share
    sample_share: Share


class AutoConfirmOut(BaseModel):
    """Where events are, or were, confirmed automatically."""

    id: UUID
    owner_id: UUID
    department_zh: str
    department_en: str
    algorithm_id: UUID
    title_zh: str
    title_en: str
    version_id: UUID
    version: str
    threshold: float
    sample_share: float
    on_at: datetime
    off_at: datetime | None
    off_reason: ReasonOut | None
    """Why it switched itself off; null: it is on, or somebody switched it off."""
    measured: MeasuredOut | None
    """As of now; null where it is off."""


@routes.get("")
def list_auto_confirms(
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    settings: SettingsDep,
    clock: ClockDep,
    algorithm_id: UUID | None = None,
) -> Page[AutoConfirmOut]:
    """Return where events are and were confirmed automatically, what was switched on last first."""
    keys = (AutoConfirm.on_at, AutoConfirm.id)
    rows = paginate(session, service.listed(scope, algorithm_id), keys, query)
    return rows.page(_shown(session, rows.rows, settings, clock))


@routes.get("/bounds")
def show_bounds(
    session: SessionDep,
    scope: Reader,
    settings: SettingsDep,
    clock: ClockDep,
    threshold: Annotated[float, Query(gt=0, le=1)] = 0.8,
) -> BoundsOut:
    """Return what it takes, and how the versions that look for the caller's organization stand to it."""
    owner_id = scope.user.organization_id
    found = measured(session, owner_id, threshold, settings, clock.now())
    called = goods(session, [one.version_id for one in found])
    ordered = sorted(found, key=lambda one: (-one.judged, str(one.version_id)))
    return BoundsOut(
        precision=settings.auto_confirm_precision,
        verdicts=settings.auto_confirm_verdicts,
        days=settings.auto_confirm_days,
        sample_share=settings.auto_confirm_sample,
        versions=[_version(one, called[one.version_id], settings) for one in ordered],
    )


@routes.post("", status_code=201)
@refuses(404, 409)
def switch_on(
    session: SessionDep, scope: Creator, settings: SettingsDep, clock: ClockDep, body: AutoConfirmIn
) -> AutoConfirmOut:
    """Have a version's sure events confirmed automatically in one's organization, if it earned that."""
    wanted = service.Wanted(body.version_id, body.threshold, body.sample_share)
    row = service.switch_on(session, scope, wanted, settings, clock)
    return _shown(session, [row], settings, clock)[0]


@routes.delete("/{auto_confirm_id}", status_code=204)
def switch_off(session: SessionDep, scope: Remover, clock: ClockDep, auto_confirm_id: UUID) -> None:
    """Switch it off; what was confirmed stays confirmed."""
    service.switch_off(session, scope, auto_confirm_id, clock)


def _shown(
    session: Session, rows: Sequence[AutoConfirm], settings: Settings, clock: Clock
) -> list[AutoConfirmOut]:
    called = goods(session, [row.version_id for row in rows])
    owners = organizations(session, [row.owner_id for row in rows])
    now = clock.now()
    standing = {
        row.id: service.standing(session, row, settings, now) for row in rows if row.off_at is None
    }
    return [
        _out(row, called[row.version_id], owners[row.owner_id], standing.get(row.id), settings)
        for row in rows
    ]


def _out(
    row: AutoConfirm, of: Goods, department: Text, now: Measured | None, settings: Settings
) -> AutoConfirmOut:
    names = ("id", "owner_id", "algorithm_id", "version_id", "threshold", "sample_share")
    return AutoConfirmOut(
        **{name: getattr(row, name) for name in (*names, "on_at", "off_at")},
        off_reason=ReasonOut.model_validate(row.off_reason) if row.off_reason else None,
        department_zh=department.zh,
        department_en=department.en,
        title_zh=of.title.zh,
        title_en=of.title.en,
        version=of.version,
        measured=MeasuredOut(**_figures(now, settings)) if now else None,
    )


def _version(one: Measured, of: Goods, settings: Settings) -> VersionMeasured:
    return VersionMeasured(
        **_figures(one, settings),
        algorithm_id=one.algorithm_id,
        version_id=one.version_id,
        title_zh=of.title.zh,
        title_en=of.title.en,
        version=of.version,
    )


def _figures(one: Measured, settings: Settings) -> dict[str, object]:
    lowest, highest = one.interval or (None, None)
    return {
        "judged": one.judged,
        "right": one.right,
        "precision_from": lowest,
        "precision_to": highest,
        "enough": one.enough(settings),
    }
