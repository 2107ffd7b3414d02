"""Routes of the shelf: `GET /algorithms`, `GET /algorithms/{id}`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from algorithms.contract.manifest import EventSpec, Manifest
from algorithms.contract.rule import RuleDefaults, Severity
from core.http import deps
from core.http.deps import PageQueryDep, SessionDep
from core.http.fields import Sought
from core.http.page import Page
from core.text import Text
from registry.catalogue import aliases, shelf
from registry.catalogue.model import Version
from registry.catalogue.remote import RemoteOut, remotes
from registry.catalogue.search import Runs, Wanted
from registry.catalogue.view import AliasOut, VersionOut, alias_out, outs
from registry.remote import agreements

routes = deps.router("/algorithms", tags=["algorithms"])
Reader = Annotated[Scope, allow("algorithm.read")]


class VendorOut(BaseModel):
    id: UUID
    name_zh: str
    name_en: str


class StableOut(BaseModel):
    """The version subscribers run."""

    version_id: UUID
    version: str
    state: str
    licence_weights: str
    remote: RemoteOut | None
    """Set where it runs outside the platform."""


class EventTypeOut(BaseModel):
    """One kind of event the stable version raises."""

    event_type: str
    label: str
    labels: list[str]
    title_zh: str
    title_en: str
    severity: Severity
    threshold: float
    rule: RuleDefaults


class AlgorithmOut(BaseModel):
    """Goods on the shelf."""

    id: UUID
    slug: str
    vendor: VendorOut
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    stable: StableOut | None
    events: list[EventTypeOut]
    interval_s: float | None
    subscriptions: int


class RemoteUseOut(BaseModel):
    """Where a version's model is asked: pictures leave the platform."""

    model_config = ConfigDict(from_attributes=True)

    endpoint_id: UUID | None
    """Unset while security has let no such endpoint in."""
    revision: int | None
    """The endpoint's, to agree to with `If-Match`."""
    host: str | None
    """Unset for other vendors, too."""
    agreed: bool
    """Whether the caller's department agrees (`PUT /remote-endpoints/{endpoint_id}/agreement`)."""
    agreed_at: datetime | None
    reason: str | None
    """Why it agreed."""
    may_agree: bool


class AlgorithmDetailOut(AlgorithmOut):
    """Goods with their description, their versions, and which of them the aliases mean."""

    readme: str
    versions: list[VersionOut]
    aliases: list[AliasOut]
    may_move: bool
    """Whether the caller may let an alias mean another version."""
    remote: RemoteUseOut | None
    """Unset where the stable version's model runs here."""
    remotes: dict[UUID, RemoteUseOut]
    """The same for every version that does not run here, by its id."""


class ChoiceOut(BaseModel):
    """A value that the shelf can be asked for, and how many goods have it."""

    id: str
    title_zh: str
    title_en: str
    count: int


class ChoicesOut(BaseModel):
    """What the shelf can be asked for; the most frequent first."""

    event_types: list[ChoiceOut]
    vendors: list[ChoiceOut]
    runs: list[ChoiceOut]
    """Where the stable versions run: `here`, or at their `vendor`."""


@routes.get("")
def list_algorithms(
    session: SessionDep,
    scope: Reader,
    query: PageQueryDep,
    q: Sought = "",
    event_type: Sought | None = None,
    owner_id: UUID | None = None,
    runs: Annotated[
        Runs | None,
        Query(description="Where the stable version runs: on this platform, or at its vendor's."),
    ] = None,
) -> Page[AlgorithmOut]:
    """The shelf, newest goods first.

    Each word of `q` occurs in the names or summaries of the goods, in their vendor's names or in the events
    that the stable version raises.
    """
    found, goods = shelf.page(session, scope, Wanted(q, event_type, owner_id, runs), query)
    outside = remotes(session, scope, [one.stable for one in goods])
    return found.page([AlgorithmOut(**_fields(one, outside)) for one in goods])


@routes.get("/choices")
def list_choices(session: SessionDep, scope: Reader) -> ChoicesOut:
    """The kinds of events, the vendors and the places that the shelf can be asked for."""
    goods = shelf.everything(session, scope)
    vendors = ((str(one.vendor.id), one.vendor.name_zh, one.vendor.name_en) for one in goods)
    return ChoicesOut(
        event_types=_choices(_raised(goods)), vendors=_choices(vendors), runs=_choices(_run(goods))
    )


def _raised(goods: Iterable[shelf.Goods]) -> Iterator[tuple[str, str, str]]:
    for one in goods:
        manifest = Manifest.model_validate(one.stable.manifest) if one.stable else None
        for event in manifest.events if manifest else ():
            yield event.event_type, event.title.zh, event.title.en


def _run(goods: Iterable[shelf.Goods]) -> Iterator[tuple[str, str, str]]:
    for one in goods:
        if one.stable is not None:
            runs: Runs = "vendor" if one.stable.is_remote else "here"
            yield runs, _RUNS[runs].zh, _RUNS[runs].en


_RUNS: Mapping[Runs, Text] = {
    "here": Text("在本平台运行", "Runs here"),
    "vendor": Text("在厂商处运行", "Runs at its vendor's"),
}


def _choices(found: Iterable[tuple[str, str, str]]) -> list[ChoiceOut]:
    """Count by id; the first one's words stand for all."""
    counts: dict[str, ChoiceOut] = {}
    for id_, zh, en in found:
        choice = counts.setdefault(id_, ChoiceOut(id=id_, title_zh=zh, title_en=en, count=0))
        choice.count += 1
    return sorted(counts.values(), key=lambda one: (-one.count, one.id))


@routes.get("/{algorithm_id}")
def read_algorithm(session: SessionDep, scope: Reader, algorithm_id: UUID) -> AlgorithmDetailOut:
    """One algorithm with its description and versions."""
    goods = shelf.fetch(session, scope, algorithm_id)
    versions = shelf.versions(session, scope, goods.algorithm)
    return AlgorithmDetailOut(
        **_fields(goods, remotes(session, scope, [goods.stable])),
        readme=(goods.stable or versions[0]).readme if versions else "",
        versions=outs(session, scope, versions),
        aliases=[alias_out(session, goods.algorithm.id, name) for name in aliases.NAMED],
        may_move=aliases.may_move(session, scope, goods.algorithm.id),
        remote=_remote(session, scope, goods.stable) if goods.stable else None,
        remotes={
            one.id: use for one in versions if (use := _remote(session, scope, one)) is not None
        },
    )


def _remote(session: Session, scope: Scope, version: Version) -> RemoteUseOut | None:
    stage = Manifest.model_validate(version.manifest).remote if version.is_remote else None
    if stage is None:
        return None
    return RemoteUseOut.model_validate(agreements.use(session, scope, stage, version.owner_id))


def _fields(goods: shelf.Goods, outside: Mapping[UUID, RemoteOut]) -> dict[str, Any]:
    algorithm, stable = goods.algorithm, goods.stable
    manifest = Manifest.model_validate(stable.manifest) if stable else None
    return {
        "id": algorithm.id,
        "slug": algorithm.slug,
        "vendor": VendorOut.model_validate(goods.vendor, from_attributes=True),
        "title_zh": algorithm.title_zh,
        "title_en": algorithm.title_en,
        "summary_zh": algorithm.summary_zh,
        "summary_en": algorithm.summary_en,
        "stable": _stable(stable, manifest, outside) if stable and manifest else None,
        "events": [_event(event) for event in manifest.events] if manifest else [],
        "interval_s": manifest.look.interval_s if manifest else None,
        "subscriptions": goods.subscriptions,
    }


def _stable(version: Version, manifest: Manifest, outside: Mapping[UUID, RemoteOut]) -> StableOut:
    return StableOut(
        version_id=version.id,
        version=version.version,
        state=version.state,
        licence_weights=manifest.license.weights,
        remote=outside.get(version.id),
    )


def _event(event: EventSpec) -> EventTypeOut:
    return EventTypeOut(
        event_type=event.event_type,
        label=event.labels[0],
        labels=list(event.labels),
        title_zh=event.title.zh,
        title_en=event.title.en,
        severity=event.severity,
        threshold=event.threshold,
        rule=event.rule,
    )
