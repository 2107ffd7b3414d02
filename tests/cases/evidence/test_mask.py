"""Outside the incident's own region nothing can be read, and doubt yields no picture at all."""

import numpy as np
import pytest

from algorithms.contract.values import Detection
from cases.evidence import jpeg
from cases.evidence.errors import PictureUnreadable, RegionUnusable
from cases.evidence.mask import mask
from cases.evidence.release import release
from core.errors import AlgomartError
from tests.cases.evidence.scenes import FIRE, likeness, plate, street, with_plate

SIZES = [(1920, 1080), (1280, 720), (1080, 1920), (640, 360)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_incident_s_region_stays_as_it_was_and_nothing_else_does(
    width: int, height: int
) -> None:
    scene = street(width, height)
    shown = mask(scene, [FIRE])
    inside = (slice(height // 4, height // 2), slice(width // 4, width // 2))
    assert np.array_equal(shown[inside], scene[inside])
    outside = np.ones(scene.shape[:2], bool)
    outside[inside[0].start : inside[0].stop + 1, inside[1].start : inside[1].stop + 1] = False
    assert (shown[outside] != scene[outside]).any(axis=1).mean() > 0.99


@pytest.mark.parametrize("width", [1920, 1280, 640])
@pytest.mark.parametrize("words", ["鲁A·8K3Z1", "京N·56QD7"])
def test_a_plate_forty_pixels_wide_cannot_be_told_from_another(width: int, words: str) -> None:
    """What is left of it is no more like its own plate than like any other."""
    scene = street(width, width * 9 // 16)
    right, wrong = plate(words, 40), plate("沪C·M92X4", 40)
    gaps = []
    for left in range(width - 300, width - 260, 5):
        shown = mask(with_plate(scene, words, 40, (left, 30)), [FIRE])
        part = shown[30 : 30 + right.shape[0], left : left + 40]
        gaps.append(likeness(part, right) - likeness(part, wrong))
    assert abs(float(np.mean(gaps))) < 0.1
    assert max(gaps) < 0.25


@pytest.mark.parametrize("width", [1920, 1280, 640])
def test_a_plate_becomes_a_handful_of_flat_colours(width: int) -> None:
    scene = street(width, width * 9 // 16)
    shown = mask(with_plate(scene, "鲁A·8K3Z1", 40, (width - 200, 40)), [FIRE])
    left = shown[40:53, width - 200 : width - 160].reshape(-1, 3)
    assert len(np.unique(left, axis=0)) <= 6


def test_several_detections_are_clear_together_and_a_polygon_wins_over_its_box() -> None:
    scene = street(640, 360)
    triangle = ((0.6, 0.6), (0.9, 0.6), (0.6, 0.9))
    shown = mask(scene, [FIRE, Detection("smoke", 0.5, (0.6, 0.6, 0.9, 0.9), triangle)])
    same = (shown == scene).all(axis=2)
    assert same[90:180, 160:320].all()
    assert same[230, 400]
    assert not same[300:320, 540:570].any()


BROKEN = {
    "none": [],
    "no place": [Detection("fire", 0.9)],
    "a line": [Detection("fire", 0.9, (0.2, 0.2, 0.2, 0.6))],
    "a point": [Detection("fire", 0.9, (0.2, 0.2, 0.2, 0.2))],
    "beside the picture": [Detection("fire", 0.9, (1.2, 0.2, 1.6, 0.6))],
    "no number": [Detection("fire", 0.9, (float("nan"), 0.2, 0.5, 0.6))],
    "endless": [Detection("fire", 0.9, (0.2, 0.2, float("inf"), 0.6))],
    "two corners": [Detection("fire", 0.9, None, ((0.1, 0.1), (0.5, 0.5)))],
    "a flat polygon": [Detection("fire", 0.9, None, ((0.1, 0.1), (0.5, 0.5), (0.3, 0.3)))],
    "everything": [Detection("fire", 0.9, (0.0, 0.0, 1.0, 1.0))],
    "one good, one not": [FIRE, Detection("fire", 0.9)],
    "not even a box": [Detection("fire", 0.9, ("a", "b", "c", "d"))],  # type: ignore[arg-type]
}


@pytest.mark.parametrize("hits", BROKEN.values(), ids=BROKEN.keys())
def test_a_region_that_cannot_be_told_yields_no_picture(hits: list[Detection]) -> None:
    with pytest.raises(RegionUnusable):
        mask(street(640, 360), hits)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0 no picture", b"<svg/>"])
def test_bytes_that_are_no_picture_are_not_released(data: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        release(data, [FIRE])


def test_an_empty_frame_is_an_error_and_no_picture() -> None:
    with pytest.raises(AlgomartError):
        mask(np.zeros((0, 0, 3), np.uint8), [FIRE])


def test_a_released_picture_is_masked_and_carries_nothing_beside_its_pixels() -> None:
    scene = street(640, 360)
    stored = jpeg.encode(scene, kind="snapshot")
    # A camera's own EXIF with its thumbnail of the clear picture.
    hidden = b"Exif\x00\x00 a small clear picture"
    length = (len(hidden) + 2).to_bytes(2)
    released = release(stored[:2] + b"\xff\xe1" + length + hidden + stored[2:], [FIRE])
    assert b"Exif" not in released
    shown = jpeg.decode(released)
    assert likeness(shown[90:180, 160:320], scene[90:180, 160:320]) > 0.98
    assert likeness(shown[200:, 340:], scene[200:, 340:]) < 0.75
