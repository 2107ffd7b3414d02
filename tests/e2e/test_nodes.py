"""One installation on two nodes: cameras on both, and a node that dies takes no event with it."""

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from core.database.embedded import Embedded
from tests.e2e.clips import rendered
from tests.e2e.conftest import SETTINGS, events_of, wait_state
from tests.e2e.product import ProductProcess, created, free_port, got, until
from video.simulator import Channel, SimulatorProcess

CAMERAS = 4
PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Shared:
    """What all nodes share."""

    database_url: str
    blobs: Path
    token: Path
    port: int

    def settings(self) -> dict[str, str]:
        """Return the settings every node is started with."""
        return SETTINGS | {
            "ALGOMART_DATABASE_URL": self.database_url,
            "ALGOMART_BLOBS_URL": self.blobs.as_uri(),
            "ALGOMART_RAY_TOKEN_FILE": str(self.token),
            "ALGOMART_CAMERAS_PER_WORKER": "1",
        }


@pytest.fixture
def place(folder: Path) -> Iterator[Path]:
    """A folder of this test's own, with a path short enough for sockets."""
    place = folder / f"n{time.monotonic_ns() % 10**6}"
    place.mkdir(mode=0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def shared(place: Path) -> Iterator[Shared]:
    """A PostgreSQL of its own, a folder for blobs, a token."""
    token, blobs = place / "token", place / "shared"
    token.write_text(secrets.token_hex(32))
    token.chmod(0o600)
    blobs.mkdir(mode=0o700)
    with Embedded(place / "elsewhere") as server:
        yield Shared(server.url, blobs, token, free_port())


@pytest.fixture
def head(shared: Shared, place: Path) -> Iterator[ProductProcess]:
    """The head."""
    port = {"ALGOMART_RAY_PORT": str(shared.port)}
    running = ProductProcess(place / "head", **shared.settings(), **port)
    running.start()
    try:
        running.wait_ready()
        yield running
    finally:
        running.interrupt()


@pytest.fixture
def node(shared: Shared, head: ProductProcess, place: Path) -> Iterator[ProductProcess]:
    """A further node, with the head's keys and nothing else of it."""
    running = ProductProcess(place / "node", **shared.settings())
    running.home.mkdir(mode=0o700)
    shutil.copy(head.home / "keys.json", running.home / "keys.json")
    running.start("--address", f"127.0.0.1:{shared.port}")
    try:
        yield running
    finally:
        running.terminate()


@pytest.fixture
def spare(shared: Shared, head: ProductProcess, place: Path) -> Iterator[ProductProcess]:
    """A second head at the same database."""
    running = ProductProcess(place / "spare", **shared.settings())
    running.home.mkdir(mode=0o700)
    shutil.copy(head.home / "keys.json", running.home / "keys.json")
    running.start()
    try:
        running.wait_ready()
        yield running
    finally:
        running.interrupt()


@pytest.fixture
def burning(folder: Path) -> Iterator[SimulatorProcess]:
    """Cameras that all see a fire."""
    clips = rendered(folder)
    channels = {f"/fire{number}": Channel(clips.fire) for number in range(CAMERAS)}
    with SimulatorProcess(channels, "viewer", "p@ss:word") as running:
        yield running


def _watch(client: httpx.Client, simulator: SimulatorProcess, number: int) -> dict[str, Any]:
    name = f"Camera {number}"
    url = simulator.url(f"/fire{number}", credentials=True)
    camera = created(
        client, "/cameras", {"name_zh": name, "name_en": name, "url": url, "place": "Street 1"}
    )
    fire = next(a for a in got(client, "/algorithms")["items"] if a["slug"] == "fire")
    created(
        client,
        "/subscriptions",
        {"camera_id": camera["id"], "algorithm_id": fire["id"], "interval_s": 2},
    )
    return camera


def _nodes(system: httpx.Client, count: int) -> Callable[[], bool]:
    return lambda: len(got(system, "/system")["nodes"]) == count


def _workers(node: ProductProcess) -> list[psutil.Process]:
    return node.running("ray::CameraWorker")


def _updates(client: httpx.Client, cameras: list[dict[str, Any]]) -> dict[str, str]:
    """Return when each camera's flames were last seen: one event a camera, and never two."""
    found = {camera["id"]: events_of(client, camera) for camera in cameras}
    fires = {
        key: [one for one in events if one["event_type"] == "fire.flame"]
        for key, events in found.items()
    }
    assert all(len(events) <= 1 for events in fires.values()), fires
    return {key: events[0]["updated_at"] for key, events in fires.items() if events}


def _all_seen_again(
    client: httpx.Client, cameras: list[dict[str, Any]], before: dict[str, str]
) -> None:
    until(
        lambda: all(_updates(client, cameras)[key] > then for key, then in before.items()),
        PATIENCE_S,
        "every event to be seen again",
    )


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_killed_node_s_cameras_are_in_view_again_and_no_event_is_lost_or_doubled(
    head: ProductProcess, node: ProductProcess, shared: Shared, burning: SimulatorProcess
) -> None:
    with head.client("subscriber", "dispatcher") as client, head.client("system") as system:
        until(_nodes(system, 2), PATIENCE_S, f"the node to join, see {node.log}")
        cameras = [_watch(client, burning, number) for number in range(CAMERAS)]
        for camera in cameras:
            wait_state(client, camera, "in_view")
        until(lambda: len(_updates(client, cameras)) == CAMERAS, PATIENCE_S, "an event of each")
        assert len(_workers(head)) == len(_workers(node)) == CAMERAS // 2
        hosts = got(system, "/system")["models"]
        assert [one["inferred"] > 0 for one in hosts] == [True, True]  # each where it was read

        node.kill_all()
        before = _updates(client, cameras)
        _all_seen_again(client, cameras, before)
        for camera in cameras:
            wait_state(client, camera, "in_view")
        until(_nodes(system, 1), PATIENCE_S, "the dead node to be struck off")
        assert len(_workers(head)) == CAMERAS

        node.start("--address", f"127.0.0.1:{shared.port}")
        until(lambda: _workers(node), PATIENCE_S, "workers to move to the node that is back")
        _all_seen_again(client, cameras, _updates(client, cameras))


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_second_head_stands_by_and_leads_when_the_first_is_gone(
    head: ProductProcess, spare: ProductProcess, burning: SimulatorProcess
) -> None:
    with head.client("subscriber", "dispatcher") as client, spare.client("system") as system:
        cameras = [_watch(client, burning, number) for number in range(2)]
        until(lambda: len(_updates(client, cameras)) == 2, PATIENCE_S, "an event of each")
        assert got(system, "/system")["leads"] is False
        assert got(system, "/system")["workers"] == []
        head.kill_all()
        client.base_url = httpx.URL(f"{spare.url}/api/v1/")
        before = _updates(client, cameras)
        until(lambda: got(system, "/system")["leads"], PATIENCE_S, "the spare to lead")
        _all_seen_again(client, cameras, before)
        for camera in cameras:
            wait_state(client, camera, "in_view")
