"""The simulator inside an event loop of the caller's."""

import asyncio
from pathlib import Path

import pytest

from tests.video.rtsp_client import Client
from tests.video.simulator.watching import starts
from video.simulator import Channel, Fault, Simulator
from video.simulator.errors import NotPartly, SimulatorFailed, UnknownCamera, UnknownFault


def test_it_plays_takes_faults_and_stops(clip: Path) -> None:
    async def played() -> None:
        simulator = Simulator({"/gate": Channel(clip)})
        await simulator.start()
        assert await asyncio.to_thread(_pictures, simulator.url("/gate")) == 20
        await simulator.fault(Fault.REFUSED, "/gate", 403)
        assert await asyncio.to_thread(_status, simulator.url("/gate")) == 403
        await simulator.mend(Fault.REFUSED)
        await simulator.fault(Fault.GRAY)
        assert await asyncio.to_thread(_pictures, simulator.url("/gate")) == 20
        assert simulator.counts()["/gate"]["sessions_total"] == 2
        assert simulator.totals()["attempts"]["total"] == 3
        await simulator.stop()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.to_thread(_status, simulator.url("/gate"))

    asyncio.run(played())


def test_it_refuses_what_it_does_not_know_by_name(clip: Path) -> None:
    simulator = Simulator({"/gate": Channel(clip)})
    for refusal, asked in (
        (UnknownFault, simulator.fault("sleepy")),
        (UnknownCamera, simulator.mend(Fault.GRAY, "/attic")),
        (NotPartly, simulator.fault(Fault.CLOSED, "/gate")),
        (SimulatorFailed, simulator.fault(Fault.GRAY)),
    ):
        with pytest.raises(refusal):
            asyncio.run(asked)


def _pictures(url: str) -> int:
    with Client(url) as viewer:
        viewer.play()
        return len(list(starts(viewer, 20)))


def _status(url: str) -> int:
    with Client(url) as viewer:
        return viewer.ask("DESCRIBE")[0]
