"""Aliases are moved by hand, keep their history, and fall back where their version leaves the shelf."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations import service as organizations
from accounts.policy import Role
from accounts.scope import Scope
from core.clock import ManualClock
from core.errors import NotFound, Stale
from core.feed import Change
from core.http.etag import Precondition
from core.ids import uuid7
from core.text import Text
from registry.catalogue import aliases, life, subscribed
from registry.catalogue import service as catalogue
from registry.catalogue.errors import NoHealthyVersion, NotExaminedAgain, NotPublished
from registry.catalogue.life import Wish
from registry.catalogue.model import Version
from registry.gate import service as gate
from registry.subscriptions import service as subscriptions
from registry.subscriptions.service import NewSubscription
from tests.registry import cameras, shelf
from tests.registry.conftest import SETTINGS, City, Install

ANY = Precondition("*")


@pytest.fixture
def two(install: Install, clock: ManualClock) -> tuple[Version, Version]:
    """An older version, and the one that is stable."""
    older = install("1.0.0")
    clock.advance(60)
    return older, install("1.1.0")


@pytest.fixture
def vendor(session: Session, city: City) -> Scope:
    return shelf.somebody(session, city.vendor, Role.VENDOR, "alias.move")


def move(
    session: Session, scope: Scope, version: Version, clock: ManualClock,
    name: str = "stable", seen: Precondition = ANY,
) -> None:  # fmt: skip
    """Let an alias mean a version."""
    aliases.move(session, scope, version.algorithm_id, name, version.id, "试用良好", seen, clock)


@pytest.mark.parametrize("role", [Role.VENDOR, Role.SYSTEM])
def test_moving_back_is_the_same_act_and_all_moves_are_kept(
    session: Session, city: City, two: tuple[Version, Version], clock: ManualClock, role: Role
) -> None:
    home = city.vendor if role is Role.VENDOR else organizations.operator(session)
    mover = shelf.somebody(session, home, role, "alias.move")
    older, newer = two
    for version in (older, newer, older):
        clock.advance(1)
        move(session, mover, version, clock)
        assert catalogue.runnable(session, version.algorithm_id).version_id == version.id
    kept = aliases.moves(session, older.algorithm_id, "stable")
    assert [(one.from_version, one.to_version, one.by) for one in kept] == [
        ("1.1.0", "1.0.0", "张三"),
        ("1.0.0", "1.1.0", "张三"),
        ("1.1.0", "1.0.0", "张三"),
        ("1.0.0", "1.1.0", None),
        (None, "1.0.0", None),
    ]
    assert kept[0].move.reason["zh"] == "试用良好"
    assert [one.move.reason["code"] for one in kept[-2:]] == ["release", "first"]


def test_who_read_an_older_state_moves_nothing(
    session: Session, vendor: Scope, two: tuple[Version, Version], clock: ManualClock
) -> None:
    older, newer = two
    seen = Precondition(f'"{aliases.read(session, older.algorithm_id, "stable").revision}"')
    move(session, vendor, older, clock, seen=seen)
    with pytest.raises(Stale):
        move(session, vendor, newer, clock, seen=seen)
    assert aliases.read(session, older.algorithm_id, "trial").revision == 0
    move(session, vendor, newer, clock, "trial", Precondition('"0"'))
    with pytest.raises(Stale):
        move(session, vendor, older, clock, "trial", Precondition('"0"'))


@pytest.mark.parametrize("state", ["approved", "deprecated", "withdrawn", "quarantined"])
def test_an_alias_means_published_versions_only(
    session: Session, vendor: Scope, two: tuple[Version, Version], clock: ManualClock, state: str
) -> None:
    older, newer = two
    older.state = state
    with pytest.raises(NotPublished, match=r"1\.0\.0"):
        move(session, vendor, older, clock)
    assert catalogue.runnable(session, older.algorithm_id).version_id == newer.id


def test_an_alias_waits_for_the_gate_after_an_upgrade(
    session: Session, vendor: Scope, two: tuple[Version, Version], clock: ManualClock
) -> None:
    older, newer = two
    older.gate = older.gate | {"gate_version": gate.GATE_VERSION - 1}
    with pytest.raises(NotExaminedAgain, match=r"1\.0\.0"):
        move(session, vendor, older, clock)
    assert catalogue.runnable(session, older.algorithm_id).version_id == newer.id


def test_only_versions_of_the_algorithm_and_only_ones_own_goods(
    session: Session, vendor: Scope, two: tuple[Version, Version], clock: ManualClock
) -> None:
    older, _ = two
    with pytest.raises(NotFound):
        aliases.move(session, vendor, older.algorithm_id, "stable", uuid7(), "无", ANY, clock)
    other = organizations.create(
        session, None, organizations.operator(session), "vendor", Text("他厂", "Other Vendor")
    )
    stranger = shelf.somebody(session, other, Role.VENDOR, "alias.move")
    with pytest.raises(NotFound):
        move(session, stranger, older, clock)


def test_whoever_follows_the_alias_is_told(
    session: Session, city: City, gardener: Scope, vendor: Scope,
    two: tuple[Version, Version], clock: ManualClock,
) -> None:  # fmt: skip
    older, newer = two
    rows = {}
    for meant in ("stable", "trial", newer.id):
        if meant == "trial":
            move(session, vendor, newer, clock, "trial")
        camera_id = cameras.add(session, city.parks.id)
        new = NewSubscription(camera_id, older.algorithm_id, meant=meant)
        rows[meant] = subscriptions.create(session, gardener, new, SETTINGS, clock).id
    last = session.scalar(select(Change.id).order_by(Change.id.desc()))
    move(session, vendor, older, clock)
    told = session.scalars(
        select(Change.object_id).where(Change.id > last, Change.topic == "subscription")
    )
    assert [*told] == [rows["stable"]]


def test_a_version_is_meant_by_its_followers_and_its_pins_and_by_no_other_pin(
    session: Session, city: City, gardener: Scope, two: tuple[Version, Version], clock: ManualClock
) -> None:
    older, newer = two
    made = {}
    meanings: dict[str, str | UUID] = {"follows": "stable", "older": older.id, "newer": newer.id}
    for name, meant in meanings.items():
        new = NewSubscription(cameras.add(session, city.parks.id), older.algorithm_id, meant=meant)
        made[subscriptions.create(session, gardener, new, SETTINGS, clock).id] = name

    def who(version: Version) -> set[str]:
        found = select(subscribed.subscriptions.c.id).where(subscribed.meaning(version))
        return {made[one] for one in session.scalars(found)}

    assert who(newer) == {"follows", "newer"}
    assert who(older) == {"older"}


def test_an_alias_falls_back_to_the_newest_other_one_and_then_to_nothing(
    session: Session, city: City, two: tuple[Version, Version], clock: ManualClock
) -> None:
    older, newer = two
    keeper = shelf.somebody(session, city.vendor, Role.VENDOR, "version.act")
    life.act(session, keeper, newer.id, Wish("withdraw", "发现缺陷"), clock)
    assert catalogue.runnable(session, older.algorithm_id).version_id == older.id
    life.quarantine(session, older, "strikes", Text("屡次失败", "it failed again and again"), clock)
    with pytest.raises(NoHealthyVersion):
        catalogue.runnable(session, older.algorithm_id)
    last, before, *_ = aliases.moves(session, older.algorithm_id, "stable")
    assert (last.from_version, last.to_version, last.move.reason["code"]) == (
        "1.0.0",
        None,
        "strikes",
    )
    assert (before.to_version, before.by, before.move.reason["zh"]) == ("1.0.0", None, "发现缺陷")


def test_the_first_version_on_the_shelf_is_the_stable_one_and_a_later_one_is_not(
    session: Session, city: City, two: tuple[Version, Version], clock: ManualClock
) -> None:
    older, newer = two
    keeper = shelf.somebody(session, city.vendor, Role.VENDOR, "version.act")
    shelf.mean(session, older.algorithm_id, None)
    for version in (older, newer):
        version.state, version.published_at = "approved", None
        life.act(session, keeper, version.id, Wish("publish"), clock)
    assert catalogue.runnable(session, older.algorithm_id).version_id == older.id
