"""The running product writes no secret into a log, command line, environment or file, in nobody's words."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil
import pyotp
import pytest

from serving.demo.receiver import Receiver, receiver
from tests.e2e.broken_camera import broken_camera
from tests.e2e.clips import rendered
from tests.e2e.conftest import KEY, SETTINGS, Watch, events_of
from tests.e2e.product import ProductProcess, created, got, until
from tests.house.planted import Planted, files, found, key_bytes, typed
from tests.house.secret_places import DOCUMENT
from video.simulator import Channel, SimulatorProcess

PATIENCE_S = 280
"""A loaded machine takes minutes to look through a new camera; only never is too late."""
HELD = {"postgres.password": {"database password"}, "run/ray-token": {"ray token"}}
"""Files of the home folder that hold a secret, for their owner alone."""
OURS_ALONE = ("ALGOMART_OIDC_CLIENT_SECRET", "ALGOMART_MQTT_PASSWORD")
"""Settings that the process which serves the API keeps to itself."""
NOT_SEARCHED = ("blobs/", "postgresql-")
"""What people uploaded or the product saw, and PostgreSQL's own programs."""


class Secrets:
    """What was planted."""

    def __init__(self, home: Path) -> None:
        self.planted = [
            Planted.of("ALGOMART_KEYS", KEY, SETTINGS["ALGOMART_KEYS"]),
            *(Planted.of(name, SETTINGS[name]) for name in OURS_ALONE),
            Planted.of("database password", (home / "postgres.password").read_text().strip()),
            Planted.of("ray token", (home / "run/ray-token").read_text().strip()),
        ]

    def plant(self, place: str, value: str, *spelled: bytes) -> str:
        """Remember a secret and return it."""
        self.planted.append(Planted.of(place, value, *spelled))
        return value

    def within(self, data: bytes) -> set[str]:
        """Return the places whose secret is in the data."""
        return found(self.planted, data)


@pytest.fixture
def secrets(product: ProductProcess) -> Secrets:
    """The secrets the product was started with or made for itself."""
    return Secrets(product.home)


@pytest.mark.timeout(6 * PATIENCE_S)
def test_no_secret_leaves_its_place(
    product: ProductProcess,
    secrets: Secrets,
    watch: Watch,
    folder: Path,
    dispatcher: httpx.Client,
    system: httpx.Client,
) -> None:
    for client in (dispatcher, system):
        secrets.plant("token", client.headers["authorization"].partition(" ")[2])
    with closing(_signed_in(product, secrets)) as holder:
        _broken(secrets, watch)
        _delivered(secrets, watch, folder, dispatcher, system)
        leaks = [*_leaks(product, secrets)]
        assert not leaks, "\n".join(map(str, leaks))
        for client in (holder, dispatcher, system):
            assert list(_shown(client, secrets)) == []


def _signed_in(product: ProductProcess, secrets: Secrets) -> httpx.Client:
    """Return the client of somebody with a password and a second factor, after a wrong password."""
    chosen = secrets.plant("password", product.with_password("holder", "viewer"))
    client = httpx.Client(base_url=f"{product.url}/api/v1", timeout=60)
    wrong = {"login": "holder", "password": secrets.plant("wrong password", typed())}
    assert client.post("/session", json=wrong).status_code == 401
    client.post("/session", json={"login": "holder", "password": chosen}).raise_for_status()
    totp = pyotp.TOTP(created(client, "/account/totp", {})["secret"])
    secrets.plant("seed", totp.secret, totp.byte_secret())
    client.post("/session/totp", json={"code": totp.now()}).raise_for_status()
    secrets.plant("cookie", client.cookies["algomart_session"])
    return client


def _broken(secrets: Secrets, watch: Watch) -> None:
    """Let the probe in and FFmpeg fail, at a camera that repeats what it was sent."""
    with broken_camera() as camera:
        password, token = (secrets.plant("broken camera", typed()) for _ in range(2))
        login, sent = f"viewer:{quote(password, safe='')}", quote(token, safe="")
        secrets.plant("broken camera", b64encode(f"viewer:{password}".encode()).decode())
        watch(f"rtsp://{login}@127.0.0.1:{camera.port}/live?token={sent}")
        until(lambda: "SETUP" in camera.asked, PATIENCE_S, "FFmpeg to try the broken camera")


def _delivered(
    secrets: Secrets,
    watch: Watch,
    folder: Path,
    dispatcher: httpx.Client,
    system: httpx.Client,
) -> None:
    """Watch a camera by its password, and by a wrong one, until a case has reached its receiver."""
    password, raw = secrets.plant("camera", typed()), key_bytes()
    signing = secrets.plant("sink", f"whsec_{b64encode(raw).decode()}", raw)
    channels = {"/fire": Channel(rendered(folder).fire)}
    with (
        SimulatorProcess(channels, "viewer", password) as simulator,
        receiver(folder / "planted.jsonl", signing) as outside,
    ):
        sink = {"name": "planted", "kind": "cloudevents", "url": outside.url, "secret": signing}
        created(system, "/sinks", sink)
        wrong = quote(secrets.plant("wrong camera", typed()), safe="")
        refused = watch(f"rtsp://viewer:{wrong}@127.0.0.1:{simulator.port}/fire")
        camera = watch(simulator.url("/fire", credentials=True))
        event = until(lambda: events_of(dispatcher, camera), PATIENCE_S, "an event")[0]
        created(dispatcher, f"/events/{event['id']}/verdicts", {"verdict": "confirm"})
        until(lambda: _taken(outside), PATIENCE_S, "the case at its receiver")
        until(
            lambda: got(dispatcher, f"/cameras/{refused['id']}")["state"] == "refused",
            PATIENCE_S,
            "the wrong password to be refused",
        )
        assert secrets.within(outside.file.read_bytes()) == set()


def _taken(outside: Receiver) -> bool:
    return bool(outside.received())


def _leaks(product: ProductProcess, secrets: Secrets) -> Iterator[tuple[str, set[str]]]:
    """Yield what holds a secret that it should not."""
    ray = Path((product.home / "run/ray-folder").read_text())
    everywhere: set[str] = set()
    for where, data, held in (
        ("log", product.log.read_bytes(), set()),
        *((f"ray {name}", data, set[str]()) for name, data in files(ray)),
        *_home(product.home),
        *_processes(product),
    ):
        there = secrets.within(data)
        everywhere |= there
        if leaked := there - held:
            yield where, leaked
    kept = {"ALGOMART_KEYS", *OURS_ALONE, "database password", "ray token"}
    assert everywhere >= kept, "what must be somewhere was not found: the search misses places"


def _home(home: Path) -> Iterator[tuple[str, bytes, set[str]]]:
    for name, data in files(home):
        if not name.startswith(NOT_SEARCHED):
            yield f"home {name}", data, HELD.get(name, set())


def _processes(product: ProductProcess) -> Iterator[tuple[str, bytes, set[str]]]:
    """Yield command line and environment of every process, and what its environment must hold.

    Ray's processes hand theirs to the workers, which open sealed addresses; nobody else's has a key.
    """
    for one in {*product.processes(), psutil.Process(product.pid)}:
        folder = Path(f"/proc/{one.pid}")
        try:
            line, environ = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        name = line.replace(b"\0", b" ").decode(errors="replace")[:60]
        held: set[str] = {"ALGOMART_KEYS"} if b"ray" in line else set()
        if one.pid == product.pid:
            held = {"ALGOMART_KEYS", *OURS_ALONE}
        yield f"command line of {name}", line, set()
        yield f"environment of {name}", environ, held


def _shown(client: httpx.Client, secrets: Secrets) -> Iterator[tuple[str, set[str]]]:
    """Yield the lists that show a secret."""
    for path, item in DOCUMENT["paths"].items():
        if "get" in item and "{" not in path and not path.endswith("/stream"):
            answer = client.get(path.removeprefix("/api/v1"))
            if leaked := secrets.within(answer.content + repr(answer.headers.raw).encode()):
                yield path, leaked
