"""Requests that take the consent of owners: who speaks for whom, and what becomes of who is asked no more."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.approvals import service
from accounts.approvals.errors import AlreadyDecided, AlreadyVoted, NotAsked, OwnRequest
from accounts.approvals.model import Approval, Choice, Vote
from accounts.approvals.service import VOTERS, Decision, Effect
from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users.model import User
from core.clock import Clock, ManualClock
from core.database.engine import Sessions, transaction
from core.errors import NotFound
from core.feed import Change
from core.text import Text
from tests import make

TITLE = Text("火情 · 2 路摄像机", "Fire · 2 cameras")


@dataclass
class Town:
    """A city of three departments and a unit; parks asks for what roads, and the unit of water, own."""

    sessions: Sessions
    approval: UUID
    places: dict[str, UUID]
    people: dict[str, UUID]
    decided: list[bool] = field(default_factory=list)

    def effects(self) -> dict[str, Effect]:
        def note(_: Session, __: Scope, decision: Decision, ___: Clock) -> None:
            self.decided.append(decision.approved)

        return {"organizations": note}

    def vote(self, who: str, choice: Choice = "approve") -> None:
        with transaction(self.sessions) as session:
            scope = make.scope_of(session.get_one(User, self.people[who]), "approval.vote")
            service.vote(
                session, scope, self.approval, choice, "无碍", self.effects(), ManualClock()
            )

    def ask(self, *owners: str) -> None:
        with transaction(self.sessions) as session:
            approval = session.get_one(Approval, self.approval, with_for_update=True)
            scope = make.scope_of(session.get_one(User, self.people["roads"]), "share.update")
            wanted = [self.places[one] for one in owners]
            service.ask_again(
                session, scope, approval, wanted, "test", self.effects(), ManualClock()
            )

    @property
    def state(self) -> str:
        with transaction(self.sessions) as session:
            return session.get_one(Approval, self.approval).state

    def sees(self, who: str) -> bool:
        with transaction(self.sessions) as session:
            scope = make.scope_of(session.get_one(User, self.people[who]), "approval.read")
            seen = scope.limit(select(Approval.id), Approval)
            return self.approval in {*session.scalars(seen)}


def _town(sessions: Sessions, *, quota: bool = False) -> Town:
    with transaction(sessions) as session:
        city = make.organization(session)
        named = {
            "city": city,
            **{
                one: make.organization(session, city, name_zh=one, name_en=one)
                for one in ("parks", "roads", "water", "schools")
            },
        }
        named["wells"] = make.organization(session, named["water"], kind="unit", name_zh="井队")
        people = {
            name: make.user(session, place, roles=["subscriber"]) for name, place in named.items()
        }
        people["parks_too"] = make.user(session, named["parks"], roles=["subscriber"])
        people["dispatcher"] = make.user(session, named["roads"], roles=["dispatcher"])
        people |= {role: make.user(session, city, roles=[role]) for role in ("system", "security")}
        scope = make.scope_of(people["parks"], "subscription.create")
        asked = service.request(
            session, scope, named["parks"], named["parks"].id, TITLE, "防汛", ManualClock(),
            voters=VOTERS if quota else (), owners=[named["roads"].id, named["wells"].id],
        )  # fmt: skip
        places = {name: place.id for name, place in named.items()}
        return Town(sessions, asked.id, places, {name: one.id for name, one in people.items()})


@pytest.fixture
def town(sessions: Sessions) -> Town:
    return _town(sessions)


@pytest.mark.parametrize("order", [("roads", "wells"), ("wells", "roads")])
def test_every_owner_has_to_agree_in_any_order(town: Town, order: tuple[str, str]) -> None:
    town.vote(order[0])
    assert (town.state, town.decided) == ("waiting", [])
    town.vote(order[1])
    assert (town.state, town.decided) == ("approved", [True])
    with pytest.raises(AlreadyDecided):
        town.vote(order[0])


def test_one_owners_no_rejects(town: Town) -> None:
    town.vote("roads")
    town.vote("wells", "reject")
    assert (town.state, town.decided) == ("rejected", [False])


def test_an_owner_speaks_once(town: Town) -> None:
    town.vote("roads")
    with pytest.raises(AlreadyVoted):
        town.vote("roads")


def test_who_stands_above_speaks_for_those_below_that_have_not(
    town: Town, sessions: Sessions
) -> None:
    town.vote("water")
    assert town.state == "waiting"
    with pytest.raises(AlreadyVoted):
        town.vote("wells")
    town.vote("city")
    assert town.state == "approved"
    with transaction(sessions) as session:
        said = {one.organization_id: one.user_id for one in session.scalars(select(Vote))}
    assert said == {
        town.places["wells"]: town.people["water"],
        town.places["roads"]: town.people["city"],
    }


def test_one_vote_from_above_is_enough_for_all(town: Town) -> None:
    town.vote("city")
    assert (town.state, town.decided) == ("approved", [True])


def test_only_those_asked_and_who_asks_see_it(town: Town) -> None:
    seen = {name for name in town.people if town.sees(name)}
    assert seen == {"parks", "parks_too", "roads", "wells", "water", "city", "system", "security"}


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("parks", OwnRequest),
        ("parks_too", NotAsked),
        ("schools", NotFound),
        ("system", NotAsked),
        ("dispatcher", NotFound),
    ],
)
def test_nobody_else_speaks(town: Town, who: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        town.vote(who)
    assert town.state == "waiting"


def test_over_a_quota_owners_and_administrators_have_to_agree(sessions: Sessions) -> None:
    town = _town(sessions, quota=True)
    for who in ("roads", "security", "wells"):
        town.vote(who)
        assert town.state == "waiting"
    town.vote("system")
    assert (town.state, town.decided) == ("approved", [True])


def test_both_sides_find_it_on_their_trail(town: Town, sessions: Sessions) -> None:
    town.vote("roads")
    with transaction(sessions) as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        told = {(one.owner_id, one.action, one.reason) for one in lines if one.reason}
        heard = {*session.scalars(select(Change.owner_id).filter_by(object_id=town.approval))}
    assert told == {
        (town.places["parks"], "approval.request", "防汛"),
        (town.places["parks"], "approval.vote", "无碍"),
        (town.places["roads"], "approval.consent", "无碍"),
    }
    assert heard == {town.places[one] for one in ("parks", "roads", "wells")}


def test_who_is_asked_no_more_is_not_waited_for(town: Town) -> None:
    town.ask("roads", "wells")
    assert town.sees("wells")
    town.ask("roads")
    assert (town.state, town.sees("wells")) == ("waiting", False)
    town.vote("roads")
    assert town.state == "approved"


def test_it_is_approved_at_once_where_nobody_is_missing_any_more(town: Town) -> None:
    town.vote("roads")
    town.ask("roads")
    assert (town.state, town.decided) == ("approved", [True])


def test_who_is_asked_later_is_waited_for_and_what_was_said_stays(town: Town) -> None:
    town.vote("roads")
    town.ask("schools", "wells")
    town.vote("wells")
    assert town.state == "waiting"
    town.vote("schools")
    assert town.state == "approved"


def test_two_owners_at_once_are_counted_one_after_the_other(town: Town) -> None:
    together = Barrier(2)

    def vote(who: str) -> None:
        together.wait()
        town.vote(who)

    with ThreadPoolExecutor(2) as pool:
        [*pool.map(vote, ("roads", "wells"))]
    assert (town.state, town.decided) == ("approved", [True])


def test_an_owner_and_who_stands_above_at_once_speak_once(town: Town) -> None:
    together = Barrier(2)

    def vote(who: str) -> str:
        together.wait()
        try:
            town.vote(who)
        except AlreadyVoted:
            return "voted"
        return "counted"

    with ThreadPoolExecutor(2) as pool:
        ends = [*pool.map(vote, ("wells", "water"))]
    assert sorted(ends) == ["counted", "voted"]
    assert town.state == "waiting"


def test_everybody_of_the_owner_may_be_asked_again_after_a_rejection(
    town: Town, sessions: Sessions
) -> None:
    town.vote("roads", "reject")
    with transaction(sessions) as session:
        parks = session.get_one(Organization, town.places["parks"])
        scope = make.scope_of(session.get_one(User, town.people["parks"]), "subscription.create")
        owners = [town.places["roads"]]
        again = service.request(
            session, scope, parks, parks.id, TITLE, "已说明用途", ManualClock(),
            voters=(), owners=owners,
        )  # fmt: skip
        assert again.state == "waiting"
        [voice] = service.voices_of(session, again)
        assert (voice.role, voice.vote) == (Role.SUBSCRIBER, None)
