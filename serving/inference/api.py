"""The Open Inference Protocol v2 under `/v2`; health alone is open to everybody.

It has its own specification and so no place in our API's document.
"""

from functools import partial
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import text
from starlette.exceptions import HTTPException

from accounts.api.deps import allow_briefly
from accounts.scope import Scope
from core.database.engine import transaction
from core.errors import Unavailable
from core.http.deps import ServicesDep
from core.text import Text
from registry.remote.protocol import LENGTH
from serving.inference import body, describing, models, packing
from serving.inference.errors import CallTooLarge
from serving.inference.route import InferenceRoute
from serving.inference.service import ACTION, Inference
from serving.inference.values import Model

PREFIX = "/v2"
LARGEST = 1024 << 20
"""What `ALGOMART_INFER_MAX_MB` may be at most; the setting itself is kept to below."""
THREADS = anyio.CapacityLimiter(16)
"""Calls have threads of their own: one that waits for its model must not keep a page from the console."""

routes = APIRouter(prefix=PREFIX, route_class=InferenceRoute, include_in_schema=False)
Caller = Annotated[Scope, allow_briefly(ACTION)]


def _inference(request: Request) -> Inference:
    found: Inference = request.app.state.inference
    return found


InferenceDep = Annotated[Inference, Depends(_inference)]


class ServerNotReady(Unavailable):
    """Models are not served at present."""

    code = "server_not_ready"
    detail = Text("模型服务未就绪：{parts}", "The server is not ready: {parts}")


@routes.get("/health/live")
def live() -> dict[str, bool]:
    """The process answers."""
    return {"live": True}


@routes.get("/health/ready")
def ready(services: ServicesDep, request: Request) -> dict[str, bool]:
    """The database answers and models are served."""
    with services.sessions() as session:
        session.execute(text("SELECT 1"))
    if faults := request.app.state.cluster.faults():
        raise ServerNotReady(parts="; ".join(fault.en for fault in faults))
    return {"ready": True}


@routes.get("")
@routes.get("/")
def server(_: Caller) -> dict[str, Any]:
    """The server's metadata."""
    return describing.server()


@routes.get("/models/stats")
def all_statistics(scope: Caller, inference: InferenceDep) -> dict[str, Any]:
    """What was called of every model the caller may call."""
    with transaction(inference.services.sessions) as session:
        every = [one.model for one in models.index(session, scope)]
    return _statistics(inference, *every)


@routes.get("/models/{name}")
@routes.get("/models/{name}/versions/{version}")
def metadata(
    scope: Caller, inference: InferenceDep, name: str, version: str = ""
) -> dict[str, Any]:
    """A model's inputs and outputs."""
    return describing.metadata(inference.describe(scope, name, version))


@routes.get("/models/{name}/config")
@routes.get("/models/{name}/versions/{version}/config")
def config(scope: Caller, inference: InferenceDep, name: str, version: str = "") -> dict[str, Any]:
    """A model's configuration."""
    return describing.config(inference.describe(scope, name, version))


@routes.get("/models/{name}/ready")
@routes.get("/models/{name}/versions/{version}/ready")
def model_ready(
    scope: Caller, inference: InferenceDep, name: str, version: str = ""
) -> dict[str, Any]:
    """Whether a model may be called and models are served; it is loaded when it is first called."""
    found = inference.find(scope, name, version)
    inference.models()
    return {"name": found.name, "ready": True}


@routes.get("/models/{name}/stats")
@routes.get("/models/{name}/versions/{version}/stats")
def statistics(
    scope: Caller, inference: InferenceDep, name: str, version: str = ""
) -> dict[str, Any]:
    """What was called of one model."""
    return _statistics(inference, inference.find(scope, name, version))


@routes.post("/repository/index")
async def index(request: Request, scope: Caller, inference: InferenceDep) -> list[dict[str, Any]]:
    """The models the caller may call, all their versions; `{"ready": true}` leaves out those that wait."""
    only_ready = body.read_object(await request.body()).get("ready") is True
    return await anyio.to_thread.run_sync(_index, inference, scope, only_ready, limiter=THREADS)


@routes.post("/models/{name}/infer", max_body_size=LARGEST)
@routes.post("/models/{name}/versions/{version}/infer", max_body_size=LARGEST)
async def infer(
    request: Request, scope: Caller, inference: InferenceDep, name: str, version: str = ""
) -> Response:
    """Run a model on what is sent."""
    most = inference.services.settings.infer_max_mb << 20
    with inference.under_way(scope.user):
        sent = await received(request, most)
        work = partial(_infer, inference, scope, request, sent, (name, version))
        return await anyio.to_thread.run_sync(work, limiter=THREADS)


@routes.api_route("/{path:path}", methods=["GET", "POST"])
def nothing(path: str) -> Response:
    """Tell that there is nothing here; models are handed in on the shelf, and never loaded from outside."""
    raise HTTPException(404, "there is nothing at this address")


async def received(request: Request, most: int) -> bytes:
    """Return a request's body as it comes; raises `CallTooLarge`."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise CallTooLarge(limit_mb=most >> 20)
        pieces.append(piece)
    return b"".join(pieces)


def _infer(
    inference: Inference, scope: Scope, request: Request, sent: bytes, wanted: tuple[str, str]
) -> Response:
    headers = request.headers
    most = inference.services.settings.infer_max_mb << 20
    whole = packing.unpack(sent, headers.get("content-encoding", ""), most)
    call, form = body.read_call(whole, headers.get(LENGTH), *wanted)
    content, told = body.write_answer(inference.infer(scope, call), form)
    content, encoding = packing.pack(content, headers.get("accept-encoding", ""))
    if encoding:
        told["Content-Encoding"] = encoding
    return Response(content, headers=told)


def _index(inference: Inference, scope: Scope, only_ready: bool) -> list[dict[str, Any]]:
    with transaction(inference.services.sessions) as session:
        every = [*models.index(session, scope)]
    return [describing.indexed(one) for one in every if one.ready or not only_ready]


def _statistics(inference: Inference, *every: Model) -> dict[str, Any]:
    found = [
        describing.statistics(one, inference.meter.statistics(one.version_id)) for one in every
    ]
    return {"model_stats": found}
