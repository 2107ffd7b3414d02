"""The life of a version: from every state, every action, as everybody who may come near it."""

from datetime import timedelta
from typing import get_args

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.approvals import service as approvals
from accounts.approvals.model import Approval, Choice
from accounts.organizations import service as organizations
from accounts.policy import HOMES, POLICY, Reach, Role
from accounts.scope import Scope
from core.clock import ManualClock
from core.errors import AlgomartError, NotFound
from core.feed import Change
from core.text import Text
from registry.catalogue import approval, life, life_api
from registry.catalogue import service as catalogue
from registry.catalogue.errors import (
    NoHealthyVersion,
    NotYourVersionStep,
    VersionStepIncomplete,
    VersionStepRefused,
)
from registry.catalogue.life import Wish
from registry.catalogue.model import Version, VersionStep
from registry.catalogue.transitions import NAMES, SERVED, TRANSITIONS, State, allowed
from tests.house.source import ROOT
from tests.registry import shelf
from tests.registry.conftest import City, Install

WAYS: dict[str, str] = {
    "uploaded": "check refuse",
    "checked": "evaluate approve reject quarantine",
    "evaluated": "approve reject quarantine",
    "approved": "publish withdraw quarantine",
    "published": "deprecate withdraw quarantine",
    "deprecated": "deprecate withdraw expire quarantine",
    "quarantined": "withdraw",
    "withdrawn": "",
    "rejected": "",
}
"""What leads on from each state, written down once more."""

LEADS = {
    "check": "checked",
    "refuse": "rejected",
    "evaluate": "evaluated",
    "approve": "approved",
    "reject": "rejected",
    "publish": "published",
    "deprecate": "deprecated",
    "withdraw": "withdrawn",
    "expire": "withdrawn",
    "quarantine": "quarantined",
}
BY_ONE = {"publish", "deprecate", "withdraw"}
"""What one person does: the vendor whose it is, or who runs the shelf."""


@pytest.fixture
def version(install: Install) -> Version:
    return install()


@pytest.fixture
def vendor(session: Session, city: City) -> Scope:
    return shelf.somebody(session, city.vendor, Role.VENDOR, "version.act")


@pytest.fixture
def operator(session: Session) -> Scope:
    root = organizations.operator(session)
    return shelf.somebody(session, root, Role.SYSTEM, "version.act")


def wish(action: str, clock: ManualClock) -> Wish:
    return Wish(action, "有更好的版本", clock.now() + timedelta(days=30))


def test_the_table_is_what_was_agreed() -> None:
    assert {*WAYS} == {*State} == {*NAMES}
    for state in State:
        leads = {action for action, one in TRANSITIONS.items() if state in one.sources}
        assert leads == {*WAYS[state].split()}, state
    begins = {action for action, one in TRANSITIONS.items() if not one.sources}
    assert begins == {"upload", "install"}
    assert {name: TRANSITIONS[name].target for name in LEADS} == LEADS
    assert {*LEADS} | begins == {*TRANSITIONS}


def test_the_page_names_every_action_and_every_state() -> None:
    page = (ROOT / "docs" / "versions.md").read_text()
    assert [one for one in (*TRANSITIONS, *State) if one not in page] == []


@pytest.mark.parametrize("role", Role)
def test_what_a_role_is_offered_is_what_it_may_do_alone(role: Role) -> None:
    keeps = role in (Role.VENDOR, Role.SYSTEM)
    for state in State:
        offered = {*WAYS[state].split()} & BY_ONE if keeps else set()
        assert {*allowed(state, frozenset({role}))} == offered
    assert (role in POLICY["version.act"].grants) is keeps


def test_the_route_takes_what_one_person_may_do() -> None:
    assert {*get_args(life_api.Action)} == BY_ONE


@pytest.mark.parametrize("action", LEADS)
def test_every_action_from_every_state_as_the_product(
    session: Session, version: Version, clock: ManualClock, action: str
) -> None:
    for state in State:
        version.state = state
        if action in WAYS[state].split():
            life.take(session, None, version, action, clock)
            assert version.state == LEADS[action]
        else:
            with pytest.raises(VersionStepRefused, match=version.version):
                life.take(session, None, version, action, clock)
            assert version.state == state


@pytest.mark.parametrize("role", [Role.VENDOR, Role.SYSTEM, Role.SECURITY])
@pytest.mark.parametrize("state", State)
def test_every_action_from_a_state_as_a_person(
    session: Session, city: City, version: Version, clock: ManualClock, role: Role, state: State
) -> None:
    home = city.vendor if role is Role.VENDOR else organizations.operator(session)
    # A security administrator is let in by another action of his: the table alone must keep him out.
    action_of = "version.act" if role is not Role.SECURITY else "version.read"
    scope = shelf.somebody(session, home, role, action_of)
    for action in LEADS:
        version.state = state
        may = action in WAYS[state].split() and action in BY_ONE and role is not Role.SECURITY
        if may:
            life.act(session, scope, version.id, wish(action, clock), clock)
        else:
            with pytest.raises((NotYourVersionStep, VersionStepRefused)):
                life.act(session, scope, version.id, wish(action, clock), clock)
        assert version.state == (LEADS[action] if may else state), action


@pytest.mark.parametrize("role", [one for one in Role if one not in (Role.VENDOR, Role.SYSTEM)])
def test_nobody_else_finds_a_version_to_act_on(
    session: Session, city: City, version: Version, clock: ManualClock, role: Role
) -> None:
    home = city.parks if city.parks.kind in HOMES[role] else organizations.operator(session)
    scope = shelf.somebody(session, home, role, "version.act")
    with pytest.raises(NotFound):
        life.act(session, scope, version.id, wish("withdraw", clock), clock)


def test_another_vendor_does_not_find_it(
    session: Session, city: City, version: Version, clock: ManualClock
) -> None:
    stranger = organizations.create(
        session, None, organizations.operator(session), "vendor", Text("他厂", "Other Vendor")
    )
    scope = shelf.somebody(session, stranger, Role.VENDOR, "version.act")
    with pytest.raises(NotFound):
        life.act(session, scope, version.id, wish("withdraw", clock), clock)


@pytest.mark.parametrize(
    ("action", "reason", "days", "fault"),
    [
        ("withdraw", "", None, "say why"),
        ("deprecate", "", 30, "say why"),
        ("deprecate", "有更好的版本", None, "name the date"),
        ("deprecate", "有更好的版本", -1, "name the date"),
    ],
)
def test_a_step_says_what_it_still_needs(
    session: Session, vendor: Scope, version: Version, clock: ManualClock,
    action: str, reason: str, days: int | None, fault: str,
) -> None:  # fmt: skip
    until = None if days is None else clock.now() + timedelta(days=days)
    with pytest.raises(VersionStepIncomplete, match=fault):
        life.act(session, vendor, version.id, Wish(action, reason, until), clock)
    assert version.state == State.PUBLISHED


def test_its_steps_are_kept_with_who_and_why(
    session: Session, vendor: Scope, version: Version, clock: ManualClock
) -> None:
    life.act(session, vendor, version.id, wish("deprecate", clock), clock)
    life.act(session, vendor, version.id, Wish("withdraw", "发现缺陷"), clock)
    kept = life.steps(session, [version])[version.id]
    assert [(one.action, one.from_state, one.to_state) for one, _ in kept] == [
        ("install", None, "approved"),
        ("publish", "approved", "published"),
        ("deprecate", "published", "deprecated"),
        ("withdraw", "deprecated", "withdrawn"),
    ]
    assert [by for _, by in kept] == [None, None, "张三", "张三"]
    until = clock.now() + timedelta(days=30)
    assert [one.until for one, _ in kept] == [None, None, until, None]
    assert kept[-1][0].reason == {"code": "person", "zh": "发现缺陷", "en": "发现缺陷"}
    assert version.state_reason == kept[-1][0].reason


def test_a_deprecated_version_runs_until_its_date_and_is_withdrawn_then(
    session: Session, vendor: Scope, version: Version, clock: ManualClock
) -> None:
    life.act(session, vendor, version.id, wish("deprecate", clock), clock)
    assert catalogue.runnable(session, version.algorithm_id).version_id == version.id
    clock.advance(29 * 86400)
    assert life.withdraw_due(session, clock) == 0
    clock.advance(86400)
    assert life.withdraw_due(session, clock) == 1
    assert version.state == State.WITHDRAWN
    assert version.state_reason is not None
    assert version.state_reason["code"] == "expired"
    with pytest.raises(NoHealthyVersion):
        catalogue.runnable(session, version.algorithm_id)


def test_its_date_may_be_put_off(
    session: Session, vendor: Scope, version: Version, clock: ManualClock
) -> None:
    for days in (30, 60):
        until = clock.now() + timedelta(days=days)
        life.act(session, vendor, version.id, Wish("deprecate", "延后", until), clock)
    clock.advance(31 * 86400)
    assert life.withdraw_due(session, clock) == 0
    assert version.state in SERVED


def test_approval_takes_two_persons_of_the_operator_and_keeps_what_they_said(
    session: Session, city: City, vendor: Scope, version: Version, clock: ManualClock
) -> None:
    version.state = "checked"
    asked = _asked(session, city, version, clock)
    root = organizations.operator(session)
    first = shelf.somebody(session, root, Role.SYSTEM, "approval.vote")
    _vote(session, first, asked, "approve", clock)
    assert version.state == "checked"
    second = shelf.somebody(session, root, Role.SECURITY, "approval.vote")
    _vote(session, second, asked, "approve", clock)
    assert version.state == "approved"
    step = session.scalars(select(VersionStep).filter_by(action="approve")).one()
    assert (step.user_id, step.reason) == (
        second.user.id,
        {"code": "person", "zh": "已核对", "en": "已核对"},
    )
    told = session.scalars(select(Change.topic).where(Change.object_id == version.id)).all()
    assert "version" in told


def test_nobody_votes_about_goods_of_his_own_organization() -> None:
    """A vote is a role's that nobody of a vendor holds; and goods are a vendor's."""
    assert {Role.SYSTEM, Role.SECURITY} == approvals.VOTERS
    assert {*POLICY["approval.vote"].grants} == approvals.VOTERS | {Role.SUBSCRIBER}
    assert all("vendor" not in HOMES[role] for role in POLICY["approval.vote"].grants)
    assert POLICY["package.upload"].grants == {Role.VENDOR: Reach.OWN}
    assert HOMES[Role.VENDOR] == ("vendor",)


def _asked(session: Session, city: City, version: Version, clock: ManualClock) -> Approval:
    asker = shelf.somebody(session, city.vendor, Role.VENDOR, "version.submit")
    return approval.submit(session, asker, version.id, "请审批", clock)


def _vote(
    session: Session, voter: Scope, asked: Approval, choice: Choice, clock: ManualClock
) -> None:
    effects = {"versions": approval.decide}
    approvals.vote(session, voter, asked.id, choice, "已核对", effects, clock)


def test_what_is_refused_says_what_to_do(
    session: Session, vendor: Scope, version: Version, clock: ManualClock
) -> None:
    with pytest.raises(AlgomartError) as refused:
        life.act(session, vendor, version.id, Wish("publish"), clock)
    assert refused.value.message("zh") == "版本 1.0.0 当前“在架”，不能“上架”。请刷新后查看该版本。"
