"""The routes of cases, as a browser and an administrator see them."""

from sqlalchemy import select

from cases.events.model import Event
from cases.lifecycle.model import Case
from cases.outbox.model import Delivery
from cases.outbox.service import deliver_due
from cases.review.reasons import REJECT_REASONS
from cases.review.service import settle
from cases.review.view import verdicts_of
from cases.sinks.post import open_client
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.secrets import Keyring
from core.settings import Settings
from tests.cases.conftest import Browser, NewReceiver, People, changes_of


def test_a_verdict_its_undoing_and_the_second_verdict(
    signed_in: Browser,
    people: People,
    event: Event,
    sessions: Sessions,
    settings: Settings,
    clock: ManualClock,
) -> None:
    dispatcher, colleague = signed_in(people.dispatcher), signed_in(people.colleague)
    path = f"/events/{event.id}/verdicts"
    first = dispatcher.post(path, json={"verdict": "confirm", "reason": None, "note": None})
    assert first.status_code == 201
    assert (first.json()["by"], first.json()["undone_at"]) == ("李雷", None)
    late = colleague.post(path, json={"verdict": "reject", "reason": "other"})
    assert (late.status_code, late.json()["code"]) == (409, "already_judged")
    assert "李雷" in late.json()["detail"]
    one = f"{path}/{first.json()['id']}"
    assert colleague.delete(one).status_code == 403
    assert dispatcher.delete(one).status_code == 204
    assert dispatcher.delete(one).json()["code"] == "verdict_already_undone"
    other = {"verdict": "reject", "reason": "other", "note": "灯笼"}
    held = colleague.post(path, json=other)  # it is its author's to judge again
    assert (held.status_code, held.json()["code"]) == (409, "already_claimed")
    clock.advance(settings.claim_lease_s)
    again = colleague.post(path, json=other)
    assert again.status_code == 201
    with sessions() as session:
        (views,) = verdicts_of(session, [event.id]).values()
    assert [view.by for view in views] == ["韩梅梅", "李雷"]
    assert (views[0].verdict, views[0].reason, views[0].note) == ("reject", "other", "灯笼")
    assert [view.undone_at is None for view in views] == [True, False]


def test_a_verdict_repeated_with_its_idempotency_key_is_given_once(
    signed_in: Browser, people: People, event: Event
) -> None:
    dispatcher = signed_in(people.dispatcher)
    key = {"idempotency-key": "k1"}
    path = f"/events/{event.id}/verdicts"
    answers = [dispatcher.post(path, json={"verdict": "confirm"}, headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]


def test_who_may_not_judge_or_see_is_kept_out(
    signed_in: Browser, people: People, event: Event
) -> None:
    path, confirm = f"/events/{event.id}/verdicts", {"verdict": "confirm"}
    assert signed_in(people.viewer).post(path, json=confirm).status_code == 403
    assert signed_in(people.stranger).post(path, json=confirm).status_code == 404
    dispatcher = signed_in(people.dispatcher)
    assert dispatcher.post(path, json={"verdict": "maybe"}).status_code == 422
    assert dispatcher.post(path, json={"verdict": "reject"}).json()["code"] == "reason_unknown"
    too_long = confirm | {"note": "长" * 3000}
    assert dispatcher.post(path, json=too_long).status_code == 422


def test_the_reasons_come_in_the_order_of_their_digits_in_both_languages(
    signed_in: Browser, people: People
) -> None:
    reasons = signed_in(people.dispatcher).get("/reject-reasons").json()
    assert [one["code"] for one in reasons] == list(REJECT_REASONS)
    assert len(reasons) <= 9
    assert reasons[0]["zh"] == "灯光、反光或倒影"


def test_a_sink_shows_its_secret_once_and_changes_only_with_its_tag(
    signed_in: Browser, people: People
) -> None:
    system = signed_in(people.system)
    made = system.post("/sinks", json={"name": "市级平台", "url": "http://10.0.0.9/in"})
    assert made.status_code == 201
    sink = made.json()
    assert sink["secret"].startswith("whsec_")
    listed = system.get("/sinks").json()
    assert (listed["count"], "secret" in listed["items"][0]) == (1, False)
    path = f"/sinks/{sink['id']}"
    assert system.patch(path, json={"enabled": False}).status_code == 428
    tag = {"if-match": made.headers["etag"]}
    changed = system.patch(path, json={"enabled": False}, headers=tag)
    assert (changed.status_code, changed.json()["enabled"]) == (200, False)
    assert system.patch(path, json={"name": "x"}, headers=tag).status_code == 412
    assert system.delete(path).status_code == 204
    assert system.delete(path).status_code == 404
    assert system.get("/sinks").json()["count"] == 0


def test_only_the_system_administrator_touches_sinks_and_a_bad_address_is_refused(
    signed_in: Browser, people: People
) -> None:
    new = {"name": "市级平台", "url": "http://10.0.0.9/in"}
    assert signed_in(people.dispatcher).post("/sinks", json=new).status_code == 403
    assert signed_in(people.dispatcher).get("/sinks").status_code == 403
    system = signed_in(people.system)
    refused = system.post("/sinks", json=new | {"url": "ftp://host/"})
    assert (refused.status_code, refused.json()["code"]) == (400, "sink_url_refused")
    assert system.post("/sinks", json=new | {"kind": "smoke signals"}).status_code == 422
    assert system.post("/sinks", json=new | {"owner": "me"}).status_code == 422


def test_from_verdict_to_delivered_message_with_a_feed_row_at_every_step(
    signed_in: Browser,
    people: People,
    event: Event,
    sessions: Sessions,
    clock: ManualClock,
    settings: Settings,
    keyring: Keyring,
    new_receiver: NewReceiver,
) -> None:
    receiver = new_receiver()
    system, dispatcher = signed_in(people.system), signed_in(people.dispatcher)
    new = {
        "name": "市级平台",
        "url": receiver.url,
        "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    }
    assert system.post("/sinks", json=new).status_code == 201
    dispatcher.post(f"/events/{event.id}/verdicts", json={"verdict": "confirm"})
    clock.advance(5)
    with transaction(sessions) as session:
        assert settle(session, clock.now(), settings) == 1
    with open_client(settings) as http:
        assert deliver_due(sessions, clock, http, keyring, settings) == 1
    with sessions() as session:
        case = session.scalars(select(Case)).one()
        row = session.scalars(select(Delivery)).one()
        topics = [one.topic for one in changes_of(session)]
    assert (row.case_id, row.state, row.attempts) == (case.id, "delivered", 1)
    assert topics == ["event", "event", "delivery", "case", "event", "delivery"]
    assert receiver.taken[0]["subject"] == case.number
    retry = dispatcher.post(f"/deliveries/{row.id}/retry")
    assert (retry.status_code, retry.json()["code"]) == (409, "already_delivered")


def test_removing_a_sink_ends_what_was_under_way_to_it(
    signed_in: Browser,
    people: People,
    event: Event,
    sessions: Sessions,
    clock: ManualClock,
    settings: Settings,
) -> None:
    system, dispatcher = signed_in(people.system), signed_in(people.dispatcher)
    sink = system.post("/sinks", json={"name": "旧平台", "url": "http://127.0.0.1:1/"}).json()
    dispatcher.post(f"/events/{event.id}/verdicts", json={"verdict": "confirm"})
    clock.advance(5)
    with transaction(sessions) as session:
        settle(session, clock.now(), settings)
    assert system.delete(f"/sinks/{sink['id']}").status_code == 204
    with sessions() as session:
        row = session.scalars(select(Delivery)).one()
    assert (row.state, row.last_error) == ("dead", "sink_removed")
