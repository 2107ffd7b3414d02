"""Names and versions of models: which versions of which algorithms a caller may call.

A model is named by its algorithm's slug. Where several vendors use one slug, the oldest algorithm keeps it
and the others go by their ids, as every algorithm may. A version is its number, or an alias (`stable`);
without one, the version subscribers run is meant.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from registry.catalogue.model import STABLE, Algorithm, Alias, Version
from registry.gate.service import is_current
from registry.packages.errors import ModelElsewhere
from serving.inference.errors import ModelNotReady, UnknownModel
from serving.inference.values import Model

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")
OFFERED = ("published", "deprecated")
PROVEN = ("checked", "evaluated", "approved")
"""What a vendor may call of his own before it is on the shelf: the gate let it pass."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """One line of the index."""

    model: Model
    ready: bool


def find(session: Session, scope: Scope, name: str, version: str = "") -> Model:
    """Return the version of a model that is meant.

    Raises `UnknownModel`, `ModelNotReady`, and `ModelElsewhere` where its model stays with its vendor.
    """
    named = _NAME.fullmatch(name) and _NAME.fullmatch(version or STABLE)
    algorithm = _algorithm(session, scope, name) if named else None
    versions = _versions(session, scope, [algorithm.id]) if algorithm else []
    meant = _meant(session, versions, version) if versions else None
    if algorithm is None or meant is None:
        raise UnknownModel(
            model=f"'{name:.100}'" + (f" version '{version:.100}'" if version else "")
        )
    if meant.is_remote:
        raise ModelElsewhere(
            zh="不能调用或试用，只发送已订阅摄像机的画面。请由本部门同意后订阅摄像机",
            en="it is neither called nor tried, for only pictures of subscribed cameras are sent there. "
            "Let your department agree and subscribe a camera instead",
        )
    if not is_current(meant.gate, meant.model_digest):
        raise ModelNotReady(model=f"{name} {meant.version}")
    return _model(algorithm, name, meant, [one for one in versions if not one.is_remote])


def index(session: Session, scope: Scope) -> Iterator[Indexed]:
    """Yield every version the caller may call, by the name it has for him."""
    called = select(Version.algorithm_id).where(_callable(scope))
    algorithms = session.scalars(
        select(Algorithm)
        .where(Algorithm.id.in_(called))
        .order_by(Algorithm.slug, Algorithm.created_at, Algorithm.id)
    ).all()
    found = _versions(session, scope, [one.id for one in algorithms])
    every = [one for one in found if not one.is_remote]
    taken: set[str] = set()
    for algorithm in algorithms:
        name = str(algorithm.id) if algorithm.slug in taken else algorithm.slug
        taken.add(algorithm.slug)
        own = [one for one in every if one.algorithm_id == algorithm.id]
        for one in own:
            ready = is_current(one.gate, one.model_digest)
            yield Indexed(_model(algorithm, name, one, own), ready)


def _algorithm(session: Session, scope: Scope, name: str) -> Algorithm | None:
    """Return the oldest algorithm of that slug that has a version to call, or the one of that id.

    One that runs elsewhere alone takes no name from those that can be called.
    """
    of = select(Version.id).where(Version.algorithm_id == Algorithm.id)
    called, known = (of.where(one(scope)).exists() for one in (_callable, _known))
    named = Algorithm.slug == name
    with suppress(ValueError):
        named = or_(named, Algorithm.id == UUID(name))
    return session.scalar(
        select(Algorithm)
        .where(named, known)
        .order_by(called.desc(), Algorithm.created_at, Algorithm.id)
        .limit(1)
    )


def _versions(session: Session, scope: Scope, algorithms: Sequence[UUID]) -> list[Version]:
    """Return what the caller may know of these algorithms, newest first, whether or not it runs here."""
    statement = select(Version).where(Version.algorithm_id.in_(algorithms), _known(scope))
    return list(session.scalars(statement.order_by(Version.created_at.desc(), Version.id.desc())))


def _callable(scope: Scope) -> ColumnElement[bool]:
    """Models that stay with their vendors are called there, not through here."""
    return and_(_known(scope), ~Version.is_remote)


def _known(scope: Scope) -> ColumnElement[bool]:
    own = and_(Version.state.in_(PROVEN), scope.reached(Version))
    return or_(Version.state.in_(OFFERED), own)


def _meant(session: Session, versions: Sequence[Version], wanted: str) -> Version | None:
    """Return the version of a number or an alias; without either the stable one, else the newest."""
    for one in versions:
        if one.version == wanted:
            return one
    alias = select(Alias.version_id).where(
        Alias.algorithm_id == versions[0].algorithm_id, Alias.name == (wanted or STABLE)
    )
    aliased = session.scalar(alias)
    for one in versions:
        if one.id == aliased:
            return one
    return None if wanted else versions[0]


def _model(algorithm: Algorithm, name: str, version: Version, versions: Sequence[Version]) -> Model:
    return Model(
        name=name,
        version=version.version,
        versions=tuple(one.version for one in versions),
        version_id=version.id,
        label=f"{algorithm.slug}:{version.version}",
    )
