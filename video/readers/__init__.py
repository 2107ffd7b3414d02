"""Readers: one thread per camera that hands over the newest due frame and says truthfully how the link is."""

from video.readers.demand import Demand
from video.readers.feed import Feed, Patience
from video.readers.governor import Bounds, Governor, Share
from video.readers.link import Link
from video.readers.mode import Mode
from video.readers.probe import probe

__all__ = [
    "Bounds",
    "Demand",
    "Feed",
    "Governor",
    "Link",
    "Mode",
    "Patience",
    "Share",
    "probe",
]
