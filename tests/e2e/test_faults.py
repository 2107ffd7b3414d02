"""Whatever breaks has a name, stays small, and mends itself; no event is lost or doubled."""

import os
import signal
from typing import Any

import httpx
import psutil
import pytest

from serving.demo.receiver import receiver
from tests.e2e.conftest import Watch, events_of, state_of, wait_state
from tests.e2e.product import ProductProcess, created, free_port, got, until
from video.simulator import SimulatorProcess


def _opened(client: httpx.Client, camera: dict[str, Any]) -> dict[str, Any]:
    return until(lambda: events_of(client, camera), 90, "an event")[0]


def _still_seen(client: httpx.Client, event: dict[str, Any]) -> None:
    """Wait until an open event is seen again after now."""
    before = got(client, f"/events/{event['id']}")["updated_at"]
    until(
        lambda: got(client, f"/events/{event['id']}")["updated_at"] != before,
        90,
        "the event to be seen again",
    )


def test_an_unreachable_host_is_offline(watch: Watch, dispatcher: httpx.Client) -> None:
    camera = watch(f"rtsp://127.0.0.1:{free_port()}/nobody")
    assert wait_state(dispatcher, camera, "offline") == ("offline", "port_closed")


def test_a_wrong_password_is_refused_and_a_corrected_one_is_not(
    watch: Watch,
    simulator: SimulatorProcess,
    subscriber: httpx.Client,
    dispatcher: httpx.Client,
) -> None:
    camera = watch(f"rtsp://viewer:wrong@127.0.0.1:{simulator.port}/quiet")
    assert wait_state(dispatcher, camera, "refused") == ("refused", "bad_credentials")
    shown = got(dispatcher, f"/cameras/{camera['id']}")
    assert "wrong" not in shown["url"]
    assert "***" in shown["url"]
    tag = {"if-match": f'"{shown["revision"]}"'}
    right = {"url": simulator.url("/quiet", credentials=True)}
    assert subscriber.patch(f"/cameras/{camera['id']}", json=right, headers=tag).status_code == 200
    wait_state(dispatcher, camera, "in_view")


def test_a_stalled_stream_leaves_view_and_comes_back(
    watch: Watch, simulator: SimulatorProcess, dispatcher: httpx.Client
) -> None:
    camera = watch(simulator.url("/quiet", credentials=True))
    wait_state(dispatcher, camera, "in_view")
    os.kill(simulator.pid, signal.SIGSTOP)
    try:
        state, reason = wait_state(dispatcher, camera, "silent", "offline", "late")
        assert reason is not None
        assert state != "in_view"
    finally:
        os.kill(simulator.pid, signal.SIGCONT)
    wait_state(dispatcher, camera, "in_view")


@pytest.mark.parametrize(
    "victim", ["registry.sandbox.child", "ray::CameraWorker", "ray::ServeReplica:models"]
)
def test_a_killed_process_costs_no_event(
    victim: str,
    product: ProductProcess,
    watch: Watch,
    simulator: SimulatorProcess,
    dispatcher: httpx.Client,
) -> None:
    camera = watch(simulator.url("/fire", credentials=True))
    event = _opened(dispatcher, camera)
    victims = product.running(victim)
    assert victims, f"no process of {victim}"
    for process in victims:
        process.send_signal(signal.SIGKILL)
    counted = _looks(dispatcher)
    _still_seen(dispatcher, event)
    events = events_of(dispatcher, camera)
    assert len([one for one in events if one["event_type"] == event["event_type"]]) == 1
    until(lambda: _looks(dispatcher) > counted, 90, "further looks to be counted")


def _looks(client: httpx.Client) -> int:
    """Return how many looks were counted for the scorecard."""
    total: dict[str, Any] = got(client, "/scorecards")["total"]
    return int(total["looks"])


def _reads(process: psutil.Process, simulator: SimulatorProcess) -> bool:
    """Say whether a worker is connected to a camera."""
    found = process.net_connections("tcp") if process.is_running() else []
    return any(one.raddr and one.raddr.port == simulator.port for one in found)


def test_a_hung_worker_s_cameras_are_taken_over_by_the_spare_one(
    product: ProductProcess,
    watch: Watch,
    simulator: SimulatorProcess,
    dispatcher: httpx.Client,
    system: httpx.Client,
) -> None:
    cameras = [watch(simulator.url(path, credentials=True)) for path in ("/fire", "/quiet")]
    for camera in cameras:
        wait_state(dispatcher, camera, "in_view")
    until(lambda: got(system, "/system")["nodes"][0]["spares"], 60, "a spare worker")
    until(lambda: len(product.running("ray::CameraWorker")) == 2, 60, "two workers")
    workers = product.running("ray::CameraWorker")
    (hung,) = [one for one in workers if _reads(one, simulator)]
    (spare,) = [one for one in workers if one != hung]
    before = got(system, "/system")
    hung.send_signal(signal.SIGSTOP)  # no thread of it moves: as in a library that holds the lock
    until(lambda: _reads(spare, simulator), 90, "the spare worker to read the cameras")
    after = got(system, "/system")
    assert after["worker_restarts"] == before["worker_restarts"] + 1
    assert after["losses"][-1]["cameras"] == len(cameras)
    until(lambda: not hung.is_running() or hung.status() == "zombie", 30, "the hung one to be gone")
    for camera in cameras:
        _looked_at_again(dispatcher, camera)
    until(lambda: got(system, "/system")["nodes"][0]["spares"], 60, "another spare worker")


def _looked_at_again(client: httpx.Client, camera: dict[str, Any]) -> None:
    """Wait until a camera is looked at after now."""
    path = f"/cameras/{camera['id']}"
    before = got(client, path)["last_inferred_at"]
    until(lambda: got(client, path)["last_inferred_at"] != before, 30, "another look")


def test_a_killed_database_is_started_again_and_nothing_is_lost(
    product: ProductProcess,
    watch: Watch,
    simulator: SimulatorProcess,
    dispatcher: httpx.Client,
) -> None:
    camera = watch(simulator.url("/fire", credentials=True))
    event = _opened(dispatcher, camera)
    postmaster = int((product.home / "postgres/data/postmaster.pid").read_text().split()[0])
    psutil.Process(postmaster).kill()
    until(lambda: _answers(dispatcher), 60, "the API to answer again")
    _still_seen(dispatcher, event)
    assert state_of(dispatcher, camera)[0] == "in_view"


def _answers(client: httpx.Client) -> bool:
    answer = client.get("/events")
    assert answer.status_code in (200, 503), answer.text
    return answer.status_code == 200


def test_a_receiver_that_was_down_gets_each_case_once(
    product: ProductProcess,
    watch: Watch,
    simulator: SimulatorProcess,
    dispatcher: httpx.Client,
    system: httpx.Client,
) -> None:
    port = free_port()
    secret = created(
        system,
        "/sinks",
        {"name": "late", "kind": "cloudevents", "url": f"http://127.0.0.1:{port}/cases"},
    )["secret"]
    event = _opened(dispatcher, watch(simulator.url("/fire", credentials=True)))
    verdict = dispatcher.post(f"/events/{event['id']}/verdicts", json={"verdict": "confirm"})
    assert verdict.status_code == 201
    case_id = until(
        lambda: got(dispatcher, f"/events/{event['id']}")["case_id"], 30, "the case of the event"
    )
    until(
        lambda: got(dispatcher, f"/cases/{case_id}")["deliveries"][-1]["attempts"] >= 2,
        30,
        "a second attempt",
    )
    with receiver(product.home.parent / "late.jsonl", secret, port=port) as outside:
        until(
            lambda: got(dispatcher, f"/cases/{case_id}")["deliveries"][-1]["state"] == "delivered",
            60,
            "the delivery",
        )
        taken = [one for one in outside.received() if case_id in str(one)]
    assert len(taken) == 1
