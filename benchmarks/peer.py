"""What the two peers share: the model, the turns, the tally, and how they talk to the benchmark.

A peer prints `ready` once every camera had its first look. Each line it then reads asks for its tally,
which it answers as one JSON line; it ends when its standard input closes.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

LATE = 1.5
"""A look is late when it comes later than so many intervals after the one before it."""

RETRY_S = 1.0

Picture = NDArray[Any]
Look = Callable[[Picture], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """Looks taken so far and how many of them were late."""

    looks: int
    late: int


class Turns:
    """Says when one camera's next look is due: once in each interval, at a phase of its own."""

    def __init__(self, interval_s: float, phase_s: float = 0.0) -> None:
        self.interval_s, self.phase_s = interval_s, phase_s
        self.looks = self.late = 0
        self._slot = -1
        self._last: float | None = None

    def due(self, now: float) -> bool:
        """Return whether no look was taken in the present interval."""
        return int((now - self.phase_s) // self.interval_s) != self._slot

    def take(self, now: float) -> None:
        """Note that the look of the present interval is taken."""
        self._slot = int((now - self.phase_s) // self.interval_s)
        self.looks += 1
        if self._last is not None and now - self._last > LATE * self.interval_s:
            self.late += 1
        self._last = now


class Models:
    """Models without a framework: resize and scale once, run each; one thread, one run at a time."""

    def __init__(self, path: str, count: int = 1) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self._sessions = [
            ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            for _ in range(count)
        ]
        port = self._sessions[0].get_inputs()[0]
        self._name = port.name
        self._height, self._width = (_side(side) for side in port.shape[2:4])
        self._lock = threading.Lock()

    def look(self, picture: Picture) -> None:
        """Run every model on one picture; nobody reads what they say."""
        small = cv2.resize(picture, (self._width, self._height))
        tensor = small.transpose(2, 0, 1)[None].astype(np.float32) / 255
        with self._lock:
            for session in self._sessions:
                session.run(None, {self._name: tensor})


Watch = Callable[[str, Turns, Look], None]
"""Watches one camera until its stream ends, looking whenever a turn is due."""


def serve(watch: Watch, arguments: Sequence[str] | None = None) -> None:
    """Watch every camera named on the command line until standard input closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--models", type=int, default=1)
    parser.add_argument("--interval", type=float, required=True)
    parser.add_argument("urls", nargs="+")
    asked = parser.parse_args(arguments)
    models = Models(asked.model, asked.models)
    every = _turns(asked.interval, len(asked.urls))
    for url, turns in zip(asked.urls, every, strict=True):
        threading.Thread(target=_keep, args=(watch, url, turns, models.look), daemon=True).start()
    while not all(turns.looks for turns in every):
        time.sleep(0.05)
    print("ready", flush=True)
    for _line in sys.stdin:
        print(json.dumps(asdict(_sum(every))), flush=True)


def _keep(watch: Watch, url: str, turns: Turns, look: Look) -> None:
    while True:
        watch(url, turns, look)
        time.sleep(RETRY_S)


def _turns(interval_s: float, cameras: int) -> list[Turns]:
    return [Turns(interval_s, interval_s * index / cameras) for index in range(cameras)]


def _sum(every: Sequence[Turns]) -> Tally:
    return Tally(sum(turns.looks for turns in every), sum(turns.late for turns in every))


def _side(side: Any) -> int:
    return side if isinstance(side, int) else 640
