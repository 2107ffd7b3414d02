"""A small RTSP server that plays films as any number of live, looping cameras, faults included."""

from video.simulator.camera import Channel
from video.simulator.faults import FAULTS, Fault
from video.simulator.footage import Footage
from video.simulator.process import SimulatorProcess
from video.simulator.server import Simulator

__all__ = ["FAULTS", "Channel", "Fault", "Footage", "Simulator", "SimulatorProcess"]
