"""What about a camera does not fit is said with its figures; what is not known is no misfit."""

from typing import Any

import pytest

from algorithms.contract.manifest import Manifest
from core.ids import uuid7
from registry.subscriptions.cameras import CameraFacts
from registry.subscriptions.fitness import misfits, unknown
from registry.subscriptions.night import looks_by_night
from registry.subscriptions.rules import RuleOverrides
from tests.registry import goods

ASKED = {"height_m": [3, 12], "pitch_deg": [10, 60], "min_object_px": 8, "night": True}


def manifest(**asked: Any) -> Manifest:
    return Manifest.model_validate(goods.manifest() | {"camera": ASKED | asked})


def camera(**known: Any) -> CameraFacts:
    return CameraFacts(uuid7(), "东门", "East gate", "", "in_view", **known)


FITS = {
    "height_m": 6.0,
    "pitch_deg": 30.0,
    "picture": (1920, 1080),
    "smallest_px": 240,
    "night": "sees",
}


@pytest.mark.parametrize(
    ("differs", "code", "figures"),
    [
        ({"height_m": 2.5}, "height", ("2.5", "3", "12")),
        ({"pitch_deg": 80.0}, "pitch", ("80", "10", "60")),
        ({"picture": (48, 32)}, "picture", ("48", "32", "64")),
        ({"smallest_px": 200}, "object", ("200", "7", "8")),
        ({"night": "blind"}, "night", ()),
        ({"state_code": "unsupported_codec"}, "codec", ()),
    ],
)
def test_each_misfit_says_its_figures_in_both_languages(
    differs: dict[str, Any], code: str, figures: tuple[str, ...]
) -> None:
    found = misfits(manifest(), camera(**FITS | differs), by_night=True)
    assert [one.code for one in found] == [code]
    for words in (found[0].text.zh, found[0].text.en):
        assert all(figure in words for figure in figures)


def test_what_fits_or_is_not_known_is_no_misfit() -> None:
    assert misfits(manifest(), camera(**FITS), by_night=True) == []
    assert unknown(manifest(), camera(**FITS), by_night=True) == []
    assert misfits(manifest(), camera(), by_night=True) == []
    assert unknown(manifest(), camera(), by_night=True) == [
        "height", "pitch", "picture", "object", "night",
    ]  # fmt: skip


def test_by_day_the_night_does_not_matter() -> None:
    blind = camera(**FITS | {"night": "blind"})
    assert misfits(manifest(), blind, by_night=False) == []
    only_day = manifest(night=False)
    assert [one.code for one in misfits(only_day, camera(**FITS), by_night=True)] == ["by_day"]
    assert misfits(only_day, camera(**FITS), by_night=False) == []


@pytest.mark.parametrize(
    ("begin", "end", "night"),
    [
        ("06:00", "20:00", False),
        ("05:59", "20:00", True),
        ("08:00", "20:01", True),
        ("22:00", "05:00", True),
        ("00:00", "24:00", True),
    ],
)
def test_hours_reach_the_night_or_not(begin: str, end: str, night: bool) -> None:
    rule = RuleOverrides.model_validate({"schedule": {"windows": [{"begin": begin, "end": end}]}})
    assert looks_by_night(manifest(), rule) is night


def test_without_hours_it_looks_by_night() -> None:
    assert looks_by_night(manifest(), RuleOverrides())
