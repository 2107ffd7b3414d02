"""`python -m video.simulator`: the configuration, then commands, as JSON lines on standard input.

Answers one JSON line when ready and one per command. It dies with its parent.
"""

import asyncio
import ctypes
import inspect
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.errors import AlgomartError
from video.simulator.camera import Channel
from video.simulator.server import Simulator

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
        path: Channel(**{**item, "file": Path(item["file"])})
        for path, item in config["channels"].items()
    }
    cache = Path(config["cache"]) if config["cache"] else None
    account = config["user"], config["password"]
    simulator = Simulator(channels, *account, config["host"], config["port"], cache)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    try:
        await simulator.start()
        commands = asyncio.create_task(_obey(simulator))
        _say({"port": simulator.port})
        await stopped.wait()
        commands.cancel()
    finally:
        await simulator.stop()


async def _obey(simulator: Simulator) -> None:
    known: dict[str, Callable[..., Any]] = {
        "fault": simulator.fault,
        "mend": simulator.mend,
        "cut": simulator.cut,
        "set_password": simulator.set_password,
        "counts": simulator.counts,
        "totals": simulator.totals,
    }
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while line := await reader.readline():
        name, *arguments = json.loads(line)
        try:
            done = known[name](*arguments)
            _say({"done": await done if inspect.isawaitable(done) else done})
        except AlgomartError as error:
            _say({"error": str(error)})


def _die_with(parent: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        raise SystemExit(1)


def _say(message: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
