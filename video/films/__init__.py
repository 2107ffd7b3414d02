"""Films: the last seconds of each stream are kept as they came, and become an MP4 when they are asked for."""

from video.films.errors import ClipUncuttable
from video.films.film import Film, Roll, Unit
from video.films.mp4 import Clip, cut
from video.films.ring import Ring

__all__ = ["Clip", "ClipUncuttable", "Film", "Ring", "Roll", "Unit", "cut"]
