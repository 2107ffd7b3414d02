"""What runs, as a system administrator reads it, and whether it is as it should be."""

import time
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select

from accounts.policy import Role
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from registry.catalogue.model import Version
from serving.cluster.assignment import Pulse
from serving.cluster.model_hosts import together
from serving.cluster.supervisor import Supervisor
from tests.serving.conftest import Client, World
from tests.serving.test_supervisor import PuppetCrew


class Resident:
    """A model host that keeps these versions."""

    def __init__(self, *version_ids: UUID) -> None:
        self.answered_at = time.monotonic()
        self._rows = [
            {"version_id": str(one), "pids": [7], "inferred": 3, "failures": 1}
            for one in version_ids
        ]

    def resident(self) -> list[dict[str, object]]:
        """Return the versions that have a child."""
        return self._rows


def test_before_the_cluster_has_started_it_says_so(client: Client) -> None:
    told = client(Role.SYSTEM).get("/api/v1/system").json()
    assert (told["ready"], told["workers"], told["models"]) == (False, [], [])
    assert told["sandbox"]["zh"]
    assert client(Role.DISPATCHER).get("/api/v1/system").status_code == 403


def test_workers_and_models_are_told_with_their_names(
    client: Client, app: FastAPI, world: World, services: Services
) -> None:
    with transaction(services.sessions) as session:
        known = session.scalars(select(Version.id).filter_by(state="published")).one()
    supervisor = Supervisor(services, PuppetCrew())
    supervisor.glance([world.mine["camera_id"]])
    supervisor.reconcile()
    app.state.cluster.supervisor = supervisor
    app.state.cluster.models = Resident(known, uuid7())
    told = client(Role.SYSTEM).get("/api/v1/system").json()
    assert told["ready"]
    (worker,) = told["workers"]
    assert worker["cameras"] == 1
    assert worker["connections"] == {"sessions": 0, "waiting": 0, "held_back": 0}
    first, removed = told["models"]
    assert first["title_zh"]
    assert first["title_en"]
    assert (first["version"], first["inferred"], first["failures"]) == ("1.0.0", 3, 1)
    assert (removed["title_zh"], removed["pids"]) == ("", [7])


def test_lost_workers_and_what_was_lost_of_late_are_told(
    client: Client, app: FastAPI, world: World, services: Services
) -> None:
    crew = PuppetCrew()
    supervisor = Supervisor(services, crew)
    supervisor.glance([world.mine["camera_id"]])
    supervisor.reconcile()
    crew.hired[0].answer = Pulse(0.1, (), 9, {"model": 2}, 0, memory_bytes=200 << 20, behind=1)
    supervisor.reconcile()
    crew.hired[0].answer = Pulse(0.1, (), 12, {"model": 5}, 0, memory_bytes=200 << 20, behind=1)
    supervisor.reconcile()
    app.state.cluster.supervisor, app.state.cluster.models = supervisor, Resident()
    told = client(Role.SYSTEM).get("/api/v1/system").json()
    (worker,) = told["workers"]
    assert (worker["memory_mb"], worker["behind"]) == (200, 1)
    assert told["recent_drops"] == {"model": 5}
    assert told["losses"] == []
    crew.hired[0].gone = True
    supervisor.reconcile()
    (loss,) = client(Role.SYSTEM).get("/api/v1/system").json()["losses"]
    assert (loss["worker"], loss["cameras"], loss["en"]) == (worker["id"], 1, "its process ended")


def test_whether_it_is_ready_is_said_in_words(
    client: Client, app: FastAPI, services: Services
) -> None:
    def told() -> tuple[int, str]:
        answer = client(Role.SYSTEM).get("/api/v1/health/ready", headers={"accept-language": "en"})
        return answer.status_code, answer.json().get("detail", "")

    assert told()[0] == 503
    assert "starting" in told()[1]
    supervisor, models = Supervisor(services, PuppetCrew()), Resident()
    app.state.cluster.supervisor, app.state.cluster.models = supervisor, models
    assert told() == (200, "")
    supervisor.reconciled_at -= 100
    models.answered_at -= 40
    status, words = told()
    assert status == 503
    assert "not been supervised for " in words
    assert "no model host has answered for " in words
    supervisor.reconcile()
    models.answered_at = time.monotonic()
    assert told() == (200, "")


def test_a_version_on_several_hosts_is_told_once() -> None:
    one, other = {"version_id": "a", "failures": 0}, {"version_id": "b", "pids": [5]}
    told = [
        {**one, "pids": [9], "inferred": 3},
        {**other, "inferred": 1, "failures": 2},
        {**one, "pids": [7], "inferred": 4},
    ]
    assert together(told) == [
        {"version_id": "a", "pids": [7, 9], "inferred": 7, "failures": 0},
        {"version_id": "b", "pids": [5], "inferred": 1, "failures": 2},
    ]
