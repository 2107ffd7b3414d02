"""What a moved alias is held to."""

from dataclasses import replace

from benchmarks.alias_switch import Figures, Plan, bars_of

KEPT = Figures(cameras=8, interval_s=2, looks_missed=0, worst_s=10.0, quiet_missed=0, moves=[])


def test_cameras_begin_with_a_version_that_no_move_goes_to() -> None:
    assert Plan(cameras=8, interval_s=2, moves=2).versions == ["1.0.0", "1.0.1", "1.0.2"]


def test_one_missed_look_or_a_camera_that_comes_too_late_breaks_the_promise() -> None:
    assert all(bar.passed for bar in bars_of(KEPT))
    for broken in (replace(KEPT, looks_missed=1), replace(KEPT, worst_s=10.1)):
        assert [bar.passed for bar in bars_of(broken)].count(False) == 1
