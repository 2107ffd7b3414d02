"""One incident, several cameras: one case with several evidences, parted again by hand."""

import pytest
from sqlalchemy import select, update

from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from cases.dictionaries.model import MatterMapping
from cases.dictionaries.service import matter_of
from cases.events.model import Event
from cases.incidents import service
from cases.incidents.errors import NotTogether, OpensTheCase
from cases.lifecycle.model import Case, CaseEvent, CaseStep
from core.database.engine import Sessions, transaction
from tests.cases.conftest import NewReceiver, People, scope_of
from tests.cases.posting import Post
from tests.cases.review.desks import Desk, at_once
from tests.cases.seen import Sees


class Street:
    """What happens on it, and how it hangs together."""

    def __init__(self, desk: Desk, sessions: Sessions) -> None:
        self.desk, self._sessions = desk, sessions

    def incidents(self, *events: Event) -> list[int]:
        """Return for each event the place among them of the first one of its incident."""
        self.desk.link()
        ids = [one.id for one in events]
        found = [self.desk.event(one).incident_id for one in events]
        return [ids.index(one) for one in found if one is not None]

    def split(self, people: People, event: Event) -> None:
        with transaction(self._sessions) as session:
            service.split(
                session,
                scope_of(session, people.dispatcher, "event.split"),
                event.id,
                "另一处火情",
                self.desk.settings,
                self.desk.clock,
            )

    def cases(self) -> dict[Case, set[object]]:
        with self._sessions() as session:
            joined = select(Case, CaseEvent.event_id).join(CaseEvent)
            found: dict[Case, set[object]] = {}
            for case, event_id in session.execute(joined.order_by(Case.filed_at, Case.id)):
                found.setdefault(case, set()).add(event_id)
            return found

    def states(self) -> list[str]:
        """Return where the cases stand, in the order in which they were filed."""
        with self._sessions() as session:
            return [*session.scalars(select(Case.state).order_by(Case.filed_at, Case.id))]

    def close(self) -> None:
        with transaction(self._sessions) as session:
            session.execute(update(Case).values(state="closed", amber_at=None, due_at=None))

    def told(self, case: Case) -> tuple[str, object, object, str | None]:
        """Return the last line of the trail about a case: action, states, and why."""
        with self._sessions() as session:
            found = select(AuditEntry).filter_by(object_id=case.id)
            last = session.scalars(found.order_by(AuditEntry.id.desc()).limit(1)).one()
            before, after = last.before or {}, last.after or {}
            return last.action, before.get("state"), after.get("state"), last.reason

    def steps(self, case: Case) -> list[str]:
        with self._sessions() as session:
            found = select(CaseStep.action).filter_by(case_id=case.id).order_by(CaseStep.sequence)
            return [*session.scalars(found)]


@pytest.fixture
def street(desk: Desk, sessions: Sessions) -> Street:
    return Street(desk, sessions)


def test_near_in_place_and_time_and_of_one_family_is_one_incident(
    street: Street, sees: Sees
) -> None:
    first = sees(0)
    same = [sees(60, elsewhere=True, metres=80), sees(120, elsewhere=True, event_type="fire.flame")]
    other = [
        sees(61, elsewhere=True, metres=150),
        sees(60, event_type="water.logging"),
        sees(700, metres=0),
        sees(60, elsewhere=True, metres=None),
    ]
    assert street.incidents(first, *same, *other) == [0, 0, 0, 3, 4, 5, 6]


def test_the_same_camera_is_the_same_place_wherever_it_stands(street: Street, sees: Sees) -> None:
    assert street.incidents(sees(0, metres=None), sees(30, metres=None)) == [0, 0]


def test_an_incident_does_not_creep_along_the_street(street: Street, sees: Sees) -> None:
    along = [sees(10.0 * n, elsewhere=True, metres=80.0 * n) for n in range(4)]
    assert street.incidents(*along) == [0, 0, 2, 2]


def test_what_goes_on_is_near_in_time_however_long_ago_it_began(
    street: Street, sees: Sees, sessions: Sessions
) -> None:
    long_ago = sees(0)
    street.desk.link()
    with transaction(sessions) as session:
        late = update(Event).where(Event.id == long_ago.id)
        session.execute(late.values(updated_at=long_ago.opened_at.replace(hour=20)))
    assert street.incidents(long_ago, sees(12 * 3600)) == [0, 0]


def test_another_owner_s_event_is_another_incident(
    street: Street, sees: Sees, city: Organization
) -> None:
    assert street.incidents(sees(0), sees(10, owner=city)) == [0, 1]


def test_a_matter_says_how_far_its_incidents_reach(
    street: Street, sees: Sees, sessions: Sessions, department: Organization
) -> None:
    with transaction(sessions) as session:
        assert matter_of(session, department.id, "fire.smoke") is not None
        wide = update(MatterMapping).where(MatterMapping.event_type == "fire")
        session.execute(wide.values(together_m=500, together_s=60))
    far = sees(0), sees(30, elsewhere=True, metres=400), sees(90, elsewhere=True)
    assert street.incidents(*far) == [0, 0, 2]


def test_the_second_confirmation_joins_the_case_of_the_first(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    first, second = sees(0), sees(30, elsewhere=True)
    desk.settled(people.dispatcher, second, "confirm")
    desk.settled(people.colleague, first, "confirm")
    ((case, events),) = street.cases().items()
    assert (case.event_id, events) == (second.id, {first.id, second.id})
    assert street.steps(case) == ["file", "join"]


def test_those_who_confirm_at_once_file_one_case(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    events = [sees(10.0 * n, elsewhere=True) for n in range(4)]
    desk.link()
    for one in events:
        desk.give(people.dispatcher, one, "confirm")
    desk.clock.advance(5)
    at_once(desk.settle, desk.settle, desk.settle)
    desk.settle()
    ((_, joined),) = street.cases().items()
    assert joined == {one.id for one in events}


def test_an_event_taken_out_before_it_is_confirmed_gets_a_case_of_its_own(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    first, second, third = (sees(10.0 * n, elsewhere=True) for n in range(3))
    assert street.incidents(first, second, third) == [0, 0, 0]
    street.split(people, first)
    assert street.incidents(first, second, third) == [0, 1, 1]
    for one in (first, second, third):
        desk.settled(people.dispatcher, one, "confirm")
    assert [*street.cases().values()] == [{first.id}, {second.id, third.id}]
    with pytest.raises(NotTogether):
        street.split(people, first)


def test_an_event_taken_out_of_a_case_gets_one_and_the_case_s_own_cannot_go(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    first, second = sees(0), sees(30, elsewhere=True)
    for one in (first, second):
        desk.settled(people.dispatcher, one, "confirm")
    with pytest.raises(OpensTheCase):
        street.split(people, first)
    street.split(people, second)
    (old, left), (new, moved) = street.cases().items()
    assert (left, moved) == ({first.id}, {second.id})
    assert (street.steps(old), street.steps(new)) == (["file", "join", "leave"], ["file"])
    assert old.number != new.number


def test_correcting_the_only_confirmation_voids_its_case_with_the_reason(
    street: Street, desk: Desk, sees: Sees, people: People, post: Post, new_receiver: NewReceiver
) -> None:
    receiver = new_receiver()
    post.sink(receiver.url)
    event = sees(0)
    wrong = desk.settled(people.dispatcher, event, "confirm")
    desk.corrected(people.colleague, event, "reject", "reflection", corrects=wrong, note="只是反光")
    ((case, joined),) = street.cases().items()
    assert (case.state, joined) == ("void", {event.id})
    assert street.steps(case) == ["file", "void"]
    assert street.told(case) == ("case.void", "filed", "void", "只是反光")
    post.deliver()
    post.deliver()
    assert [one["type"].split(".")[2] for one in receiver.taken] == ["filed", "void"]
    assert receiver.taken[1]["data"]["step"]["note"] == "只是反光"


def test_an_undone_correction_voids_nothing(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    event = sees(0)
    right = desk.settled(people.dispatcher, event, "confirm")
    slip = desk.give(people.colleague, event, "reject", "other", corrects=right, note="手误")
    desk.undo(people.colleague, event, slip)
    desk.clock.advance(5)
    desk.settle()
    assert [case.state for case in street.cases()] == ["filed"]


def test_what_is_confirmed_again_gets_a_case_of_its_own_and_the_void_one_stays_void(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    event = sees(0)
    first = desk.settled(people.dispatcher, event, "confirm")
    second = desk.corrected(people.colleague, event, "reject", "other", corrects=first, note="误报")
    desk.corrected(people.dispatcher, event, "confirm", corrects=second, note="确有明火")
    assert street.states() == ["void", "filed"]
    ((case, joined),) = street.cases().items()
    assert (case.state, case.event_id, joined) == ("filed", event.id, {event.id})


def test_a_case_that_others_confirmed_goes_on_without_the_corrected_event(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    events = [sees(10.0 * n, elsewhere=n > 0) for n in range(3)]
    verdicts = [desk.settled(people.dispatcher, one, "confirm") for one in events]
    desk.corrected(
        people.colleague, events[0], "reject", "other", corrects=verdicts[0], note="误报"
    )
    ((case, joined),) = street.cases().items()
    assert (case.state, case.event_id) == ("filed", events[1].id)
    assert joined == {events[1].id, events[2].id}
    for event, verdict in zip(events[1:], verdicts[1:], strict=True):
        desk.corrected(people.colleague, event, "reject", "other", corrects=verdict, note="误报")
    ((case, joined),) = street.cases().items()
    assert (case.state, joined) == ("void", {events[2].id})
    assert street.steps(case) == ["file", "join", "join", "leave", "leave", "void"]


def test_a_closed_case_is_closed_whatever_is_corrected_after_it(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    event = sees(0)
    confirmed = desk.settled(people.dispatcher, event, "confirm")
    street.close()
    desk.corrected(people.colleague, event, "reject", "other", corrects=confirmed, note="误报")
    ((case, joined),) = street.cases().items()
    assert (case.state, joined, desk.review(event)) == ("closed", {event.id}, "rejected")


def test_a_confirmation_corrected_into_a_duplicate_leaves_one_case(
    street: Street, desk: Desk, sees: Sees, people: People
) -> None:
    original, double = sees(0), sees(30, elsewhere=True, metres=400)
    desk.settled(people.dispatcher, original, "confirm")
    twice = desk.settled(people.dispatcher, double, "confirm")
    desk.corrected(
        people.colleague, double, "duplicate", corrects=twice, note="同一处", duplicate_of=original
    )
    assert street.states() == ["filed", "void"]
    assert street.incidents(original, double) == [0, 0]
