"""What a call to a vendor's endpoint takes over a connection that is kept, beside one that is made for it.

Both ask the same server over TLS for the same tensor, in turn, so that what disturbs one disturbs both: on
this machine, and through a delay that stands for a network.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.manifest import RemoteStage
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.part import Part
from core.settings import Settings
from registry.remote.client import RemoteModel
from registry.remote.outward import Address, open_http
from tests.core.net.certificates import certified

WARM = 3
READY_S = 30.0
LEAST = 1.0
"""A connection that is kept is never dearer."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many calls of each kind, with how large a picture, and how far away the other endpoint is."""

    calls: int
    side: int
    round_trip_ms: float


@dataclass(slots=True)
class Way:
    """One way of calling: how long each call took, and how much of that this process computed."""

    model: RemoteModel
    took_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    def once(self, pixels: NDArray[np.uint8]) -> None:
        """Call and note what it took."""
        began, busy = time.perf_counter(), time.process_time()
        self.model.run(pixels)
        self.took_ms.append((time.perf_counter() - began) * 1000)
        self.cpu_ms.append((time.process_time() - busy) * 1000)


def measure(plan: Plan, say: Callable[[str], None]) -> dict[str, float]:
    """Return medians and ratios by name."""
    with tempfile.TemporaryDirectory(prefix="am-bench-lines-") as scratch, ExitStack() as stack:
        folder = Path(scratch)
        server, authority = certified(folder, ["localhost"])
        arguments = ("--certificate", str(server), "--round-trip-ms", str(plan.round_trip_ms))
        part = stack.enter_context(Part.module("benchmarks.endpoint_peer", *arguments))
        ports = json.loads(part.line(READY_S))
        settings = _settings(folder, authority)
        ways = {
            (place, name): _way(stack, settings, ports[place], plan.side, keeps=name == "kept")
            for place in ("near", "far")
            for name in ("fresh", "kept")
        }
        pixels = np.zeros((1, plan.side, plan.side, 3), np.uint8)
        for turn in range(plan.calls + WARM):
            if turn % 50 == 0:
                say(f"call {turn} of {plan.calls + WARM}")
            for way in _in_turn([*ways.values()], turn):
                way.once(pixels)
        return figures(ways) | {"connections": float(part.ask()["connections"])}


def figures(ways: Mapping[tuple[str, str], Way]) -> dict[str, float]:
    """Return medians of what was measured once warm, and what fresh connections take over kept ones."""
    found: dict[str, float] = {}
    for (place, name), way in ways.items():
        found[f"{place}_{name}_ms"] = round(statistics.median(way.took_ms[WARM:]), 2)
        found[f"{place}_{name}_cpu_ms"] = round(statistics.median(way.cpu_ms[WARM:]), 2)
    for place in ("near", "far"):
        for kind in ("ms", "cpu_ms"):
            fresh, kept = found[f"{place}_fresh_{kind}"], found[f"{place}_kept_{kind}"]
            found[f"{place}_{kind}_ratio"] = round(fresh / kept, 2)
    return found


def show(found: Mapping[str, float], *, as_json: bool) -> None:
    """Print the figures against their bars."""
    bars = [Bar(name, found[name], LEAST, True) for name in ("near_ms_ratio", "far_ms_ratio")]
    show_bars("Calls to an endpoint", found, bars, [], as_json=as_json)


def _settings(folder: Path, authority: Path) -> Settings:
    return Settings(
        home=folder,
        remote_hosts="localhost",
        remote_networks="127.0.0.0/8,::1",
        remote_ca_file=authority,
    )


def _way(stack: ExitStack, settings: Settings, port: int, side: int, *, keeps: bool) -> Way:
    http = stack.enter_context(open_http(settings, keeps=keeps))
    stage = RemoteStage.model_validate(
        {
            "kind": "remote",
            "endpoint": "main",
            "model": "fire",
            "input": {"name": "x", "width": side, "height": side},
            "output": "y",
            "decoder": {"kind": "yolo_v8", "labels": ["fire", "smoke"]},
        }
    )
    return Way(RemoteModel(http, Address(f"https://localhost:{port}"), stage))


def _in_turn(ways: Sequence[Way], turn: int) -> Iterator[Way]:
    yield from ways if turn % 2 else reversed(ways)
