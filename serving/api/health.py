"""Is the product alive, is it ready, and what is it doing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.api.deps import allow
from accounts.scope import Scope
from core.errors import Unavailable
from core.http.deps import ServicesDep, SessionDep, router
from core.text import Text
from registry.catalogue.model import Algorithm, Version
from serving.cluster.cluster import Cluster
from serving.metrics import exposition
from video.cameras import listing as cameras
from video.readers.mode import Mode

routes = router(tags=["health"])


class ConnectionsOut(BaseModel):
    """A worker's connections to recorders and cameras."""

    sessions: int
    """Open now."""
    waiting: int
    """Attempts that wait for their turn."""
    held_back: int
    """Recorders that answer nobody and are left alone for a while."""


class WorkerOut(BaseModel):
    """A process that reads cameras; what it counts, it counts since it started."""

    id: str
    node_id: str
    host: str
    """Of that node."""
    age_s: int
    """Seconds since it was given its first camera."""
    memory_mb: int | None
    """MiB of memory, what it shares with other processes included; null before it answered."""
    cameras: int
    looks_per_s: float | None
    """Over the last five minutes; null in its first ten seconds."""
    behind: int
    """Cameras whose looks have come late for so long that it was reported."""
    looks: int
    late_looks: int
    short: bool
    """Whether looks are due that there is no time for."""
    modes: dict[Mode, int]
    """Cameras by the way they are read."""
    connections: ConnectionsOut
    drops: dict[str, int]
    """Frames lost, by cause."""
    spooled: int
    """Reports that wait on disk for the database."""
    answered_s_ago: float


class ResidentOut(BaseModel):
    """An algorithm version that is kept ready; the names are empty where it was removed since."""

    version_id: UUID
    title_zh: str
    title_en: str
    version: str
    pids: list[int]
    """Of its sandboxed processes: none while it is not running, several where one is not enough."""
    inferred: int
    failures: int


class SandboxOut(BaseModel):
    """How far this machine confines vendors' models."""

    landlock_abi: int
    seccomp: bool
    own_uid: bool
    sufficient: bool
    zh: str
    en: str


class NodeOut(BaseModel):
    """A machine of the cluster."""

    id: str
    host: str
    cpus: float
    head: bool
    """Whether it is the one of the head that answers here."""
    answers: bool
    """Whether its Ray takes connections now; a dead node is listed for some seconds more."""
    spares: int
    """Camera workers that wait to take over."""


class LossOut(BaseModel):
    """A worker that had to be replaced, and why."""

    at: datetime
    worker: str
    host: str
    cameras: int
    zh: str
    en: str


class SystemOut(BaseModel):
    """What runs."""

    ready: bool
    leads: bool
    """Whether this head supervises; one that stands by does not."""
    nodes: list[NodeOut]
    workers: list[WorkerOut]
    worker_restarts: int
    losses: list[LossOut]
    """The last twenty workers that had to be replaced, the latest last."""
    recent_drops: dict[str, int]
    """Frames lost in the last five minutes, by cause."""
    models: list[ResidentOut]
    sandbox: SandboxOut


class NotReady(Unavailable):
    """The product is starting, or a part of it is down."""

    code = "not_ready"
    detail = Text("系统正在启动或部分不可用：{parts}。", "Starting, or partly down: {parts}.")


@routes.get("/health/live")
def live() -> dict[str, str]:
    """The API process answers."""
    return {"status": "live"}


@routes.get("/health/ready")
def ready(found: ServicesDep, request: Request) -> dict[str, str]:
    """The database answers, models are served and, where this head leads, cameras are supervised.

    Where not, the answer is 503 and says in words what is wrong.
    """
    with found.sessions() as session:
        session.execute(text("SELECT 1"))
    cluster: Cluster = request.app.state.cluster
    if faults := cluster.faults():
        raise NotReady(parts=_listed(faults))
    return {"status": "ready"}


@routes.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def metrics(
    _: Annotated[Scope, allow("system.read")], session: SessionDep, request: Request
) -> Response:
    """Figures for Prometheus: looks, frame age, drops, batches, inference, camera states, connections, calls.

    Scrape with the token of a system administrator (`authorization: Bearer am_…`) for `system.read`.
    """
    cluster: Cluster = request.app.state.cluster
    called = request.app.state.inference.meter.series()
    content = exposition(cluster.counted(), cameras.states(session), called)
    return Response(content, media_type=CONTENT_TYPE_LATEST)


@routes.get("/system")
def system(
    _: Annotated[Scope, allow("system.read")], session: SessionDep, request: Request
) -> SystemOut:
    """What runs: workers, their cameras and drops, resident models, the sandbox level reached."""
    status: dict[str, Any] = request.app.state.cluster.status()
    models = [*_named(session, status["models"])]
    workers = [
        one | {"connections": _NO_CONNECTIONS | one["connections"]} for one in status["workers"]
    ]
    return SystemOut.model_validate(status | {"models": models, "workers": workers})


def _listed(faults: Sequence[Text]) -> Text:
    return Text("；".join(one.zh for one in faults), "; ".join(one.en for one in faults))


_NO_CONNECTIONS = dict.fromkeys(ConnectionsOut.model_fields, 0)
_NO_NAMES = {"title_zh": "", "title_en": "", "version": ""}


def _named(session: Session, resident: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield resident versions with the names people know them by."""
    ids = [UUID(str(one["version_id"])) for one in resident]
    rows = session.execute(
        select(Version.id, Version.version, Algorithm.title_zh, Algorithm.title_en)
        .join(Algorithm, Algorithm.id == Version.algorithm_id)
        .where(Version.id.in_(ids))
    )
    names = {row.id: row._asdict() for row in rows}
    for version_id, one in zip(ids, resident, strict=True):
        yield {**names.get(version_id, _NO_NAMES), **one}
