from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from algorithms.contract.manifest import DecoderKind
from algorithms.contract.values import Letterbox
from algorithms.decoders import DECODERS, DecoderError, decode
from tests.algorithms.manifests import decoder

PLAIN = Letterbox(width=64, height=64, scale=1.0, left=0, top=0, frame_width=64, frame_height=64)
CELLS = 8 * 8 + 4 * 4 + 2 * 2

wild = st.one_of(st.floats(width=32), st.floats(-2, 2, width=32), st.floats(0, 64, width=32))


def shape_of(kind: DecoderKind, labels: int) -> tuple[int, ...]:
    if kind == "mask":
        return 1, labels, 8, 8
    if kind in ("yolo_v8", "yolo_v11"):
        return 1, 4 + labels, CELLS
    return 1, CELLS, 5 + labels


def test_every_kind_of_the_contract_has_a_decoder() -> None:
    assert set(DECODERS) == set(get_args(DecoderKind))


def test_v5_multiplies_objectness_and_class() -> None:
    output = np.zeros((1, CELLS, 7), dtype=np.float32)
    output[0, 3] = [32, 32, 16, 32, 0.8, 0.1, 0.5]

    [[seen]] = decode(decoder("yolo_v5"), [output], [PLAIN])

    assert (seen.label, seen.box) == ("label1", (0.375, 0.25, 0.625, 0.75))
    assert seen.score == pytest.approx(0.4)


@pytest.mark.parametrize("kind", ["yolo_v8", "yolo_v11"])
def test_v8_takes_the_better_class_of_each_column(kind: DecoderKind) -> None:
    output = np.zeros((1, 6, CELLS), dtype=np.float32)
    output[0, :, 5] = [32, 32, 16, 32, 0.7, 0.2]

    [[seen]] = decode(decoder(kind), [output], [PLAIN])

    assert (seen.label, seen.box) == ("label0", (0.375, 0.25, 0.625, 0.75))
    assert seen.score == pytest.approx(0.7)


def test_yolox_places_offsets_on_its_grids() -> None:
    output = np.zeros((1, CELLS, 7), dtype=np.float32)
    output[0, 64 + 4 * 1 + 2] = [0.0, 0.0, 0.0, 0.0, 0.9, 1.0, 0.0]

    [[seen]] = decode(decoder("yolox"), [output], [PLAIN])

    assert seen.box == (24 / 64, 8 / 64, 40 / 64, 24 / 64)


def test_a_mask_becomes_polygons_with_their_boxes_the_surest_first() -> None:
    output = np.zeros((1, 2, 8, 8), dtype=np.float32)
    output[0, 0, 4:, :4] = 0.9
    output[0, 1, :2, 6:] = 0.6

    [[water, other]] = decode(decoder("mask"), [output], [PLAIN])

    assert (water.label, other.label) == ("label0", "label1")
    assert water.score == pytest.approx(0.9, abs=0.01)
    assert water.box == pytest.approx((0, 0.5, 0.5, 1), abs=0.08)
    assert water.polygon is not None
    assert area(water.polygon) == pytest.approx(0.25, abs=0.05)
    assert other.box == pytest.approx((0.75, 0, 1, 0.25), abs=0.08)


def test_a_faint_region_is_found_at_its_own_level_and_specks_are_not() -> None:
    output = np.zeros((1, 2, 64, 64), dtype=np.float32)
    output[0, 0, 20:60, 20:60] = 0.2
    output[0, 0, 5, 5] = 0.15
    letterbox = Letterbox(512, 512, 1.0, 0, 128, frame_width=512, frame_height=256)

    [[faint]] = decode(decoder("mask", score_floor=0.1), [output], [letterbox])

    assert faint.score == pytest.approx(0.2, abs=0.01)
    assert faint.box == pytest.approx((0.31, 0.12, 0.94, 1), abs=0.02)


def area(polygon: tuple[tuple[float, float], ...]) -> float:
    points = np.array(polygon)
    following = np.roll(points, -1, axis=0)
    return float(abs((points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]).sum()) / 2)


def test_a_batch_keeps_its_order_and_every_picture_its_own_letterbox() -> None:
    output = np.zeros((2, 6, CELLS), dtype=np.float32)
    output[1, :, 0] = [32, 32, 16, 16, 0.9, 0]
    wide = Letterbox(64, 64, scale=0.5, left=0, top=16, frame_width=128, frame_height=64)

    none, [seen] = decode(decoder("yolo_v8"), [output], [PLAIN, wide])

    assert none == []
    assert seen.box == (0.375, 0.25, 0.625, 0.75)


@pytest.mark.parametrize("kind", list(DECODERS))
@given(data=st.data())
def test_whatever_a_model_gives_the_result_is_bounded(kind: DecoderKind, data: Any) -> None:
    spec = decoder(kind, max_detections=5, score_floor=0.1)
    shape = shape_of(kind, 2)
    output = data.draw(arrays.arrays(np.float32, shape, elements=wild, fill=wild))

    [found] = decode(spec, [output], [PLAIN])

    assert len(found) <= 5
    assert [seen.score for seen in found] == sorted((s.score for s in found), reverse=True)
    for seen in found:
        assert seen.box is not None
        left, top, right, bottom = seen.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        assert 0.1 <= seen.score <= 1


@pytest.mark.parametrize("kind", list(DECODERS))
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nothing_but_nonsense_gives_no_detection(kind: DecoderKind, value: float) -> None:
    output = np.full(shape_of(kind, 2), value, dtype=np.float32)

    assert decode(decoder(kind), [output], [PLAIN]) == [[]]


def test_a_flood_of_boxes_stays_within_its_bound() -> None:
    rng = np.random.default_rng(1)
    output = rng.random((1, 84, 8400), dtype=np.float32) * 640

    [found] = decode(decoder("yolo_v8", 80, max_detections=300), [output], [PLAIN])

    assert len(found) <= 300


@pytest.mark.parametrize("kind", list(DECODERS))
@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [np.zeros((1, 9, 9), np.float32)],
        [np.zeros((1, 0, 0), np.float32)],
        [np.zeros((2, 6, CELLS), np.float32)],
        [np.zeros((6, CELLS), np.float32)],
        [np.zeros((1, CELLS, 7), np.int64)],
        [np.array(["text"])],
        [np.zeros((1, 6, CELLS), np.float32)] * 2,
    ],
    ids=lambda outputs: ",".join(f"{o.dtype}{list(o.shape)}" for o in outputs) or "none",
)
def test_a_wrong_shape_is_refused_with_what_was_wanted(
    kind: DecoderKind, outputs: list[NDArray[Any]]
) -> None:
    with pytest.raises(DecoderError, match=kind):
        decode(decoder(kind), outputs, [PLAIN])


def test_no_boxes_at_all_is_no_fault() -> None:
    assert decode(decoder("yolo_v8"), [np.zeros((1, 6, 0), np.float32)], [PLAIN]) == [[]]
