"""What is drawn on evidence pictures."""

import numpy as np
import pytest

from algorithms.contract.values import Detection, Pixels
from cases.evidence.annotate import annotate, colour_of
from cases.evidence.lettering import FONT
from core.text import Language, Text

GRAY = np.full((360, 640, 3), 90, np.uint8)
TITLE = Text("渣土运输车辆未密闭", "Uncovered muck truck")
FIRE = Detection("fire", 0.93, (0.25, 0.5, 0.5, 0.75))


def drawn(*hits: Detection, language: Language = "zh", event_type: str = "fire.smoke") -> Pixels:
    return annotate(GRAY, hits, event_type=event_type, title=TITLE, language=language)


def test_a_box_is_two_pixels_wide_in_the_colour_of_its_event_type() -> None:
    row = drawn(FIRE)[200, :, ::-1]
    coloured = [x for x in range(640) if tuple(row[x]) == colour_of("fire.smoke")]
    assert coloured == [160, 161, 319, 320]


def test_the_frame_itself_stays_as_it_came() -> None:
    before = GRAY.copy()
    drawn(FIRE)
    assert np.array_equal(GRAY, before)


def test_the_words_are_in_the_language_asked_for() -> None:
    assert not np.array_equal(drawn(FIRE, language="zh"), drawn(FIRE, language="en"))


def test_every_event_family_keeps_its_colour_from_picture_to_picture() -> None:
    assert colour_of("fire.smoke") == colour_of("fire.open") != colour_of("litter.spill")
    assert colour_of("noise.street") == colour_of("noise.market")


@pytest.mark.parametrize(
    "strange",
    [
        Detection("fire", 1.0, (0.9, 0.9, 0.1, 0.1)),
        Detection("fire", 0.5, (-4.0, -4.0, 9.0, 9.0)),
        Detection("fire", 0.5, None),
        Detection("{0}", 0.5, (0.0, 0.0, 0.0, 0.0)),
        Detection("x", 0.5, None, ((0.1, 0.1), (0.9, 0.2), (0.5, 0.9))),
    ],
)
def test_boxes_at_and_beyond_the_edges_are_drawn_inside_the_picture(strange: Detection) -> None:
    picture = drawn(strange)
    assert picture.shape == GRAY.shape
    assert not np.array_equal(picture, GRAY)


def test_the_font_is_small_and_its_licence_lies_beside_it() -> None:
    assert FONT.stat().st_size < 4_000_000
    assert "SIL OPEN FONT LICENSE" in (FONT.parent / "OFL.txt").read_text()
