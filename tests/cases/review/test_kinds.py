"""Verdicts beyond yes and no: doubts another person settles, duplicates, corrections, checks, look-alikes."""

import pytest
from sqlalchemy import select

from cases.events.filters import Filter
from cases.lifecycle.model import Case, CaseEvent
from cases.review import agreement, precedents
from cases.review.checks import sampled
from cases.review.errors import (
    AlreadyJudged,
    AnotherPerson,
    DuplicateOfWhat,
    NoLookalikes,
    NotCorrectable,
    TooLateToUndo,
)
from cases.review.lookalikes import overlap
from cases.review.model import Verdict
from core.clock import ManualClock
from core.database.engine import Sessions
from core.errors import NotFound
from core.ids import uuid7
from core.settings import Settings
from tests.cases.conftest import NewEvent, People, scope_of
from tests.cases.review.desks import Desk
from tests.cases.seen import Sees


@pytest.fixture
def checking(sessions: Sessions, settings: Settings, clock: ManualClock) -> Desk:
    """A desk where every decided event is checked once more."""
    return Desk(sessions, settings.model_copy(update={"check_share": 1.0}), clock)


def test_a_doubt_is_settled_by_another_person_never_the_same(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    event = new_event()
    doubt = desk.give(people.dispatcher, event, "uncertain")
    assert (desk.review(event), desk.wants(event)) == ("waiting", "opinion")
    with pytest.raises(AnotherPerson):
        desk.give(people.dispatcher, event, "confirm")
    assert desk.next(people.colleague, wanted=Filter(wants="opinion")) == [event.id]
    desk.settled(people.colleague, event, "reject", "sun_glare")
    assert (desk.review(event), desk.wants(event)) == ("rejected", None)
    assert desk.verdict(doubt).standing == "opinion"


def test_a_doubt_can_be_taken_back_until_somebody_goes_on_from_it(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    event = new_event()
    desk.undo(people.dispatcher, event, desk.give(people.dispatcher, event, "uncertain"))
    assert desk.wants(event) == "verdict"
    doubt = desk.give(people.dispatcher, event, "uncertain")
    desk.give(people.colleague, event, "confirm")
    with pytest.raises(TooLateToUndo):
        desk.undo(people.dispatcher, event, doubt)


def test_an_undone_second_opinion_is_wanted_again(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    event = new_event()
    desk.give(people.dispatcher, event, "uncertain")
    desk.undo(people.colleague, event, desk.give(people.colleague, event, "confirm"))
    assert (desk.review(event), desk.wants(event)) == ("waiting", "opinion")


def test_a_duplicate_names_another_event_that_is_none_itself(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    original, copy, third = new_event(), new_event(), new_event()
    for of in (None, copy):
        with pytest.raises(DuplicateOfWhat):
            desk.give(people.dispatcher, copy, "duplicate", duplicate_of=of)
    with pytest.raises(DuplicateOfWhat):
        desk.give(people.dispatcher, copy, "confirm", duplicate_of=original)
    desk.give(people.dispatcher, copy, "duplicate", duplicate_of=original)
    desk.clock.advance(5)
    desk.settle()
    assert (desk.review(copy), desk.count(Case)) == ("duplicate", 0)
    assert desk.event(copy).incident_id == original.id
    with pytest.raises(DuplicateOfWhat):
        desk.give(people.dispatcher, third, "duplicate", duplicate_of=copy)


def test_what_took_effect_is_corrected_in_sight_and_the_correction_can_be_undone(
    desk: Desk, people: People, new_event: NewEvent
) -> None:
    event = new_event()
    wrong = desk.give(people.dispatcher, event, "reject", "other")
    with pytest.raises(NotCorrectable):  # it can still be undone
        desk.give(people.colleague, event, "confirm", note="确有明火", corrects=wrong)
    desk.clock.advance(5)
    desk.settle()
    with pytest.raises(NotCorrectable):  # without a word why
        desk.give(people.colleague, event, "confirm", corrects=wrong)
    right = desk.give(people.colleague, event, "confirm", note="确有明火", corrects=wrong)
    assert (desk.review(event), desk.verdict(wrong).corrected_at) == (
        "confirmed",
        desk.clock.now(),
    )
    desk.undo(people.colleague, event, right)
    assert (desk.review(event), desk.verdict(wrong).corrected_at) == ("rejected", None)
    desk.give(people.colleague, event, "confirm", note="确有明火", corrects=wrong)
    desk.clock.advance(5)
    desk.settle()
    assert (desk.review(event), desk.count(Case), desk.count(Verdict)) == ("confirmed", 1, 3)
    with pytest.raises(NotCorrectable):  # it does not count any more
        desk.give(people.dispatcher, event, "confirm", note="再更正", corrects=wrong)
    with pytest.raises(NotFound):
        desk.give(people.dispatcher, new_event(), "confirm", note="?", corrects=wrong)


def test_a_check_is_another_person_s_and_changes_nothing_but_the_figures(
    checking: Desk, people: People, new_event: NewEvent, sessions: Sessions
) -> None:
    agreed, disputed = new_event(), new_event()
    for event in (agreed, disputed):
        checking.settled(people.dispatcher, event, "confirm")
        assert (checking.review(event), checking.wants(event)) == ("confirmed", "check")
    assert checking.next(people.colleague) == []  # checks come only where they are asked for
    with pytest.raises(AlreadyJudged):  # and a verdict without a claim is none
        checking.give(people.colleague, agreed, "confirm")
    checks = Filter(wants="check")
    assert checking.next(people.dispatcher, 9, checks) == []
    assert {*checking.next(people.colleague, 9, checks)} == {agreed.id, disputed.id}
    checking.settled(people.colleague, agreed, "confirm")
    checking.settled(people.colleague, disputed, "reject", "reflection")
    assert (checking.review(disputed), checking.wants(disputed)) == ("confirmed", None)
    assert checking.count(CaseEvent) == 2
    with sessions() as session:
        scope = scope_of(session, people.dispatcher, "event.judge")
        found = agreement.report(session, scope, Filter())
        nothing = agreement.report(
            session, scope_of(session, people.stranger, "event.judge"), Filter()
        )
    assert found.whole is not None
    assert (found.whole.count, found.whole.agreed, found.whole.kappa) == (2, 1, 0)
    (pair,) = found.pairs
    assert {pair.one, pair.other} == {people.dispatcher.id, people.colleague.id}
    assert nothing == agreement.Report(None, {}, {}, {})


def test_what_became_of_doubts_is_told_by_who_had_them(
    desk: Desk, people: People, new_event: NewEvent, sessions: Sessions
) -> None:
    confirmed, open_one = new_event(), new_event()
    for event in (confirmed, open_one):
        desk.give(people.dispatcher, event, "uncertain")
    desk.give(people.colleague, confirmed, "confirm")
    with sessions() as session:
        scope = scope_of(session, people.dispatcher, "event.judge")
        found = agreement.report(session, scope, Filter())
    assert found.opinions == {people.dispatcher.id: agreement.Asked(2, 1, 0)}


def test_the_sample_is_of_the_size_of_its_share(settings: Settings) -> None:
    some = settings.model_copy(update={"check_share": 0.25})
    ids = [uuid7() for _ in range(4000)]
    assert 800 < sum(sampled(one, "confirm", some) for one in ids) < 1200
    assert not any(sampled(one, "duplicate", some) for one in ids)


def test_look_alikes_are_of_one_camera_kind_place_in_the_picture_and_time(
    desk: Desk, people: People, sees: Sees
) -> None:
    pattern = sees(0)
    near = [sees(600), sees(-600, box=(0.22, 0.2, 0.5, 0.6))]
    sees(60, box=(0.7, 0.7, 0.9, 0.9))
    sees(60, event_type="water.logging")
    sees(60, elsewhere=True)
    sees(25 * 3600)
    taken = sees(120)
    desk.claim(people.colleague, taken)
    assert {*desk.alike(people.dispatcher, pattern)} == {pattern.id, *(one.id for one in near)}
    assert desk.alike(people.dispatcher, pattern)[0] == pattern.id


def test_look_alikes_go_and_come_back_together_past_those_others_are_at(
    desk: Desk, people: People, sees: Sees
) -> None:
    events = [sees(60.0 * number) for number in range(4)]
    pattern, mine, theirs, judged = events
    shown = desk.alike(people.dispatcher, pattern)
    desk.claim(people.dispatcher, mine)
    desk.claim(people.colleague, theirs)
    desk.give(people.colleague, judged, "confirm")
    batch, rejected = desk.reject_all(people.dispatcher, pattern, shown)
    assert rejected == {pattern.id, mine.id}
    assert [desk.review(one) for one in events] == ["rejected", "rejected", "waiting", "confirmed"]
    with pytest.raises(NotFound):
        desk.undo_all(people.stranger, batch)
    assert desk.undo_all(people.dispatcher, batch) == 2
    assert desk.next(people.colleague, 9) == [pattern.id, mine.id]
    with pytest.raises(NoLookalikes):
        desk.reject_all(people.dispatcher, pattern, shown)


def test_a_batch_that_took_effect_stays(desk: Desk, people: People, sees: Sees) -> None:
    pattern = sees()
    batch, _ = desk.reject_all(people.dispatcher, pattern, [pattern.id])
    desk.clock.advance(5)
    with pytest.raises(TooLateToUndo):
        desk.undo_all(people.dispatcher, batch)


def test_overlap_is_what_two_boxes_share() -> None:
    assert overlap((0, 0, 1, 1), (0, 0, 1, 1)) == 1
    assert overlap((0, 0, 0.5, 1), (0.5, 0, 1, 1)) == 0
    assert overlap((0, 0, 1, 1), (0.5, 0, 1, 1)) == 0.5
    assert overlap((0.5, 0.5, 0.5, 0.5), (0.5, 0.5, 0.5, 0.5)) == 0


def test_precedents_are_what_was_said_of_the_same_thing_at_the_same_camera(
    desk: Desk, people: People, sees: Sees, sessions: Sessions
) -> None:
    glare, fire, later = sees(0), sees(60), sees(240)
    asked = sees(120)
    for other in (sees(90, elsewhere=True), sees(90, event_type="water.logging"), later, fire):
        desk.give(people.dispatcher, other, "confirm")
    desk.give(people.dispatcher, glare, "reject", "sun_glare")
    with sessions() as session:
        found = precedents.precedents(
            session, scope_of(session, people.viewer, "event.read"), asked
        )
    assert (found.verdicts, found.reasons) == ({"confirm": 1, "reject": 1}, {"sun_glare": 1})
    assert [(one.event_id, one.verdict, one.by) for one in found.latest] == [
        (fire.id, "confirm", "李雷"),
        (glare.id, "reject", "李雷"),
    ]


def test_undone_verdicts_are_no_precedents(
    desk: Desk, people: People, sees: Sees, sessions: Sessions
) -> None:
    before, asked = sees(0), sees(60)
    desk.undo(people.dispatcher, before, desk.give(people.dispatcher, before, "confirm"))
    with sessions() as session:
        scope = scope_of(session, people.viewer, "event.read")
        assert precedents.precedents(session, scope, asked).latest == []
        assert session.scalars(select(Verdict)).all() != []
