"""Readers: one thread per camera that keeps the newest due frame and says truthfully how the link is."""

from video.readers.demand import Demand
from video.readers.feed import Feed
from video.readers.link import Link
from video.readers.probe import probe

__all__ = ["Demand", "Feed", "Link", "probe"]
