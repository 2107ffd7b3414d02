"""Photos: pixels only, no larger than needed, refused where they are none, taken back until reported."""

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from cases.lifecycle.model import Case
from cases.photos import service
from cases.photos.errors import PhotoRefused
from cases.photos.model import CasePhoto
from tests.cases.conftest import Browser, People
from tests.cases.posting import Post
from tests.core.conftest import no_file_above

RED = np.full((900, 3000, 3), (20, 20, 200), np.uint8)


def jpeg_with_place() -> bytes:
    """A photo as a telephone takes it: turned, with the place and the device in its heading."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET-PHONE"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.fromarray(RED).save(file, "JPEG", exif=exif)
    return file.getvalue()


def bomb() -> bytes:
    """A small PNG that says it has 900 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    file = io.BytesIO(b"")
    file.write(b"\x89PNG\r\n\x1a\n")
    file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)))
    file.write(chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))
    return file.getvalue()


@pytest.fixture
def case(post: Post) -> Case:
    return post.file()


def test_a_photo_is_written_anew_upright_and_no_larger_than_needed(
    post: Post, case: Case, signed_in: Browser, people: People
) -> None:
    worker = signed_in(people.handler)
    path = f"/cases/{case.id}/photos"
    assert b"SECRET-PHONE" in jpeg_with_place()
    made = worker.post(path, params={"kind": "before"}, content=jpeg_with_place())
    assert made.status_code == 201
    assert (made.json()["width"], made.json()["height"]) == (576, 1920)
    read = worker.get(f"{path}/{made.json()['id']}")
    assert read.headers["content-type"] == "image/jpeg"
    assert b"SECRET-PHONE" not in read.content
    shown = cv2.imdecode(np.frombuffer(read.content, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert shown.shape == (1920, 576, 3)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xffnone", bomb()[:40], bomb()])
def test_what_is_no_photo_or_too_large_a_one_is_refused(
    case: Case, signed_in: Browser, people: People, data: bytes
) -> None:
    answer = signed_in(people.handler).post(f"/cases/{case.id}/photos", content=data)
    assert (answer.status_code, answer.json()["code"]) == (400, PhotoRefused.code)


def test_on_a_full_disk_a_photo_is_refused_and_the_case_stays_as_it_was(
    post: Post, case: Case, signed_in: Browser, people: People
) -> None:
    worker, path = signed_in(people.handler), f"/cases/{case.id}/photos"
    with no_file_above(2000):
        refused = worker.post(path, content=jpeg_with_place())
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_full")
    assert "Free some space" in refused.json()["detail"]
    with post.sessions() as session:
        assert session.scalars(select(CasePhoto)).all() == []
        done = select(AuditEntry.id).filter_by(action="case.photo", object_id=case.id)
        assert session.scalars(done).all() == []
    assert worker.post(path, content=jpeg_with_place()).status_code == 201


def test_a_photo_is_taken_back_until_it_was_reported(
    case: Case, signed_in: Browser, people: People
) -> None:
    worker, desk = signed_in(people.handler), signed_in(people.dispatcher)
    path, steps = f"/cases/{case.id}/photos", f"/cases/{case.id}/steps"
    first, second = (worker.post(path, content=jpeg_with_place()).json()["id"] for _ in range(2))
    assert signed_in(people.viewer).delete(f"{path}/{first}").status_code == 403
    assert signed_in(people.viewer).get(f"{path}/{first}").status_code == 200
    assert signed_in(people.stranger).get(f"{path}/{first}").status_code == 404
    assert worker.delete(f"{path}/{first}").status_code == 204
    assert worker.get(f"{path}/{first}").status_code == 404
    unit = desk.get(f"/cases/{case.id}/units").json()[0]["id"]
    assert desk.post(steps, json={"action": "dispatch", "unit_id": unit}).status_code == 200
    assert worker.post(steps, json={"action": "finish"}).status_code == 200
    assert worker.delete(f"{path}/{second}").json()["code"] == "photo_kept"
    assert desk.post(steps, json={"action": "close"}).status_code == 200
    assert worker.post(path, content=jpeg_with_place()).json()["code"] == "photo_kept"


def test_a_case_has_so_many_photos_and_no_more(
    case: Case, signed_in: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST", 1)
    worker, path = signed_in(people.handler), f"/cases/{case.id}/photos"
    assert worker.post(path, content=jpeg_with_place()).status_code == 201
    assert worker.post(path, content=jpeg_with_place()).json()["code"] == "photos_full"
