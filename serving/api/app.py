"""The HTTP application, composed of the packages' routers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from core.http import described, problems
from core.http.services import Services
from serving.api import body_limit, console, events, routers, security
from serving.api.hub import Hub
from serving.cluster.cluster import Cluster
from serving.inference.service import Inference

PREFIX = "/api/v1"


def create_app(
    services: Services | None, *, database_url: str = "", cluster: Cluster | None = None
) -> FastAPI:
    """Return the app; without services it only describes itself (for the OpenAPI document)."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        hub = asyncio.create_task(app.state.hub.run())
        try:
            yield
        finally:
            hub.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await hub

    app = FastAPI(
        title="algomart",
        version=version("algomart"),
        summary="算法超市 · an algorithm supermarket for a city's cameras",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan if services else None,
    )
    app.state.cluster = cluster or Cluster()
    if services is not None:
        app.state.services = services
        app.state.inference = Inference(services, app.state.cluster.called)
        rows = {"event": partial(events.same_for_all, services.clock)}
        app.state.hub = Hub(services.sessions, database_url, rows)
        body_limit.install(app, services.settings.body_max_mb)
        security.install(app, https=services.settings.base_url.startswith("https:"))
    app.include_router(_api(), prefix=PREFIX)
    for each in routers.FOREIGN:
        app.include_router(each)
    problems.install(app)
    described.install(app)
    console.install(app)
    return app


def _api() -> APIRouter:
    api = APIRouter()
    for each in routers.ALL:
        api.include_router(each)
    return api
