"""What the camera simulator costs: the cores of its one process while many clients take its pictures.

The clients are a process of their own (`python -m benchmarks.simulator`) that throws the bytes away;
it is not counted.
"""

import json
import selectors
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks.feed import SECONDS
from benchmarks.part import Part
from benchmarks.processes import Program, measure
from video.simulator import Channel, SimulatorProcess

READY_S = 60.0
TAKE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Plan:
    """How many cameras are registered, how many of them are watched, how and for how long."""

    cameras: int
    streams: int
    seconds: float
    udp: bool


@dataclass(frozen=True, slots=True)
class Cost:
    """What one window of streaming took."""

    cameras: int
    streams: int
    transport: str
    cores: float
    megabits_per_s: float
    units_per_s: float
    dropped_units: int
    memory_mb: int
    machine_cpu_percent: float


def run(plan: Plan, feed: Path, progress: Callable[[str], None]) -> Cost:
    """Register cameras that play the feed, watch some of them, and measure."""
    count = plan.cameras
    channels = {f"/cam{at}": Channel(feed, SECONDS * at / count) for at in range(count)}
    with ExitStack() as stack:
        simulator = stack.enter_context(SimulatorProcess(channels))
        watched = list(channels)[:: max(1, count // plan.streams)][: plan.streams]
        urls = [simulator.url(path) for path in watched]
        transport = "udp" if plan.udp else "tcp"
        progress(f"connecting {len(urls)} clients over {transport}")
        viewers = Part.module("benchmarks.simulator", transport, *urls)
        stack.enter_context(viewers).line(READY_S)
        progress(f"measuring for {plan.seconds:g} s")
        return _window(plan, simulator, viewers)


def _window(plan: Plan, simulator: SimulatorProcess, viewers: Part) -> Cost:
    before, taken = _units(simulator), viewers.ask()["bytes"]
    usage = measure(Program(simulator.pid), plan.seconds)
    after, taken = _units(simulator), viewers.ask()["bytes"] - taken
    return Cost(
        cameras=plan.cameras,
        streams=plan.streams,
        transport="udp" if plan.udp else "tcp",
        cores=round(usage.cores, 3),
        megabits_per_s=round(taken * 8e-6 / usage.seconds, 1),
        units_per_s=round((after[0] - before[0]) / usage.seconds, 1),
        dropped_units=after[1] - before[1],
        memory_mb=psutil.Process(simulator.pid).memory_info().rss >> 20,
        machine_cpu_percent=round(usage.machine_percent, 1),
    )


def _units(simulator: SimulatorProcess) -> tuple[int, int]:
    counts = simulator.counts().values()
    return sum(one["sent_units"] for one in counts), sum(one["dropped_units"] for one in counts)


def show(cost: Cost, as_json: bool) -> None:
    """Print the figures, and with `as_json` once more as the last line."""
    console = Console()
    table = Table("figure", title="What the simulator costs")
    table.add_column("value", justify="right")
    for name, value in asdict(cost).items():
        table.add_row(name, f"{value:g}" if isinstance(value, float) else str(value))
    console.print(table)
    if as_json:
        console.file.write(json.dumps(asdict(cost)) + "\n")


def watch(transport: str, urls: list[str]) -> None:
    """Play every URL and throw its pictures away; each line read is answered with the bytes taken."""
    chosen = selectors.DefaultSelector()
    for url in urls:
        for one in _playing(url, transport == "udp"):
            chosen.register(one, selectors.EVENT_READ)
    chosen.register(sys.stdin, selectors.EVENT_READ)
    print("ready", flush=True)
    taken, room = 0, bytearray(TAKE_BYTES)
    while True:
        for key, _ in chosen.select():
            if isinstance(key.fileobj, socket.socket):
                taken += key.fileobj.recv_into(room)
            elif sys.stdin.readline():
                print(json.dumps({"bytes": taken}), flush=True)
            else:
                return


def _playing(url: str, udp: bool) -> list[socket.socket]:
    """Set one camera up and play it; return the sockets its pictures come by."""
    parts = urlsplit(url)
    control = socket.create_connection((parts.hostname, parts.port))
    if not udp:
        _ask(control, "SETUP", url, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1")
        return [control]
    media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    media.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TAKE_BYTES)
    media.bind((parts.hostname, 0))
    port = media.getsockname()[1]
    _ask(control, "SETUP", url, f"Transport: RTP/AVP;unicast;client_port={port}-{port + 1}")
    return [control, media]


def _ask(control: socket.socket, method: str, url: str, header: str) -> None:
    """Set up, then play; the answer to PLAY is thrown away with the pictures behind it."""
    control.sendall(f"{method} {url} RTSP/1.0\r\nCSeq: 1\r\n{header}\r\n\r\n".encode())
    answer = control.recv(4096).decode()
    session = answer.partition("Session: ")[2].partition(";")[0]
    control.sendall(f"PLAY {url} RTSP/1.0\r\nCSeq: 2\r\nSession: {session}\r\n\r\n".encode())


if __name__ == "__main__":
    watch(sys.argv[1], sys.argv[2:])
