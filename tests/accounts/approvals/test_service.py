"""Two administrators, two persons: votes, their order, and two at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.api.gate import admit
from accounts.approvals import service
from accounts.approvals.errors import (
    AlreadyDecided,
    AlreadyRequested,
    AlreadyVoted,
    OwnRequest,
    SamePerson,
)
from accounts.approvals.model import Approval, Choice, Vote
from accounts.approvals.service import Decision, Effect
from accounts.audit.model import AuditEntry
from accounts.organizations import service as organizations
from accounts.organizations.errors import Inactive
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users.model import User
from core.clock import Clock, ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from core.text import Text
from tests import make


@dataclass
class Office:
    """The operator's administrators, and the vendor one of them has added."""

    sessions: Sessions
    vendor: UUID
    approval: UUID
    people: dict[str, UUID]
    effects: dict[str, Effect] = field(
        default_factory=lambda: {"organizations": organizations.decide}
    )

    def vote(self, who: str, choice: Choice = "approve", reason: str = "可信") -> None:
        with transaction(self.sessions) as session:
            scope = make.scope_of(session.get_one(User, self.people[who]), "approval.vote")
            service.vote(session, scope, self.approval, choice, reason, self.effects, ManualClock())

    def states(self) -> tuple[str, str]:
        with transaction(self.sessions) as session:
            approval = session.get_one(Approval, self.approval)
            return approval.state, session.get_one(Organization, self.vendor).state


@pytest.fixture
def office(sessions: Sessions) -> Office:
    with transaction(sessions) as session:
        root = organizations.operator(session)
        roles = {"asker": "security", "system": "system", "other_system": "system"}
        roles |= {"security": "security", "other_security": "security"}
        people = {name: make.user(session, root, roles=[role]) for name, role in roles.items()}
        scope = make.scope_of(people["asker"], "organization.create")
        name = Text("新厂商", "New Vendor")
        vendor = organizations.create(session, scope, root, "vendor", name, reason="有资质")
        approval = session.scalars(select(Approval)).one()
        ids = {name: one.id for name, one in people.items()}
        return Office(sessions, vendor.id, approval.id, ids)


def test_a_vendor_added_by_a_person_waits_and_its_people_may_not_work(
    office: Office, sessions: Sessions
) -> None:
    assert office.states() == ("waiting", "waiting")
    with transaction(sessions) as session:
        vendor = session.get_one(Organization, office.vendor)
        somebody = make.user(session, vendor, roles=["vendor"])
        caller = make.scope_of(somebody, "algorithm.read").user
        with pytest.raises(Inactive):
            admit(caller, "algorithm.read", Settings())
    office.vote("system")
    office.vote("security")
    with transaction(sessions) as session:
        caller = make.scope_of(session.get_one(User, somebody.id), "algorithm.read").user
        assert admit(caller, "algorithm.read", Settings()).action == "algorithm.read"


@pytest.mark.parametrize("order", [("system", "security"), ("security", "system")])
def test_it_takes_one_of_each_in_any_order(office: Office, order: tuple[str, str]) -> None:
    office.vote(order[0])
    assert office.states() == ("waiting", "waiting")
    office.vote(order[1])
    assert office.states() == ("approved", "active")


@pytest.mark.parametrize("first", ["system", "security"])
def test_one_no_rejects(office: Office, first: str) -> None:
    office.vote(first, "reject", "资料不全")
    assert office.states() == ("rejected", "rejected")
    with pytest.raises(AlreadyDecided):
        office.vote("security" if first == "system" else "system")


def test_a_no_after_a_yes_rejects(office: Office) -> None:
    office.vote("system")
    office.vote("security", "reject")
    assert office.states() == ("rejected", "rejected")


@pytest.mark.parametrize("pair", [("system", "other_system"), ("security", "other_security")])
def test_two_of_one_kind_are_not_enough(office: Office, pair: tuple[str, str]) -> None:
    office.vote(pair[0])
    with pytest.raises(AlreadyVoted):
        office.vote(pair[1])
    assert office.states() == ("waiting", "waiting")


@pytest.mark.parametrize("choice", ["approve", "reject"])
def test_nobody_decides_about_his_own_request(office: Office, choice: Choice) -> None:
    with pytest.raises(OwnRequest):
        office.vote("asker", choice)


def test_one_person_who_changes_his_role_in_between_is_still_one(
    office: Office, sessions: Sessions
) -> None:
    office.vote("system")
    with transaction(sessions) as session:
        session.get_one(User, office.people["system"]).roles = [Role.SECURITY]
    with pytest.raises(SamePerson):
        office.vote("system")
    assert office.states() == ("waiting", "waiting")


def test_an_object_waits_only_once(office: Office, sessions: Sessions) -> None:
    with transaction(sessions) as session:
        vendor = session.get_one(Organization, office.vendor)
        name = Text("新厂商", "New Vendor")
        with pytest.raises(AlreadyRequested):
            service.request(session, None, vendor, vendor.id, name, "", ManualClock())


def test_everything_is_on_the_trail_with_its_reason(office: Office, sessions: Sessions) -> None:
    office.vote("system", reason="合同已核对")
    office.vote("security", reason="背景已核查")
    with transaction(sessions) as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        told = [(one.action, one.reason) for one in lines if one.reason]
    assert told == [
        ("approval.request", "有资质"),
        ("approval.vote", "合同已核对"),
        ("approval.vote", "背景已核查"),
        ("approval.decide", "背景已核查"),
        ("organization.decide", "背景已核查"),
    ]


def test_a_vote_whose_effect_fails_is_no_vote(office: Office, sessions: Sessions) -> None:
    def fail(_: Session, __: Scope, ___: Decision, ____: Clock) -> None:
        raise RuntimeError("no effect")

    office.vote("system")
    office.effects["organizations"] = fail
    with pytest.raises(RuntimeError):
        office.vote("security")
    assert office.states() == ("waiting", "waiting")
    with transaction(sessions) as session:
        given = session.scalars(select(Vote).where(Vote.vote.is_not(None))).all()
        assert [one.role for one in given] == ["system"]


@pytest.mark.parametrize("pair", [("system", "security"), ("system", "other_system")])
def test_two_votes_at_once_are_counted_one_after_the_other(
    office: Office, pair: tuple[str, str]
) -> None:
    together = Barrier(2)

    def vote(who: str) -> str:
        together.wait()
        try:
            office.vote(who)
        except AlreadyVoted:
            return "voted"
        return "counted"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(vote, pair))
    if pair[1] == "security":
        assert (ends, office.states()) == (["counted", "counted"], ("approved", "active"))
    else:
        assert (ends, office.states()) == (["counted", "voted"], ("waiting", "waiting"))


def test_a_city_made_by_a_person_waits_for_nobody(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        root = organizations.operator(session)
        asker = make.user(session, root, roles=["security"])
        scope = make.scope_of(asker, "organization.create")
        city = organizations.create(session, scope, root, "city", Text("某市", "A City"))
        assert city.state == "active"


def test_a_vendor_the_product_brings_along_is_active(session: Session) -> None:
    assert make.organization(session, kind="vendor").state == "active"
    assert session.scalars(select(Approval)).all() == []
