"""Verdicts: one counts, its author has a while to take it back, then it takes effect once."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.users.model import User
from cases.events.model import Event
from cases.lifecycle.model import Case, CaseEvent
from cases.review import service
from cases.review.errors import (
    AlreadyClaimed,
    AlreadyJudged,
    NotYourVerdict,
    ReasonUnknown,
    TooLateToUndo,
    VerdictAlreadyUndone,
)
from cases.review.model import Verdict
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.errors import NotFound
from core.settings import Settings
from tests.cases.conftest import NewEvent, People, scope_of
from tests.cases.review.desks import Desk, at_once


def test_a_confirmation_shows_at_once_and_files_its_case_only_after_the_time_for_undoing(
    desk: Desk, event: Event, people: People
) -> None:
    desk.give(people.dispatcher, event, "confirm")
    assert desk.review(event) == "confirmed"
    desk.clock.advance(4.9)
    assert (desk.settle(), desk.count(Case)) == (0, 0)
    desk.clock.advance(0.1)
    assert (desk.settle(), desk.count(Case)) == (1, 1)
    assert (desk.settle(), desk.count(Case)) == (0, 1)


def test_a_rejection_files_nothing(desk: Desk, event: Event, people: People) -> None:
    desk.give(people.dispatcher, event, "reject", "sun_glare")
    desk.clock.advance(5)
    assert (desk.settle(), desk.count(Case), desk.review(event)) == (1, 0, "rejected")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("reject", None), ("reject", "because"), ("confirm", "sun_glare")],
)
def test_a_rejection_needs_a_known_reason_and_a_confirmation_none(
    desk: Desk, event: Event, people: People, kind: service.Kind, reason: str | None
) -> None:
    with pytest.raises(ReasonUnknown, match="reflection"):
        desk.give(people.dispatcher, event, kind, reason)
    assert desk.review(event) == "waiting"


def test_the_second_dispatcher_is_told_who_was_first(
    desk: Desk, event: Event, people: People
) -> None:
    desk.give(people.dispatcher, event, "confirm")
    with pytest.raises(AlreadyJudged) as refused:
        desk.give(people.colleague, event, "reject", "sun_glare")
    assert "李雷" in refused.value.message("zh")
    assert "确认" in refused.value.message("zh")
    assert "confirmed" in refused.value.message("en")


def test_an_undone_verdict_stays_on_record_and_the_event_waits_again(
    desk: Desk, event: Event, people: People
) -> None:
    first = desk.give(people.dispatcher, event, "confirm")
    desk.undo(people.dispatcher, event, first)
    assert desk.review(event) == "waiting"
    desk.clock.advance(60)
    assert (desk.settle(), desk.count(Case)) == (0, 0)
    with pytest.raises(AlreadyClaimed):  # it is its author's again, for a lease
        desk.give(people.colleague, event, "reject", "other")
    desk.clock.advance(desk.settings.claim_lease_s)
    desk.give(people.colleague, event, "reject", "other")
    assert (desk.count(Verdict), desk.review(event)) == (2, "rejected")
    with pytest.raises(VerdictAlreadyUndone):
        desk.undo(people.dispatcher, event, first)


def test_undoing_ends_with_its_time_whether_or_not_the_verdict_is_settled_yet(
    desk: Desk, event: Event, people: People
) -> None:
    verdict = desk.give(people.dispatcher, event, "confirm")
    desk.clock.advance(5)
    for _ in range(2):
        with pytest.raises(TooLateToUndo):
            desk.undo(people.dispatcher, event, verdict)
        desk.settle()


def test_only_the_author_undoes_and_only_what_he_may_see(
    desk: Desk, event: Event, new_event: NewEvent, people: People
) -> None:
    verdict = desk.give(people.dispatcher, event, "confirm")
    with pytest.raises(NotYourVerdict):
        desk.undo(people.colleague, event, verdict)
    with pytest.raises(NotFound):
        desk.undo(people.stranger, event, verdict)
    with pytest.raises(NotFound):
        desk.undo(people.dispatcher, new_event(), verdict)
    with pytest.raises(NotFound):
        desk.give(people.stranger, new_event(), "confirm")


def test_every_verdict_and_undoing_is_in_the_trail(
    desk: Desk, sessions: Sessions, event: Event, people: People
) -> None:
    desk.undo(people.dispatcher, event, desk.give(people.dispatcher, event, "confirm"))
    with sessions() as session:
        trail = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    told = [(one.action, one.user_id) for one in trail if one.object_type == "events"]
    wanted = ["event.claim", "event.judge", "event.judge", "event.claim"]
    assert told == [(action, people.dispatcher.id) for action in wanted]
    after = [one.after for one in trail if one.action == "event.judge"]
    assert [one and one["review"] for one in after] == ["confirmed", "waiting"]


def test_of_two_dispatchers_at_once_one_gets_the_event(
    desk: Desk, event: Event, people: People
) -> None:
    outcomes = at_once(
        lambda: desk.give(people.dispatcher, event, "confirm"),
        lambda: desk.give(people.colleague, event, "reject", "other"),
    )
    assert sorted(outcomes) == ["AlreadyJudged", "UUID"]
    assert desk.count(Verdict) == 1


def test_undoing_and_settling_at_once_do_one_of_the_two(
    desk: Desk, sessions: Sessions, new_event: NewEvent, people: People, settings: Settings
) -> None:
    for _ in range(5):
        event = new_event()
        verdict = desk.give(people.dispatcher, event, "confirm")
        later = ManualClock(desk.clock.now())
        later.advance(5)
        ahead = Desk(sessions, settings, later)
        before = desk.count(CaseEvent)
        undone, _ = at_once(lambda: desk.undo(people.dispatcher, event, verdict), ahead.settle)  # noqa: B023
        if undone == "TooLateToUndo":
            assert (desk.review(event), desk.count(CaseEvent)) == ("confirmed", before + 1)
        else:
            ahead.settle()
            assert (desk.review(event), desk.count(CaseEvent)) == ("waiting", before)


def test_many_who_settle_at_once_carry_out_each_verdict_once(
    desk: Desk, new_event: NewEvent, people: People
) -> None:
    for _ in range(6):
        desk.give(people.dispatcher, new_event(), "confirm")
    desk.clock.advance(5)
    at_once(desk.settle, desk.settle, desk.settle)
    desk.settle()
    assert (desk.count(Case), desk.count(CaseEvent)) == (1, 6)  # they are one incident


def test_a_verdict_that_cannot_be_carried_out_holds_up_no_other(
    desk: Desk, sessions: Sessions, new_event: NewEvent, people: People
) -> None:
    broken, sound = new_event(), new_event()
    desk.give(people.dispatcher, broken, "confirm")
    desk.give(people.dispatcher, sound, "confirm")
    desk.clock.advance(5)
    _file_beforehand(sessions, broken, people.dispatcher)
    assert (desk.settle(), desk.count(Case)) == (1, 2)


def _file_beforehand(sessions: Sessions, event: Event, by: User) -> None:
    with transaction(sessions) as session:
        row = session.get_one(Event, event.id)
        columns = {name: getattr(row, name) for name in ("owner_id", "camera_id", "event_type")}
        columns |= {name: getattr(row, name) for name in ("title_zh", "title_en", "severity")}
        session.add(
            Case(
                number="E1",
                event_id=event.id,
                state="filed",
                place="",
                reported_at=row.opened_at,
                filed_at=row.opened_at,
                filed_by=by.id,
                **columns,
            )
        )


def test_a_failing_commit_leaves_neither_verdict_nor_review(
    desk: Desk, sessions: Sessions, event: Event, people: People, settings: Settings
) -> None:
    def fails(session: Session) -> None:
        service.give(
            session,
            scope_of(session, people.dispatcher, "event.judge"),
            event.id,
            service.Said("confirm"),
            settings=settings,
            clock=desk.clock,
        )
        raise ConnectionError

    with pytest.raises(ConnectionError), transaction(sessions) as session:
        fails(session)
    assert (desk.review(event), desk.count(Verdict)) == ("waiting", 0)
