"""A problem that stays becomes a maintenance incident, one per camera and problem.

The judge that turns an algorithm's looks into incidents serves here too: `seen` says what to feed it
with after each look, and the rule of each problem follows from `MAINTENANCE`. Whoever joins both (serving)
asks it once per look and problem, with k = n = 1: the hysteresis is in the verdict already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from algorithms.contract.values import Detection, Json
from core.text import Text
from video.quality.examiner import Verdict
from video.quality.problem import Problem

EVENT_TYPE = "camera_picture"
AFTER_S = 300.0
"""For how long a camera stays poor before it is told, unless the settings say otherwise."""
END_AFTER_S = 1.0
"""Seconds without the problem, beside the judge's two looks, that end the incident."""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What the incident of one problem is called; its label is the problem."""

    title: Text
    severity: Literal["critical", "major", "minor"]
    incident_key: str


def _of(problem: Problem, severity: Literal["major", "minor"], zh: str, en: str) -> Maintenance:
    return Maintenance(Text(zh, en), severity, f"{EVENT_TYPE}:{problem}")


MAINTENANCE: Mapping[Problem, Maintenance] = {
    "flat": _of("flat", "major", "摄像机无图像", "Camera without a picture"),
    "black": _of("black", "major", "摄像机画面全黑", "Camera's picture is black"),
    "corrupt": _of("corrupt", "major", "摄像机画面花屏", "Camera's picture is damaged"),
    "frozen": _of("frozen", "major", "摄像机画面冻结", "Camera's picture is frozen"),
    "overexposed": _of("overexposed", "minor", "摄像机画面过曝", "Camera is dazzled"),
    "covered": _of("covered", "major", "摄像机被遮挡", "Camera is covered"),
    "blurred": _of("blurred", "minor", "摄像机画面模糊", "Camera is out of focus"),
    "moved": _of("moved", "minor", "摄像机视角偏移", "Camera looks elsewhere"),
}


def seen(verdict: Verdict, taken_at: datetime, after_s: float = AFTER_S) -> tuple[Detection, ...]:
    """Return the problem as a detection of the whole picture, once it has lasted so many seconds."""
    if verdict.problem is None or verdict.since is None:
        return ()
    if (taken_at - verdict.since).total_seconds() < after_s:
        return ()
    told: dict[str, Json] = {"since": verdict.since.isoformat(), "usable": verdict.usable}
    return (Detection(verdict.problem, 1.0, attributes=told),)
