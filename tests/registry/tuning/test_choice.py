"""The fastest way is kept only where it sees as well."""

from collections.abc import Mapping

import pytest

from registry.tuning.choice import Choice, Means, Milliseconds, Path, choose

FP32 = {"image_auc": 0.97, "precision": 0.8, "recall": 0.7}
WORSE = FP32 | {"image_auc": 0.9}


def chosen(ms: Milliseconds, others: Mapping[Path, Means | None], loss: float = 0.01) -> Choice:
    return choose(ms, FP32, others.__getitem__, loss)


def test_what_is_hardly_faster_is_not_worth_it_and_need_not_look() -> None:
    slow = chosen({"fp32": 20.0, "int8": 19.5, "openvino": 25.0}, {})

    assert (slow.path, slow.why, slow.ms["int8"]) == ("fp32", "not_faster", 19.5)
    assert slow.means == {"fp32": FP32}


@pytest.mark.parametrize(
    ("int8", "kept"),
    [
        ({}, True),
        ({"image_auc": 0.985}, True),
        ({"image_auc": 0.9601}, True),
        ({"image_auc": 0.95}, False),
        ({"precision": 0.77, "recall": 0.73}, True),
        ({"precision": 0.77}, True),
        ({"precision": 0.75}, False),
        ({"recall": 0.65}, False),
        ({"image_auc": None}, False),
    ],
)
def test_it_is_kept_within_the_loss_that_is_allowed(int8: dict[str, float], kept: bool) -> None:
    found = chosen({"fp32": 20.0, "int8": 10.0}, {"int8": FP32 | int8})

    assert (found.path == "int8") is kept
    assert found.why == ("kept" if kept else "sees_worse")
    assert found.means["fp32"] == FP32


def test_a_figure_that_the_set_cannot_tell_decides_nothing() -> None:
    unknown = {"image_auc": None, "precision": None, "recall": 0.5}
    found = choose({"fp32": 20.0, "int8": 10.0}, unknown, lambda _: unknown, 0.0)

    assert found.path == "int8"


MS: Milliseconds = {"fp32": 20.0, "int8": 12.0, "openvino": 15.0, "openvino_int8": 9.0}


@pytest.mark.parametrize(
    ("others", "path", "why"),
    [
        ({"openvino_int8": FP32}, "openvino_int8", "kept"),
        ({"openvino_int8": WORSE, "int8": FP32}, "int8", "kept"),
        ({"openvino_int8": WORSE, "int8": WORSE, "openvino": FP32}, "openvino", "kept"),
        ({"openvino_int8": None, "int8": WORSE, "openvino": FP32}, "openvino", "kept"),
        ({"openvino_int8": None, "int8": WORSE, "openvino": WORSE}, "fp32", "sees_worse"),
        ({"openvino_int8": None, "int8": None, "openvino": None}, "fp32", "fails"),
    ],
)
def test_of_several_the_fastest_that_sees_as_well_is_kept_and_no_slower_one_looks(
    others: Mapping[Path, Means | None], path: Path, why: str
) -> None:
    found = chosen(MS, others)

    assert (found.path, found.why) == (path, why)
    assert found.means == {"fp32": FP32} | {one: seen for one, seen in others.items() if seen}


def test_where_nothing_else_runs_that_is_said() -> None:
    assert (chosen({"fp32": 20.0}, {}).path, chosen({"fp32": 20.0}, {}).why) == ("fp32", "fails")


def test_what_is_kept_of_it_has_every_way() -> None:
    said = chosen(MS, {"openvino_int8": WORSE, "int8": FP32 | {"other": 1.0}}).as_json()

    assert said == {
        "path": "int8", "why": "kept", "fp32_ms": 20.0, "int8_ms": 12.0, "openvino_ms": 15.0,
        "openvino_int8_ms": 9.0, "fp32": FP32, "int8": FP32, "openvino": None, "openvino_int8": WORSE,
    }  # fmt: skip
