"""A picture is sent to an algorithm: what is found comes back, and who called is on the trail."""

from base64 import b64decode

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import func, select

from accounts.audit.model import AuditEntry
from core.database.engine import transaction
from tests.registry import goods
from tests.serving.inference.conftest import MISER, Shop

PATH = "/api/v1/algorithms/{}/infer"


def encoded(pixels: NDArray[np.uint8], ending: str = ".png") -> bytes:
    done, data = cv2.imencode(ending, pixels)
    assert done
    return data.tobytes()


WIDE = encoded(np.full((90, 160, 3), 204, np.uint8), ".jpg")


def test_what_is_found_comes_back_in_parts_of_the_picture(shop: Shop) -> None:
    path = PATH.format(shop.fire.algorithm_id)
    answer = shop.client().post(path, content=encoded(goods.picture()))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    [one] = found["detections"]
    assert one.pop("score") == pytest.approx(0.8, abs=1e-3)
    assert one == {
        "label": "fire",
        "box": goods.BOX,
        "polygon": None,
        "event_type": "fire.flame",
        "counts": True,
    }
    assert (found["algorithm"], found["version"]) == ("fire", "1.0.0")
    assert (found["width"], found["height"], found["picture"]) == (goods.SIDE, goods.SIDE, None)


def test_the_picture_comes_back_with_what_counts_drawn(shop: Shop) -> None:
    path = PATH.format(shop.fire.algorithm_id)
    answer = shop.client().post(path, params={"annotated": True}, content=WIDE)
    picture = cv2.imdecode(
        np.frombuffer(b64decode(answer.json()["picture"]), np.uint8), cv2.IMREAD_COLOR
    )
    assert picture is not None
    assert picture.shape == (90, 160, 3)
    assert (np.abs(picture.astype(int) - 204) > 60).any(), "a box is drawn"


@pytest.mark.parametrize("body", [b"", b"GIF89a", WIDE[:40], b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(shop: Shop, body: bytes) -> None:
    answer = shop.client().post(PATH.format(shop.fire.algorithm_id), content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "call_invalid")
    assert "不是 JPEG 或 PNG" in answer.json()["detail"]


def test_only_what_one_may_call_is_there(shop: Shop) -> None:
    draft = PATH.format(shop.draft)
    assert shop.client("rival").post(draft, content=WIDE).status_code == 200
    assert shop.client("vendor").post(draft, content=WIDE).status_code == 404
    mine = PATH.format(shop.fire.algorithm_id)
    assert shop.client("viewer").post(mine, content=WIDE).status_code == 403
    assert shop.client().post(f"{mine}?version=7.0.0", content=WIDE).status_code == 404
    large = shop.client().post(mine, content=bytes(2 << 20))
    assert (large.status_code, large.json()["code"]) == (413, "call_too_large")


def test_pictures_count_against_the_same_quota(shop: Shop) -> None:
    miser, path = shop.client("miser 1"), PATH.format(shop.fire.algorithm_id)
    codes = [miser.post(path, content=WIDE).status_code for _ in range(MISER + 1)]
    assert codes[-1] == 429


def test_who_calls_what_is_on_the_trail_once_an_hour(shop: Shop) -> None:
    path = PATH.format(shop.draft)
    rival = shop.client("rival")
    assert {rival.post(path, content=WIDE).status_code for _ in range(3)} == {200}
    with transaction(shop.services.sessions) as session:
        lines = session.scalars(
            select(AuditEntry).filter_by(action="algorithm.infer").order_by(AuditEntry.id)
        ).all()
        twice = session.scalars(
            select(func.count())
            .select_from(AuditEntry)
            .filter_by(action="algorithm.infer")
            .group_by(AuditEntry.user_id, AuditEntry.object_id)
        ).all()
    assert [one.after for one in lines if one.after == {"model": "fire:2.0.0"}]
    assert set(twice) == {1}
