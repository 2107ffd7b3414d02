"""`python -m video.simulator`: the configuration, then commands, as JSON lines on standard input.

Answers one JSON line when ready and one per command. It dies with its parent.
"""

import asyncio
import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.errors import AlgomartError
from video.simulator.server import Channel, Simulator

_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run until terminated."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the parent's to handle
    config = json.loads(sys.stdin.readline())
    _die_with(config["parent"])
    try:
        asyncio.run(_play(config))
    except (AlgomartError, OSError) as error:
        _say({"error": str(error)})
        return 1
    return 0


async def _play(config: Mapping[str, Any]) -> None:
    channels = {
        path: Channel(Path(item["file"]), float(item.get("phase_s", 0)))
        for path, item in config["channels"].items()
    }
    simulator = Simulator(
        channels, config["user"], config["password"], config["host"], config["port"]
    )
    await simulator.start()
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    commands = asyncio.create_task(_obey(simulator))
    _say({"port": simulator.port})
    await stopped.wait()
    commands.cancel()
    await simulator.stop()


async def _obey(simulator: Simulator) -> None:
    known: dict[str, Callable[..., Any]] = {
        "stall": simulator.stall,
        "cut": simulator.cut,
        "refuse": simulator.refuse,
        "set_password": simulator.set_password,
        "counts": simulator.counts,
    }
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while line := await reader.readline():
        name, *arguments = json.loads(line)
        try:
            _say({"done": known[name](*arguments)})
        except KeyError as unknown:
            _say({"error": f"nothing is called {unknown}"})


def _die_with(parent: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        raise SystemExit(1)


def _say(message: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
