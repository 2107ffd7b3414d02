"""Escalation: too long for what it is, and nobody at it."""

from cases.events.filters import Filter
from cases.review import desk as glance
from core.database.engine import Sessions
from tests.cases import samples
from tests.cases.conftest import People, changes_of, scope_of
from tests.cases.review.desks import Desk
from tests.cases.seen import Sees


def test_what_waits_too_long_with_nobody_at_it_is_escalated_once(
    desk: Desk, people: People, sees: Sees, sessions: Sessions
) -> None:
    desk.clock.at = samples.START
    critical, held = sees(0), sees(0)
    major = sees(0, severity="major")
    judged = sees(0)
    desk.give(people.colleague, judged, "confirm")
    desk.clock.advance(desk.settings.escalate_critical_s + 1)
    desk.claim(people.dispatcher, held)
    assert (desk.escalate(), desk.escalate()) == (1, 0)
    assert desk.event(critical).escalated_at == desk.clock.now()
    desk.clock.advance(desk.settings.escalate_major_s)
    assert desk.escalate() == 2  # the other one's lease is over by now, too
    assert desk.event(major).escalated_at == desk.event(held).escalated_at == desk.clock.now()
    with sessions() as session:
        counts = glance.counts(
            session, scope_of(session, people.dispatcher, "event.claim"), desk.clock.now()
        )
        told = [one.object_id for one in changes_of(session)][-2:]
    assert (counts.escalated, counts.verdicts, counts.mine) == (3, 3, 0)
    assert counts.oldest_at == samples.START
    assert {*told} == {major.id, held.id}
    assert critical.id in desk.next(people.dispatcher, 9, Filter(escalated=True))
