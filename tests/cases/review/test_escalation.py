"""Escalation: too long for what it is, and nobody at it."""

import json

from cases.events.filters import Filter
from cases.review import desk as glance
from core.database.engine import Sessions
from tests.cases import samples
from tests.cases.conftest import Browser, NewReceiver, People, changes_of, scope_of
from tests.cases.posting import Post
from tests.cases.review.desks import Desk
from tests.cases.seen import Sees
from tests.cases.sinks.door import Door, Reply


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


def test_people_and_who_asked_for_it_are_told_once_of_what_waits_too_long(
    desk: Desk, sees: Sees, post: Post, there: Door, new_receiver: NewReceiver
) -> None:
    there.answering = lambda _request: Reply(body=b'{"errcode":0}')
    robot = post.sink(kind="wecom", secret=f"{there.url}/robot/send?access_token=T0ken")
    listening = new_receiver()
    asked = post.sink(listening.url, options={"escalations": True})
    post.sink(f"{there.url}/cases")
    post.sink(
        f"{there.url}/quiet", kind="wecom", secret=f"{there.url}/q", options={"escalations": False}
    )
    post.sink(f"{there.url}/open311", kind="open311")
    late = sees(0)
    assert (desk.escalate(), desk.escalate()) == (1, 0)
    assert {(row.sink_id, row.event_id, row.case_id) for row in post.rows()} == {
        (robot.id, late.id, None),
        (asked.id, late.id, None),
    }
    assert post.deliver() == 2
    (taken,) = listening.taken
    assert (taken["type"], taken["subject"]) == ("algomart.event.escalated.v1", str(late.id))
    waited_s = round((desk.clock.now() - late.opened_at).total_seconds())
    assert taken["data"]["waited_s"] == waited_s
    assert taken["data"]["event"]["page"].endswith(f"/events/{late.id}")
    (body,) = there.bodies()
    said = json.loads(body)["markdown"]["content"]
    assert "事件超时未认领 1 条" in said
    assert f"[紧急] 烟火 人民路东口 人民路 12 号 已等待 {waited_s // 60} 分钟无人认领" in said


def test_a_message_about_an_event_stands_in_the_log_and_behind_no_other(
    desk: Desk, sees: Sees, post: Post, there: Door, people: People, signed_in: Browser
) -> None:
    there.answering = lambda _request: Reply(status=400)
    post.sink(f"{there.url}/asked", options={"escalations": True})
    one, other = sees(0), sees(0)
    desk.escalate()
    assert post.deliver() == 2  # the first one's refusal holds the second one up in nothing
    rows = signed_in(people.system).get("/deliveries").json()["items"]
    told = {(row["event_id"], row["case_id"], row["case_number"]) for row in rows}
    assert told == {(str(event.id), None, None) for event in (one, other)}
    assert {row["message_type"] for row in rows} == {"algomart.event.escalated.v1"}
