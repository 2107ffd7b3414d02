"""Every fault of the simulator is tried, and each broken promise is named."""

from dataclasses import replace

import pytest

from benchmarks.camera_faults import selected
from benchmarks.fault_cases import CASES
from benchmarks.fault_report import Outcome, summary
from video.simulator import Fault

BROKE = Outcome("stalled", True, 28.0, "silent: stalled", 12.0, None, 0)
RODE = Outcome("clock-drift", False, None, "in_view", 0.5, 1.0, 0)


def test_every_fault_is_tried_and_each_at_its_name() -> None:
    assert {case.fault for case in CASES} == {*Fault}
    assert len({case.name for case in CASES}) == len(CASES)


def test_all_as_promised() -> None:
    faults = summary([BROKE, RODE], leave_s=30, back_s=65)
    assert faults.failed == {}
    assert (faults.worst_left_s, faults.worst_back_s) == (28.0, 12.0)
    assert faults.others_looks_lost == 0


def test_each_broken_promise_is_named() -> None:
    outcomes = [
        replace(BROKE, fault="late", left_s=31.0),
        replace(BROKE, fault="unseen", left_s=None),
        replace(BROKE, fault="gone", back_s=None),
        replace(BROKE, fault="spreads", others_looks_lost=2),
        replace(RODE, fault="stumbles", rode_s=None),
    ]
    faults = summary(outcomes, leave_s=30, back_s=65)
    assert faults.failed == {
        "late": ["left"],
        "unseen": ["left"],
        "gone": ["back"],
        "spreads": ["others"],
        "stumbles": ["rode"],
    }
    assert (faults.worst_left_s, faults.worst_back_s) == (None, None)


def test_faults_are_chosen_by_name_or_with_their_value() -> None:
    assert [case.name for case in selected(["corrupt 0.9", "slow"])] == [
        "corrupt 0.9",
        "slow 1000",
        "slow",
    ]
    assert selected([]) == [*CASES]


def test_a_fault_that_nobody_knows_is_refused_beside_known_ones() -> None:
    with pytest.raises(ValueError, match=r"called corupt, mist; there are .*corrupt 0\.9"):
        selected(["torn", "corupt", "mist"])
