"""A vendor sees a false alarm only where the department lets it, and nothing of it but the box."""

from io import BytesIO
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select, update

from accounts.audit.model import AuditEntry
from accounts.policy import Role
from cases.events.model import Event, Evidence
from cases.evidence import jpeg
from core.database.engine import transaction
from tests.serving.field import Field, field

__all__ = ["field"]
URL = "/api/v1/disclosures"


@pytest.fixture
def alarm(field: Field) -> UUID:
    """A false alarm whose picture is noise all over."""
    event_id = field.saw(field.lake, "reject")
    noise = np.random.default_rng(7).integers(0, 256, (720, 1280, 3), np.uint8)
    data = jpeg.encode(noise, kind="snapshot", quality=95)
    with transaction(field.services.sessions) as session:
        digest = field.services.blobs.put(data)
        of = (Evidence.event_id == event_id, Evidence.kind == "snapshot")
        values = {"digest": digest, "width": 1280, "height": 720, "bytes": len(data)}
        session.execute(update(Evidence).where(*of).values(values))
    return event_id


def disclosed(field: Field, event_id: UUID) -> None:
    dispatcher = field.client(field.parks, Role.DISPATCHER)
    answer = dispatcher.post(f"/api/v1/events/{event_id}/disclosure")
    assert answer.status_code == 201, answer.text


def listed(field: Field) -> list[dict[str, Any]]:
    answer = field.client(field.vendor, Role.VENDOR).get(URL)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_the_vendor_sees_what_was_taken_for_something_and_nothing_around_it(
    field: Field, alarm: UUID
) -> None:
    assert listed(field) == []
    disclosed(field, alarm)
    (one,) = listed(field)
    assert (one["title_en"], one["version"], one["reason"]["code"]) == (
        "Fire",
        "1.0.0",
        "reflection",
    )
    text = str(one)
    assert "人民路" not in text
    assert str(field.lake.camera_id) not in text
    vendor = field.client(field.vendor, Role.VENDOR)
    answer = vendor.get(f"{URL}/{one['id']}/picture")
    assert (answer.status_code, answer.headers["picture"]) == (200, "masked")
    pixels = np.asarray(Image.open(BytesIO(answer.content)).convert("L"), np.int16)
    height, width = pixels.shape
    inside = pixels[int(0.3 * height) : int(0.5 * height), int(0.25 * width) : int(0.45 * width)]
    around = pixels[int(0.7 * height) : int(0.8 * height), int(0.6 * width) : int(0.9 * width)]
    assert np.abs(np.diff(inside, axis=1)).mean() > 20
    assert np.abs(np.diff(around, axis=1)).mean() < 5
    with field.services.sessions() as session:
        lines = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.object_type == "disclosures")
            .order_by(AuditEntry.id)
        ).all()
    assert [one.action for one in lines] == ["disclosure.create", "disclosure.show"]
    assert {one.owner_id for one in lines} == {field.parks.id}


def test_what_is_taken_back_or_corrected_is_seen_no_more(field: Field, alarm: UUID) -> None:
    disclosed(field, alarm)
    (one,) = listed(field)
    vendor = field.client(field.vendor, Role.VENDOR)
    with transaction(field.services.sessions) as session:
        session.execute(update(Event).values(review="confirmed"))
    assert vendor.get(f"{URL}/{one['id']}/picture").status_code == 404
    with transaction(field.services.sessions) as session:
        session.execute(update(Event).values(review="rejected"))
    dispatcher = field.client(field.parks, Role.DISPATCHER)
    url = f"/api/v1/events/{alarm}/disclosure"
    assert dispatcher.get(f"/api/v1/events/{alarm}").json()["disclosed"] is True
    assert dispatcher.delete(url).status_code == 204
    assert dispatcher.delete(url).status_code == 404
    assert listed(field) == []
    assert vendor.get(f"{URL}/{one['id']}/picture").status_code == 404
    disclosed(field, alarm)
    assert len(listed(field)) == 1


def test_it_is_nobody_else_s(field: Field, alarm: UUID) -> None:
    disclosed(field, alarm)
    (one,) = listed(field)
    for owner, role in ((field.rival, Role.VENDOR), (field.roads, Role.DISPATCHER)):
        client = field.client(owner, role)
        assert client.get(URL).json()["items"] == []
        assert client.get(f"{URL}/{one['id']}/picture").status_code == 404
    assert (
        field.client(field.roads, Role.DISPATCHER)
        .post(f"/api/v1/events/{alarm}/disclosure")
        .status_code
        == 404
    )


def test_only_false_alarms_whose_picture_is_kept_are_for_vendors(field: Field) -> None:
    ids = [field.saw(field.lake, said) for said in ("confirm", None, "reject")]
    with transaction(field.services.sessions) as session:
        purged = update(Evidence).where(Evidence.event_id == ids[-1])
        session.execute(purged.values(state="purged"))
    dispatcher = field.client(field.parks, Role.DISPATCHER)
    for event_id in ids:
        answer = dispatcher.post(f"/api/v1/events/{event_id}/disclosure")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_disclosable")
