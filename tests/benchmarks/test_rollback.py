"""A canary whose model keeps crashing on live cameras is rolled back, and no camera misses a look."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from benchmarks import feed, goods
from benchmarks.product import ALGORITHM, Product, wait
from benchmarks.sightings import Sightings
from benchmarks.street import street

SLUG, INTERVAL_S, CAMERAS = f"{ALGORITHM}_tried", 2.0, 4
STABLE, TRIAL = "1.0.0", "1.0.1"
PATIENCE_S = 120


@contextmanager
def crashing(product: Product, version_id: str) -> Iterator[None]:
    """Kill every child of a version as soon as it is seen, as a model that corrupts its memory would."""
    ended = threading.Event()

    def kill() -> None:
        while not ended.wait(0.1):
            for one in product.system.get("/system")["models"]:
                if one["version_id"] == version_id:
                    for pid in one["pids"]:
                        if psutil.pid_exists(pid):
                            psutil.Process(pid).send_signal(signal.SIGSEGV)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    yield
    ended.set()
    thread.join()


def running(product: Product) -> list[str]:
    """Return the version that inferred each subscription's last look."""
    every = product.subscriber.every("/subscriptions")
    return [one["running_version"]["version"] for one in every if one["running_version"]]


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.e2e
def test_a_crashing_canary_is_rolled_back_and_no_look_is_missed() -> None:
    with street(feed.prepare(feed.SUB), CAMERAS) as urls, Product.start() as product:
        goods.offer_versions(product.home, SLUG, [TRIAL, STABLE])
        product.watch(urls, INTERVAL_S, (SLUG,))
        shelf = {one["slug"]: one["id"] for one in product.system.every("/algorithms")}
        path = f"/algorithms/{shelf[SLUG]}"
        of = {one["version"]: one["id"] for one in product.system.get(path)["versions"]}
        with Sightings.of(product.subscriber, every_s=0.25) as seen:
            began = time.time()
            wanted = {
                "version_id": of[TRIAL],
                "mode": "canary",
                "camera_ids": product.cameras[: CAMERAS // 2],
                "reason": "a test",
            }
            rollout = product.system.post(f"{path}/rollouts", wanted)
            wait("the canary", lambda: running(product).count(TRIAL) == 2, PATIENCE_S)
            told = [one["rollout"] for one in product.subscriber.every("/subscriptions")]
            assert [one["mode"] for one in told if one] == ["canary"] * 2
            with crashing(product, of[TRIAL]):
                over = f"/rollouts/{rollout['id']}"
                wait(
                    "a rollback",
                    lambda: product.system.get(over)["state"] == "rolled_back",
                    PATIENCE_S,
                )
            wait("the way back", lambda: running(product) == [STABLE] * CAMERAS, PATIENCE_S)
            time.sleep(4 * INTERVAL_S)
            assert seen.lost(product.cameras, INTERVAL_S, began) == 0
        ended = product.system.get(over)
        assert ended["ending"]["code"] in {"crashes", "lost"}
        assert ended["figures"]["compared"]["lost"] > 0
        assert product.system.get(path)["aliases"][0]["version"] == STABLE
