"""What a line raised live, replayed from its segments: the same events, or what another rule would raise."""

import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from accounts.policy import Role
from algorithms.contract.values import Detection
from cases.detections.ledger import Ledger
from cases.detections.recorder import Recorder
from cases.detections.retention import Keep
from cases.events.model import Event
from cases.events.report import event_id
from cases.events.service import remembered
from cases.events.spool import Spool
from cases.rules import Memory
from core.clock import ManualClock
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from serving.cli import main
from serving.cluster.assignment import Watch
from serving.cluster.desk import Desk
from serving.line import Examined, Line
from serving.queries.demands import demands
from tests.algorithms import shipped
from tests.registry import shelf
from tests.serving.conftest import Client, World
from tests.serving.test_line import RememberingEyes, ScriptedModels, look_of
from video.cameras.service import raise_epochs

STEP_S = 2.0
FLAME = {"k": 2, "n": 3, "cooldown_s": 20, "end_after_s": 6, "dwell_s": 0}
FOLLOWED = FLAME | {"tracking": {"reach_per_s": 0.1}}
SCHEDULED = FOLLOWED | {
    "zones": [{"points": [[0, 0], [0.7, 0], [0.7, 1], [0, 1]]}],
    "schedule": {"windows": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}]},
}


def fire(x: float, score: float = 0.9) -> Detection:
    """Return a fire at a place."""
    return Detection("fire", score, (x, 0.31234567, x + 0.1, 0.51234567))


STORY: list[list[Detection]] = [
    *([fire(0.1)] for _ in range(4)),
    *([fire(0.1 + 0.02 * i), fire(0.8 - 0.02 * i, 0.6)] for i in range(6)),
    *([] for _ in range(5)),
    *([fire(0.5, 0.31)] for _ in range(4)),
    *([fire(0.5), Detection("smoke", 0.8, (0.2, 0.1, 0.6, 0.5))] for _ in range(8)),
    *([] for _ in range(12)),
    *([fire(0.3)] for _ in range(5)),
]


class Worker:
    """One worker's line over one camera: its desk and its segments are real, its model is scripted."""

    def __init__(self, services: Services, camera_id: UUID, folder: Path) -> None:
        self.eyes, self.models = RememberingEyes(), ScriptedModels()
        self.recorder = Recorder(Keep.of(services.settings), services.clock)
        self.desk = Desk(services, Spool(folder, 1 << 20))
        self.line = Line(self.eyes, self.models, self.desk, ledger=Ledger(self.recorder))
        with transaction(services.sessions) as session:
            self.desk.epochs = raise_epochs(session, [camera_id], "w-test")
            watch = demands(session).cameras[camera_id].watches[0]
            for one in watch.judged:
                key = (watch.subscription_id, one.rule.incident_key)
                self.line.memories[key] = Memory.resumed(remembered(session, *key))
        self.watch: Watch = watch

    def sees(self, found: Sequence[Detection], clock: ManualClock) -> None:
        """Take one look."""
        clock.advance(STEP_S)
        self.models.answer = list(found)
        self.eyes.looks = [look_of(self.watch, clock.now())]
        self.line.send()
        self.line.collect()

    def close(self) -> None:
        self.recorder.close()
        self.desk.close()


@pytest.fixture
def subscribe(services: Services, world: World, client: Client) -> Any:
    """Subscribe the own camera to the shipped fire algorithm, with a rule."""

    def make(rule: dict[str, Any]) -> UUID:
        with transaction(services.sessions) as session:
            on_shelf = world.mine["algorithm_id"]
            version = session.scalars(select(Version).filter_by(algorithm_id=on_shelf)).one()
            version.manifest = shipped.package("fire").model_dump(mode="json")
            shelf.mean(session, on_shelf, version.id)
        body = {name: str(world.mine[name]) for name in ("camera_id", "algorithm_id")}
        answer = client(Role.SUBSCRIBER).post("/api/v1/subscriptions", json=body | {"rule": rule})
        assert answer.status_code == 201, answer.text
        return UUID(answer.json()["id"])

    return make


def _events(services: Services, subscription_id: UUID) -> set[tuple[UUID, Any]]:
    with services.sessions() as session:
        rows = session.scalars(select(Event).filter_by(subscription_id=subscription_id))
        return {(row.id, row.ended_at) for row in rows}


def _lived(answer: dict[str, Any], subscription_id: UUID) -> set[tuple[UUID, Any]]:
    from datetime import datetime

    def at(text: str | None) -> datetime | None:
        return None if text is None else datetime.fromisoformat(text)

    return {
        (
            event_id(subscription_id, one["incident"], datetime.fromisoformat(one["opened_at"])),
            at(one["ended_at"]),
        )
        for event in answer["events"]
        for one in event["would"]
    }


@pytest.mark.parametrize("rule", [FLAME, FOLLOWED, SCHEDULED], ids=["flame", "followed", "zones"])
def test_a_replay_gives_exactly_the_events_that_were_raised_live(
    services: Services,
    world: World,
    client: Client,
    clock: ManualClock,
    subscribe: Any,
    tmp_path: Path,
    rule: dict[str, Any],
) -> None:
    """Through a worker that dies, and a database that is away for a while."""
    subscription_id, began = subscribe(rule), clock.now()
    camera_id = world.mine["camera_id"]
    for number, part in enumerate((STORY[:8], STORY[8:22], STORY[22:])):
        worker = Worker(services, camera_id, tmp_path / f"spool{number}")
        for found in part:
            worker.sees(found, clock)
        worker.close()
    raised = _events(services, subscription_id)
    assert len(raised) >= 3
    body = {
        "since": began.isoformat(),
        "until": (clock.now() + timedelta(seconds=1)).isoformat(),
        "as_judged": True,
    }
    url = f"/api/v1/subscriptions/{subscription_id}/replay"
    answer = client(Role.SUBSCRIBER).post(url, json=body)
    assert answer.status_code == 200, answer.text
    assert _lived(answer.json(), subscription_id) == raised
    assert answer.json()["looks"] == len(STORY)
    assert all(one["found"] for event in answer.json()["events"] for one in event["were"])


def test_a_changed_rule_is_shown_beside_what_was_raised(
    services: Services,
    world: World,
    client: Client,
    clock: ManualClock,
    subscribe: Any,
    tmp_path: Path,
) -> None:
    subscription_id, began = subscribe(FLAME), clock.now()
    worker = Worker(services, world.mine["camera_id"], tmp_path / "spool")
    for found in STORY:
        worker.sees(found, clock)
    frame = look_of(worker.watch, clock.now() + timedelta(seconds=1)).frame
    worker.eyes.pictures = [Examined((), frame, (), "black")]
    worker.line.send()
    worker.close()
    subscriber = client(Role.SUBSCRIBER)
    until = clock.now() + timedelta(seconds=5)

    def replayed(rule: dict[str, Any] | None) -> dict[str, Any]:
        body = {"since": began.isoformat(), "until": until.isoformat(), "rule": rule}
        answer = subscriber.post(f"/api/v1/subscriptions/{subscription_id}/replay", json=body)
        assert answer.status_code == 200, answer.text
        flame = next(one for one in answer.json()["events"] if one["event_type"] == "fire.flame")
        return dict(flame)

    same, masked = (
        replayed(None),
        replayed({"masks": [{"points": [[0, 0], [1, 0], [1, 1], [0, 1]]}]}),
    )
    assert len(same["would"]) == len(same["were"]) > 0
    assert [one["event_id"] for one in same["would"]] == [one["id"] for one in same["were"]]
    assert (masked["would"], [one["found"] for one in masked["were"]]) == (
        [],
        [False] * len(same["were"]),
    )
    assert [one["problem"] for one in masked["marks"]][-1] == "black"
    later = replayed({"dwell_s": 12})
    assert later["would"][0]["opened_at"] > same["would"][0]["opened_at"]
    assert later["rule"]["dwell_s"] == 12
    assert len(later["marks"]) == len(STORY) + 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"until": "2026-11-22T07:00:00+00:00"}, 400, "replay_range_invalid"),
        ({"until": "2026-12-22T07:00:00+00:00"}, 400, "replay_range_invalid"),
        ({"rule": {"k": 90}}, 400, "rule_invalid"),
        ({"rule": {"zones": [{"points": [[0, 0]]}]}}, 422, "invalid_fields"),
    ],
)
def test_what_cannot_be_replayed_is_refused_with_the_reason(
    client: Client, subscribe: Any, change: dict[str, Any], status: int, code: str
) -> None:
    body = {"since": "2026-11-22T08:00:00+00:00", "until": "2026-11-22T09:00:00+00:00"} | change
    url = f"/api/v1/subscriptions/{subscribe({})}/replay"
    answer = client(Role.SUBSCRIBER).post(url, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_rule_is_shown_as_the_algorithm_has_it_and_as_it_applies(
    client: Client, subscribe: Any
) -> None:
    subscription_id = subscribe({"events": {"fire.smoke": {"dwell_s": 30}}, "k": 1})
    answer = client(Role.VIEWER).get(f"/api/v1/subscriptions/{subscription_id}/rule")
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    told = answer.json()
    flame, smoke = told["events"]
    assert (flame["default"]["k"], flame["effective"]["k"]) == (2, 1)
    assert (flame["effective"]["dwell_s"], smoke["effective"]["dwell_s"]) == (0, 30)
    assert told["override"]["events"]["fire.smoke"]["dwell_s"] == 30


def test_the_command_line_replays_the_time_around_an_event(
    services: Services,
    world: World,
    clock: ManualClock,
    subscribe: Any,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    subscription_id = subscribe(FLAME)
    worker = Worker(services, world.mine["camera_id"], tmp_path / "spool")
    for found in STORY:
        worker.sees(found, clock)
    worker.close()
    monkeypatch.setenv("ALGOMART_HOME", str(tmp_path))
    monkeypatch.setenv("ALGOMART_DATABASE_URL", database_url)
    monkeypatch.setenv("ALGOMART_LANGUAGE", "en")
    (one, *_) = sorted(_events(services, subscription_id), key=str)
    told = json.loads(_run(capsys, str(one[0]), "--as-judged", "--json"))
    assert one[0] in {of for of, _ in _lived(told, subscription_id)}
    said = _run(capsys, str(one[0]), "--rule", '{"k": 3}')
    assert "would be raised" in said
    assert "was raised" in said
    rule = tmp_path / "rule.json"
    rule.write_text('{"k": 99}')
    assert "must not exceed n" in _run(capsys, str(one[0]), "--rule", str(rule), status=2)
    assert "--rule takes JSON" in _run(capsys, str(one[0]), "--rule", "nowhere.json", status=2)
    assert "Name an event" in _run(capsys, "--subscription", str(subscription_id), status=2)


def _run(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    before = sys.argv
    sys.argv = ["algomart", "replay", *words]
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = before
    assert (ended.value.code or 0) == status
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_a_dispatcher_replays_and_a_viewer_does_not(client: Client, subscribe: Any) -> None:
    url = f"/api/v1/subscriptions/{subscribe({})}/replay"
    body = {"since": "2026-11-22T08:00:00+00:00", "until": "2026-11-22T09:00:00+00:00"}

    def status(of: TestClient) -> int:
        return of.post(url, json=body).status_code

    assert status(client(Role.DISPATCHER)) == 200
    assert status(client(Role.VIEWER)) == 403


@pytest.mark.parametrize(("language", "said"), [("zh", "轮廓不能自相交"), ("en", "cross itself")])
def test_a_zone_that_is_none_is_refused_in_both_languages(
    client: Client, subscribe: Any, language: str, said: str
) -> None:
    knot = {"zones": [{"points": [[0, 0], [1, 1], [1, 0], [0, 1]]}]}
    url = f"/api/v1/subscriptions/{subscribe({})}"
    headers = {"accept-language": language}
    answer = client(Role.SUBSCRIBER).patch(url, json={"rule": knot}, headers=headers)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == "rule.zones.0.points"
    assert said in fault["message"]
