"""Examines a frame before inference: whether it shows what the camera should show."""

from video.quality.examiner import Examiner, Verdict
from video.quality.problem import PROBLEMS, Problem

__all__ = ["PROBLEMS", "Examiner", "Problem", "Verdict"]
