import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from algorithms.ops import iou, letterbox, suppress

sides = st.integers(1, 700)
inputs = st.sampled_from([32, 320, 416, 640])
share = st.floats(0, 1)


@given(sides, sides, inputs, inputs, share, share)
def test_a_point_survives_the_way_into_the_input_and_back(
    frame_width: int, frame_height: int, width: int, height: int, x: float, y: float
) -> None:
    pixels = np.zeros((frame_height, frame_width, 3), dtype=np.uint8)
    picture, fitted = letterbox(pixels, width, height)
    inside = [
        x * frame_width * fitted.scale + fitted.left,
        y * frame_height * fitted.scale + fitted.top,
    ]

    back = fitted.to_frame(np.array([inside + inside]))[0]

    assert picture.shape == (height, width, 3)
    np.testing.assert_allclose(back, [x, y, x, y], atol=1e-6)


@given(sides, sides, inputs, inputs)
def test_a_letterbox_keeps_proportions_and_stays_inside(
    frame_width: int, frame_height: int, width: int, height: int
) -> None:
    pixels = np.full((frame_height, frame_width, 3), 255, dtype=np.uint8)

    picture, fitted = letterbox(pixels, width, height, fill=7)

    assert 0 <= fitted.left < width
    assert 0 <= fitted.top < height
    assert frame_width * fitted.scale <= width + 1e-6
    assert frame_height * fitted.scale <= height + 1e-6
    assert set(np.unique(picture)) <= {7, 255}


def test_the_bars_are_grey_and_the_picture_is_in_the_middle() -> None:
    pixels = np.full((90, 160, 3), 255, dtype=np.uint8)

    picture, fitted = letterbox(pixels, 640, 640)

    assert (fitted.left, fitted.top, fitted.scale) == (0, 140, 4.0)
    assert (picture[:140] == 114).all()
    assert (picture[140:500] == 255).all()
    assert (picture[500:] == 114).all()


def test_boxes_beyond_the_frame_are_cut_off() -> None:
    _, fitted = letterbox(np.zeros((100, 100, 3), dtype=np.uint8), 640, 640)

    back = fitted.to_frame(np.array([[-900.0, -1.0, 9000.0, 641.0]]))

    assert back.tolist() == [[0, 0, 1, 1]]


def test_overlap_is_intersection_over_union() -> None:
    box = np.array([0, 0, 10, 10], dtype=np.float32)
    others = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 30, 30]], dtype=np.float32)

    np.testing.assert_allclose(iou(box, others), [1, 1 / 3, 0], rtol=1e-5)


def test_only_boxes_of_the_same_class_suppress_each_other() -> None:
    xyxy = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [0, 0, 10, 10]], dtype=np.float32)
    scores = np.array([0.5, 0.9, 0.7], dtype=np.float32)
    classes = np.array([0, 0, 1])

    kept = suppress(xyxy, scores, classes, iou_above=0.5, limit=10)

    assert kept.tolist() == [1, 2]


@given(st.integers(0, 60), st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_what_is_kept_is_sorted_bounded_and_apart(count: int, limit: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    corner, size = rng.uniform(0, 50, (count, 2)), rng.uniform(1, 40, (count, 2))
    xyxy = np.concatenate([corner, corner + size], axis=1).astype(np.float32)
    scores = rng.random(count).astype(np.float32)
    classes = rng.integers(0, 2, count)

    kept = suppress(xyxy, scores, classes, iou_above=0.4, limit=limit)

    assert len(kept) <= limit
    assert (np.diff(scores[kept]) <= 0).all()
    for position, index in enumerate(kept):
        rest = kept[position + 1 :]
        same = rest[classes[rest] == classes[index]]
        assert (iou(xyxy[index], xyxy[same]) <= 0.4).all()
