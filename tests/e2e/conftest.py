"""One running product for all end-to-end tests; each test brings its own cameras."""

import itertools
import logging
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.clips import rendered
from tests.e2e.product import ProductProcess, created, free_port, got, until
from tests.house.planted import key_bytes, typed
from video.simulator import Channel, SimulatorProcess

TIMEOUT_S = 300
KEY = key_bytes()
GRPC_PORT = free_port()
SETTINGS = {
    "ALGOMART_GRPC_PORT": str(GRPC_PORT),
    "ALGOMART_CAMERA_NETWORKS": "127.0.0.0/8",
    "ALGOMART_OUTBOUND_NETWORKS": "127.0.0.0/8",
    "ALGOMART_UNDO_S": "1",
    "ALGOMART_OPEN_TIMEOUT_S": "4",
    "ALGOMART_READ_TIMEOUT_S": "4",
    "ALGOMART_RECONNECT_MAX_S": "3",
    "ALGOMART_WORKER_HEARTBEAT_S": "10",
    "ALGOMART_DELIVERY_BACKOFF_MAX_S": "1",
    "ALGOMART_DELIVERY_TIMEOUT_S": "5",
    "ALGOMART_KEYS": f"1:{b64encode(KEY).decode()}",
    "ALGOMART_OIDC_ISSUER": "https://id.city.test",
    "ALGOMART_OIDC_CLIENT_ID": "algomart",
    "ALGOMART_OIDC_CLIENT_SECRET": typed(),
    "ALGOMART_MQTT_PASSWORD": typed(),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, and give it the time that starting a whole product takes."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(TIMEOUT_S))
            shared = "product" in getattr(item, "fixturenames", ())
            # One process has the product that is shared, another starts those that are started to be stopped.
            item.add_marker(pytest.mark.xdist_group("product" if shared else "starting"))


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder with a path short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="am-e2e-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def product(folder: Path) -> Iterator[ProductProcess]:
    """The running product."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    running = ProductProcess(folder / "home", **SETTINGS)
    running.start()
    try:
        running.wait_ready()
        yield running
    finally:
        running.interrupt()


@pytest.fixture(scope="session")
def subscriber(product: ProductProcess) -> Iterator[httpx.Client]:
    """Somebody who adds cameras and subscribes them."""
    with product.client("subscriber", "dispatcher") as client:
        yield client


@pytest.fixture(scope="session")
def dispatcher(subscriber: httpx.Client) -> httpx.Client:
    """Somebody who judges events: in this small city the same person."""
    return subscriber


@pytest.fixture(scope="session")
def system(product: ProductProcess) -> Iterator[httpx.Client]:
    """Somebody who runs the product."""
    with product.client("system") as client:
        yield client


@pytest.fixture
def simulator(folder: Path) -> Iterator[SimulatorProcess]:
    """Two cameras of our own simulator: one that burns, one that does not."""
    clips = rendered(folder)
    channels = {"/fire": Channel(clips.fire), "/quiet": Channel(clips.quiet)}
    with SimulatorProcess(channels, "viewer", "p@ss:word") as running:
        yield running


Watch = Callable[[str], dict[str, Any]]
_NUMBERS = itertools.count(1001)  # all of one length, so that no name is a part of another


@pytest.fixture
def watch(subscriber: httpx.Client) -> Iterator[Watch]:
    """Adds a camera and subscribes it to fire; both are gone after the test."""
    made: list[tuple[str, str]] = []

    def add(url: str) -> dict[str, Any]:
        name = f"Camera {next(_NUMBERS)}"  # events of cameras that are gone keep their names
        body = {"name_zh": name, "name_en": name, "url": url, "place": "Teststraße 1"}
        camera = created(subscriber, "/cameras", body)
        fire = next(a for a in got(subscriber, "/algorithms")["items"] if a["slug"] == "fire")
        wanted = {"camera_id": camera["id"], "algorithm_id": fire["id"], "interval_s": 1}
        subscription = created(subscriber, "/subscriptions", wanted)
        made.append((camera["id"], subscription["id"]))
        return camera

    yield add
    for camera_id, subscription_id in made:
        assert subscriber.delete(f"/subscriptions/{subscription_id}").status_code == 204
        assert subscriber.delete(f"/cameras/{camera_id}").status_code == 204


def state_of(client: httpx.Client, camera: dict[str, Any]) -> tuple[str, str | None]:
    """Return a camera's state word and the code of its reason."""
    found = got(client, f"/cameras/{camera['id']}")
    return found["state"], found["state_reason"] and found["state_reason"]["code"]


def wait_state(client: httpx.Client, camera: dict[str, Any], *words: str) -> tuple[str, str | None]:
    """Wait until a camera is in one of these states and return it with its reason."""
    state: tuple[str, str | None] = until(
        lambda: state_of(client, camera) if state_of(client, camera)[0] in words else None,
        90,
        f"camera to be {' or '.join(words)}, it is {state_of(client, camera)}",
    )
    return state


def events_of(client: httpx.Client, camera: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the events of a camera, newest first."""
    items: list[dict[str, Any]] = got(client, "/events", camera_id=camera["id"])["items"]
    return items
