"""Is the product alive, is it ready, and what is it doing."""

from typing import Annotated, Any

from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text

from accounts.api.deps import allow
from accounts.scope import Scope
from core.errors import Unavailable
from core.http.deps import ServicesDep, SessionDep, router
from core.text import Text
from serving.cluster.cluster import Cluster
from serving.metrics import exposition
from video.cameras import listing as cameras

routes = router(tags=["health"])


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
    """The database answers and models are served."""
    with found.sessions() as session:
        session.execute(text("SELECT 1"))
    if not request.app.state.cluster.ready:
        raise NotReady(parts="models")
    return {"status": "ready"}


@routes.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def metrics(
    _: Annotated[Scope, allow("system.read")], session: SessionDep, request: Request
) -> Response:
    """Figures for Prometheus: looks, frame age, drops, batches, inference, camera states, connections.

    Scrape with the token of a system administrator (`authorization: Bearer am_…`) for `system.read`.
    """
    cluster: Cluster = request.app.state.cluster
    content = exposition(cluster.counted(), cameras.states(session))
    return Response(content, media_type=CONTENT_TYPE_LATEST)


@routes.get("/system")
def system(_: Annotated[Scope, allow("system.read")], request: Request) -> dict[str, Any]:
    """What runs: workers, their cameras and drops, resident models, the sandbox level reached."""
    status: dict[str, Any] = request.app.state.cluster.status()
    return status
