"""A small RTSP server that plays H.264 files as any number of live, looping cameras."""

from video.simulator.footage import Footage
from video.simulator.process import SimulatorProcess
from video.simulator.server import Channel, Simulator

__all__ = ["Channel", "Footage", "Simulator", "SimulatorProcess"]
