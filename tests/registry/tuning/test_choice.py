"""The faster way is kept only where it sees as well."""

import pytest

from registry.tuning.choice import choose, too_slow

FP32 = {"image_auc": 0.97, "precision": 0.8, "recall": 0.7}


def test_what_is_hardly_faster_is_not_worth_it() -> None:
    slow = too_slow(20.0, 19.5)

    assert slow is not None
    assert (slow.path, slow.why, slow.int8_ms) == ("fp32", "not_faster", 19.5)
    assert too_slow(20.0, 15.0) is None


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
    found = choose(20.0, 10.0, FP32, FP32 | int8, 0.01)

    assert (found.path == "int8") is kept
    assert found.why == ("kept" if kept else "sees_worse")
    assert found.fp32 == FP32


def test_a_figure_that_the_set_cannot_tell_decides_nothing() -> None:
    unknown = {"image_auc": None, "precision": None, "recall": 0.5}

    assert choose(20.0, 10.0, unknown, unknown, 0.0).path == "int8"
