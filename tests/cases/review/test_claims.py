"""Claims: two people are never at one event, and a lease that is over frees it by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from cases.events.filters import Filter
from cases.events.rank import HEAD_START, SURE, rank_at
from cases.review.errors import (
    AlreadyClaimed,
    AnotherPerson,
    ClaimLapsed,
    NothingWanted,
    NotYourClaim,
    TooManyClaims,
)
from cases.review.model import Claim
from core.database.engine import Sessions
from core.errors import NotFound
from tests.cases import samples
from tests.cases.conftest import NewEvent, People
from tests.cases.review.desks import Desk, at_once
from tests.cases.seen import Sees


def test_the_next_event_is_the_most_severe_then_the_oldest_then_the_surest(
    desk: Desk, people: People, sees: Sees
) -> None:
    sure = sees(60, severity="minor", score=0.99)
    doubtful = sees(60, severity="minor", score=0.3)
    old = sees(-2 * 3600, severity="minor", score=0.5)
    major, critical = sees(120, severity="major"), sees(180, severity="critical")
    wanted = [critical, major, old, sure, doubtful]
    assert desk.next(people.dispatcher, 9) == [one.id for one in wanted]


@given(
    st.sampled_from([*HEAD_START]), st.floats(0, 1), st.integers(0, 10**7), st.integers(1, 10**6)
)
def test_rank_grows_with_age_and_confidence_and_never_beyond_a_severity_s_head_start(
    severity: str, score: float, at_s: int, later_s: int
) -> None:
    here = rank_at(severity, score, samples.at(at_s))
    assert here < rank_at(severity, score, samples.at(at_s + later_s))
    assert (
        rank_at(severity, 1.0, samples.at(at_s)) <= here <= rank_at(severity, 0, samples.at(at_s))
    )
    assert samples.at(at_s) - here <= HEAD_START[severity] + SURE


def test_what_somebody_is_at_is_nobody_else_s(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    first, second = new_event(), new_event()
    taken = desk.next(people.dispatcher)
    (other,) = desk.next(people.colleague, 9)
    assert {*taken, other} == {first.id, second.id}
    with pytest.raises(AlreadyClaimed) as refused:
        desk.claim(people.colleague, first if first.id in taken else second)
    assert "李雷" in refused.value.message("zh")
    with pytest.raises(AlreadyClaimed):
        desk.give(people.colleague, first if first.id in taken else second, "confirm")


def test_a_lease_that_is_over_frees_its_event_whether_or_not_anybody_swept(
    desk: Desk, people: People, event: object, sessions: Sessions
) -> None:
    (taken,) = desk.next(people.dispatcher)
    desk.clock.advance(desk.settings.claim_lease_s - 1)
    assert desk.next(people.colleague) == []
    desk.clock.advance(1)
    assert desk.next(people.colleague) == [taken]
    with sessions() as session:
        found = session.scalars(select(Claim).order_by(Claim.at)).all()
        assert [(one.user_id, one.ending) for one in found] == [
            (people.dispatcher.id, "lapsed"),
            (people.colleague.id, None),
        ]


def test_a_sweep_ends_what_is_over_and_only_that(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    old = desk.claim(people.dispatcher, new_event())
    desk.clock.advance(60)
    desk.claim(people.dispatcher, new_event())
    desk.clock.advance(60)
    assert (desk.lapse(), desk.lapse()) == (1, 0)
    with pytest.raises(ClaimLapsed):
        desk.release(people.dispatcher, old)


def test_who_says_he_is_still_at_it_keeps_it(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    event, other = new_event(), new_event()
    kept, lost = desk.claim(people.dispatcher, event), desk.claim(people.dispatcher, other)
    desk.clock.advance(100)
    assert desk.renew(people.dispatcher, kept) == ([kept.id], [])
    desk.clock.advance(100)
    assert desk.renew(people.dispatcher, kept, lost) == ([kept.id], [lost.id])
    assert desk.next(people.colleague, 9) == [other.id]
    with pytest.raises(NotYourClaim):
        desk.renew(people.colleague, kept)
    with pytest.raises(NotFound):
        desk.renew(people.stranger, kept)


def test_claiming_what_one_holds_renews_it(desk: Desk, people: People, new_event: NewEvent) -> None:
    event = new_event()
    first = desk.claim(people.dispatcher, event)
    desk.clock.advance(100)
    again = desk.claim(people.dispatcher, event)
    assert (again.id, (again.until - first.until).total_seconds()) == (first.id, 100)
    assert desk.count(Claim) == 1


def test_a_released_event_is_the_next_one_s(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    event = new_event()
    claim = desk.claim(people.dispatcher, event)
    with pytest.raises(NotYourClaim):
        desk.release(people.colleague, claim)
    desk.release(people.dispatcher, claim)
    assert desk.next(people.colleague) == [event.id]


def test_only_what_wants_something_of_the_caller_can_be_claimed(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    judged, doubted = new_event(), new_event()
    desk.give(people.dispatcher, judged, "confirm")
    desk.give(people.dispatcher, doubted, "uncertain")
    with pytest.raises(NothingWanted):
        desk.claim(people.colleague, judged)
    with pytest.raises(AnotherPerson):
        desk.claim(people.dispatcher, doubted)
    with pytest.raises(NotFound):
        desk.claim(people.stranger, new_event())
    assert doubted.id not in desk.next(people.dispatcher, 9)
    assert desk.next(people.stranger, 9) == []


def test_one_person_holds_at_most_so_many(desk: Desk, people: People, new_event: NewEvent) -> None:
    new_event()
    with pytest.raises(TooManyClaims):
        desk.next(people.dispatcher, 51)


def test_a_part_of_the_queue_can_be_asked_for(desk: Desk, people: People, sees: Sees) -> None:
    water, _ = sees(event_type="water.logging", severity="minor"), sees()
    assert desk.next(people.dispatcher, 9, Filter(event_type="water.logging")) == [water.id]
    assert desk.next(people.dispatcher, 9, Filter(severity="minor")) == []


def test_of_two_who_reach_for_the_last_event_one_gets_it(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    for _ in range(5):
        event = new_event()
        outcomes = at_once(
            lambda: desk.claim(people.dispatcher, event),  # noqa: B023
            lambda: desk.claim(people.colleague, event),  # noqa: B023
        )
        assert sorted(outcomes) == ["AlreadyClaimed", "Claim"]
        desk.clock.advance(
            desk.settings.claim_lease_s
        )  # and again, where a lapsed claim is in the way
        outcomes = at_once(
            lambda: desk.claim(people.dispatcher, event),  # noqa: B023
            lambda: desk.claim(people.colleague, event),  # noqa: B023
        )
        assert sorted(outcomes) == ["AlreadyClaimed", "Claim"]


def test_every_claim_is_on_the_trail_for_it_is_the_reason_to_look(
    desk: Desk, people: People, new_event: NewEvent, sessions: Sessions
) -> None:
    event = new_event()
    claim = desk.claim(people.dispatcher, event)
    desk.release(people.dispatcher, claim)
    with sessions() as session:
        found = select(AuditEntry).where(AuditEntry.action.in_(["event.claim", "event.release"]))
        lines = session.scalars(found.order_by(AuditEntry.id)).all()
    assert [(one.action, one.object_id, one.user_id) for one in lines] == [
        ("event.claim", event.id, people.dispatcher.id),
        ("event.release", claim.id, people.dispatcher.id),
    ]
