"""Who gets an event's pictures clear, who masked, and what the trail keeps of it."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from algorithms.contract.values import Pixels
from cases.events.model import Event
from cases.events.report import Report, Source
from cases.events.service import evidence_of, report
from cases.evidence import jpeg
from cases.evidence.prepare import prepare
from cases.rules import Raise
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests.cases import samples
from tests.cases.conftest import Browser, People
from tests.cases.evidence.scenes import FIRE, likeness, street

Trail = Callable[[str], list[AuditEntry]]
SCENE = street(640, 360)


@pytest.fixture
def event(sessions: Sessions, source: Source, blobs: FolderBlobs) -> Event:
    """An event that waits, with a street around its fire."""
    title = samples.TITLE
    pictures = prepare(
        blobs,
        SCENE,
        [FIRE],
        event_type="fire.smoke",
        title=title,
        language="zh",
        taken_at=samples.START,
    )
    decision = Raise(samples.raised(source, blobs).decision.incident, (FIRE,))
    told = Report(source, samples.RULE, decision, pictures)
    with transaction(sessions) as session:
        found = report(session, told)
        assert found is not None
        return found


@pytest.fixture
def trail(sessions: Sessions) -> Trail:
    """The lines of the audit about one action."""

    def lines(action: str) -> list[AuditEntry]:
        with sessions() as session:
            found = select(AuditEntry).filter_by(action=action).order_by(AuditEntry.id)
            return [*session.scalars(found)]

    return lines


def look(client: TestClient, event: Event, **change: Any) -> Any:
    """Say why one looks at an event."""
    wish = {"kind": "evidence", "object_type": "events", "object_ids": [str(event.id)]}
    return client.post("/viewings", json=wish | {"reason": "recheck"} | change)


def claim(client: TestClient, event: Event) -> None:
    """Claim an event in order to judge it."""
    assert client.post("/review/claims", json={"event_id": str(event.id)}).status_code == 201


def around(answer: Any) -> Pixels:
    """Return what is beside the incident in an answered picture."""
    return jpeg.decode(answer.content)[200:, 340:]


def test_who_has_neither_claim_nor_reason_gets_the_masked_picture_and_no_line(
    signed_in: Browser, people: People, event: Event, trail: Trail
) -> None:
    answer = signed_in(people.viewer).get(f"/events/{event.id}/evidence/snapshot")
    assert (answer.status_code, answer.headers["picture"]) == (200, "masked")
    assert answer.headers["content-type"] == "image/jpeg"
    assert likeness(around(answer), SCENE[200:, 340:]) < 0.75
    inside = jpeg.decode(answer.content)[95:175, 165:315]
    assert likeness(inside, SCENE[95:175, 165:315]) > 0.85
    assert trail("evidence.read") == []


def test_an_event_is_clear_for_who_claimed_it_and_masked_again_after_his_verdict(
    signed_in: Browser, people: People, event: Event, trail: Trail
) -> None:
    dispatcher = signed_in(people.dispatcher)
    path = f"/events/{event.id}/evidence/snapshot"
    assert dispatcher.get(path).headers["picture"] == "masked"
    claim(dispatcher, event)
    answer = dispatcher.get(path)
    assert answer.headers["picture"] == "clear"
    assert signed_in(people.colleague).get(path).headers["picture"] == "masked"
    assert likeness(around(answer), SCENE[200:, 340:]) > 0.85
    (line,) = trail("evidence.read")
    assert (line.object_id, line.reason, line.user_id) == (event.id, "claim", people.dispatcher.id)
    assert line.after == {"kind": "snapshot", "clear": True}
    dispatcher.post(f"/events/{event.id}/verdicts", json={"verdict": "confirm"})
    assert dispatcher.get(path).headers["picture"] == "masked"


def test_a_stated_reason_unlocks_one_event_for_one_session_only(
    signed_in: Browser, people: People, event: Event, trail: Trail
) -> None:
    viewer, elsewhere = signed_in(people.viewer), signed_in(people.viewer)
    viewing = look(viewer, event, reason="other", note="市民来电").json()
    path = f"/events/{event.id}/evidence/annotated"
    assert viewer.get(path).headers["picture"] == "clear"
    assert elsewhere.get(path).headers["picture"] == "masked"
    (line,) = trail("evidence.read")
    assert line.reason == "other: 市民来电"
    assert line.after == {"kind": "annotated", "clear": True, "viewing_id": viewing["id"]}
    assert viewer.delete(f"/viewings/{viewing['id']}").status_code == 204
    assert viewer.get(path).headers["picture"] == "masked"


def test_a_reason_wears_off_with_the_session_s_longest_time(
    signed_in: Browser, people: People, event: Event, clock: ManualClock, settings: Settings
) -> None:
    viewer = signed_in(people.viewer)
    look(viewer, event)
    clock.advance(settings.session_max_s + 1)
    answer = viewer.get(f"/events/{event.id}/evidence/snapshot")
    assert answer.headers["picture"] == "masked"


def test_every_showing_asks_again_and_is_recorded_an_unchanged_one_too(
    signed_in: Browser, people: People, event: Event, trail: Trail
) -> None:
    dispatcher, colleague = signed_in(people.dispatcher), signed_in(people.colleague)
    path = f"/events/{event.id}/evidence/snapshot"
    claim(dispatcher, event)
    first = dispatcher.get(path)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = {"if-none-match": first.headers["etag"]}
    again = dispatcher.get(path, headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert len(trail("evidence.read")) == 2
    assert colleague.post("/review/claims", json={"event_id": str(event.id)}).status_code == 409
    another = colleague.get(path, headers=tag)
    assert another.status_code == 200
    assert another.headers["etag"] != first.headers["etag"]


def test_a_copy_from_before_the_verdict_does_not_stand_for_a_masked_one(
    signed_in: Browser, people: People, event: Event
) -> None:
    dispatcher = signed_in(people.dispatcher)
    path = f"/events/{event.id}/evidence/snapshot"
    claim(dispatcher, event)
    tag = {"if-none-match": dispatcher.get(path).headers["etag"]}
    dispatcher.post(f"/events/{event.id}/verdicts", json={"verdict": "confirm"})
    answer = dispatcher.get(path, headers=tag)
    assert (answer.status_code, answer.headers["picture"]) == (200, "masked")


def test_a_preloaded_picture_counts_as_seen_when_it_is_shown(
    signed_in: Browser, people: People, event: Event, trail: Trail
) -> None:
    dispatcher, viewer = signed_in(people.dispatcher), signed_in(people.viewer)
    path = f"/events/{event.id}/evidence/snapshot"
    claim(dispatcher, event)
    assert dispatcher.get(path, params={"preload": True}).headers["picture"] == "clear"
    assert (len(trail("evidence.preload")), len(trail("evidence.read"))) == (1, 0)
    assert dispatcher.post(f"{path}/shown").status_code == 204
    assert len(trail("evidence.read")) == 1
    refused = viewer.post(f"{path}/shown")
    assert (refused.status_code, refused.json()["code"]) == (403, "viewing_required")


def test_an_export_is_recorded_and_clear_only_with_grounds(
    signed_in: Browser, people: People, event: Event, trail: Trail
) -> None:
    viewer = signed_in(people.viewer)
    path = f"/events/{event.id}/evidence/snapshot"
    masked = viewer.get(path, params={"export": True})
    assert masked.headers["content-disposition"].endswith('-snapshot-masked.jpg"')
    look(viewer, event)
    clear = viewer.get(path, params={"export": True}, headers={"if-none-match": "*"})
    assert clear.headers["content-disposition"].endswith('-snapshot.jpg"')
    lines = [(line.after, line.reason) for line in trail("evidence.export")]
    assert [after["clear"] for after, _ in lines if after] == [False, True]
    assert [reason for _, reason in lines] == [None, "recheck"]


def test_a_thumbnail_is_small_and_masked_for_everybody(
    signed_in: Browser, people: People, event: Event, trail: Trail
) -> None:
    answer = signed_in(people.dispatcher).get(f"/events/{event.id}/evidence/thumbnail")
    assert answer.headers["picture"] == "masked"
    assert jpeg.decode(answer.content).shape == (180, 320, 3)
    assert trail("evidence.read") == []


def test_an_event_without_a_region_has_no_masked_picture(
    signed_in: Browser, people: People, event: Event, sessions: Sessions
) -> None:
    with transaction(sessions) as session:
        stored = session.get_one(Event, event.id)
        stored.detections = [{**stored.detections[0], "box": None}]
    for kind in ("snapshot", "annotated", "thumbnail"):
        answer = signed_in(people.viewer).get(f"/events/{event.id}/evidence/{kind}")
        assert (answer.status_code, answer.json()["code"]) == (409, "region_unusable")
    dispatcher = signed_in(people.dispatcher)
    claim(dispatcher, event)
    assert dispatcher.get(f"/events/{event.id}/evidence/snapshot").is_success


def test_a_stored_picture_that_is_damaged_is_not_shown(
    signed_in: Browser, people: People, event: Event, sessions: Sessions, blobs: FolderBlobs
) -> None:
    with transaction(sessions) as session:
        evidence_of(session, event.id)[0].digest = blobs.put(b"\xff\xd8\xff no picture")
    answer = signed_in(people.dispatcher).get(f"/events/{event.id}/evidence/snapshot")
    assert (answer.status_code, answer.json()["code"]) == (500, "picture_unreadable")


def test_a_picture_whose_blob_is_gone_is_said_to_be_gone_and_no_look(
    signed_in: Browser,
    people: People,
    event: Event,
    blobs: FolderBlobs,
    sessions: Sessions,
    trail: Trail,
) -> None:
    with sessions() as session:
        digest = evidence_of(session, event.id)[0].digest
    blobs._path(digest or "").unlink()
    answer = signed_in(people.dispatcher).get(f"/events/{event.id}/evidence/snapshot")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_picture")
    assert trail("evidence.read") == []


def test_strangers_and_administrators_get_no_picture_at_all(
    signed_in: Browser, people: People, event: Event
) -> None:
    path = f"/events/{event.id}/evidence"
    assert signed_in(people.stranger).get(f"{path}/snapshot").status_code == 404
    assert signed_in(people.stranger).get(f"{path}/thumbnail").status_code == 404
    assert look(signed_in(people.stranger), event).status_code == 404
    assert signed_in(people.system).get(f"{path}/snapshot").status_code == 403
    assert look(signed_in(people.system), event).status_code == 403
    assert signed_in(people.viewer).get(f"{path}/plan").status_code == 422


def test_every_picture_carries_its_viewer_s_mark(
    signed_in: Browser, people: People, event: Event
) -> None:
    path = f"/events/{event.id}/evidence/thumbnail"
    one, other = (signed_in(who).get(path).content for who in (people.viewer, people.colleague))
    assert one != other
