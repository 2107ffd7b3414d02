"""Clips: the last seconds of each stream are kept as they came, and become an MP4 when they are asked for."""

from video.clips.errors import ClipUncuttable
from video.clips.film import Film, Roll, Unit
from video.clips.mp4 import Clip, cut
from video.clips.ring import Ring

__all__ = ["Clip", "ClipUncuttable", "Film", "Ring", "Roll", "Unit", "cut"]
