"""What was seen is cut out of the frame, with something around it, never beyond its edges."""

import numpy as np
import pytest

from algorithms.contract.values import Detection
from cases.evidence.crops import CROPS_MAX, SIDE_MIN_PX, crops, rectangle

WIDTH, HEIGHT = 1920, 1080
FRAME = np.zeros((HEIGHT, WIDTH, 3), np.uint8)


@pytest.mark.parametrize(
    "box",
    [
        (0.4, 0.4, 0.6, 0.6),
        (0, 0, 0.01, 0.01),
        (0.99, 0.9, 1.2, 1.1),
        (0, 0, 1, 1),
        (0.7, 0.5, 0.3, 0.2),
    ],
)
def test_a_crop_holds_its_box_within_the_frame(box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = rectangle(Detection("x", 0.9, box), WIDTH, HEIGHT)
    x0, x1 = sorted(min(1.0, max(0.0, one)) * WIDTH for one in (box[0], box[2]))
    y0, y1 = sorted(min(1.0, max(0.0, one)) * HEIGHT for one in (box[1], box[3]))
    assert 0 <= left <= x0 + 1
    assert x1 - 1 <= right <= WIDTH
    assert 0 <= top <= y0 + 1
    assert y1 - 1 <= bottom <= HEIGHT
    assert right - left >= SIDE_MIN_PX
    assert bottom - top >= SIDE_MIN_PX


def test_an_outline_is_cut_out_like_its_box_and_what_has_no_place_is_not() -> None:
    outline = Detection("water", 0.9, None, ((0.4, 0.4), (0.6, 0.4), (0.5, 0.6)))
    nowhere = Detection("smoke", 0.8, None)
    ((kind, place),) = crops(FRAME, [nowhere, outline])
    assert kind == "crop-1"
    assert place == rectangle(Detection("x", 1, (0.4, 0.4, 0.6, 0.6)), WIDTH, HEIGHT)


def test_only_the_surest_are_cut_out() -> None:
    many = [Detection("x", 0.9, (0.1 * n, 0.1, 0.1 * n + 0.05, 0.2)) for n in range(9)]
    assert [kind for kind, _ in crops(FRAME, many)] == [f"crop-{n + 1}" for n in range(CROPS_MAX)]


def test_a_picture_smaller_than_a_crop_is_its_own_crop() -> None:
    assert rectangle(Detection("x", 1, (0.1, 0.1, 0.2, 0.2)), 40, 30) == (0, 0, 40, 30)
