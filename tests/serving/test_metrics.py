"""What Prometheus scrapes: parsed by its own parser, bounded, for system administrators only."""

from collections import Counter

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from accounts.policy import Role
from registry.metering.service import Used
from serving.cluster.supervisor import Counted
from serving.cluster.tally import Tally
from serving.metrics import exposition
from tests.serving.conftest import Client
from video.cameras.state import STATES

CALLED = {("parks", "fire:1.0.0"): Used(calls=3, frames=5, failures=1, seconds=0.25)}


def samples(text: str) -> dict[tuple[str, str], float]:
    """Return each sample by its name and its label's value."""
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def counted() -> Counted:
    tally = Tally()
    tally.count("asked", "keyframes", 5)
    tally.count("done", "keyframes", 4)
    tally.count("late", "keyframes")
    tally.count("attempts", "ok", 2)
    tally.count("unrecorded", "disk", 5)
    for age_s in (0.05, 0.3, 60.0):
        tally.age_s.note(age_s)
    tally.batch.note(3)
    both = Tally()
    both.add(tally)
    both.add(tally)
    return Counted(2, 1, both, {"model": 3}, Counter(sessions=7), behind=5)


def test_the_figures_are_the_sums_of_all_workers() -> None:
    found = samples(exposition(counted(), {"in_view": 9}, CALLED).decode())
    assert found["algomart_looks_asked_total", "keyframes"] == 10
    assert found["algomart_looks_late_total", "keyframes"] == 2
    assert found["algomart_frames_dropped_total", "model"] == 3
    assert found["algomart_camera_connects_total", "ok"] == 4
    assert found["algomart_camera_connections", "sessions"] == 7
    assert found["algomart_detections_dropped_total", "disk"] == 10
    assert found["algomart_worker_restarts_total", ""] == 1
    assert found["algomart_cameras_behind", ""] == 5
    assert found["algomart_frame_age_seconds_bucket", "0.5"] == 4
    assert found["algomart_frame_age_seconds_bucket", "+Inf"] == 6
    assert found["algomart_frame_age_seconds_count", ""] == 6
    assert found["algomart_batch_frames_bucket", "4"] == 2
    assert found["algomart_cameras", "in_view"] == 9
    assert found["algomart_inference_frames_total", "parks"] == 5
    assert found["algomart_inference_seconds_total", "parks"] == 0.25
    assert {label for name, label in found if name == "algomart_cameras"} == set(STATES)


def test_system_administrators_scrape_and_nobody_else(client: Client) -> None:
    scraped = client(Role.SYSTEM).get("/api/v1/metrics")
    assert scraped.status_code == 200
    assert scraped.headers["content-type"].startswith("text/plain; version=")
    found = samples(scraped.text)
    assert found["algomart_ready", ""] == 0, "no cluster stands behind this app"
    assert sum(value for (name, _), value in found.items() if name == "algomart_cameras") == 2
    refused: TestClient = client(Role.DISPATCHER)
    assert refused.get("/api/v1/metrics").status_code == 403
