"""The one way to make a router: its POST routes honour `Idempotency-Key`."""

from fastapi import APIRouter

from core.http.idempotency import IdempotentRoute


def router(prefix: str = "", *, tags: list[str]) -> APIRouter:
    """Return a router whose POST routes may be repeated safely."""
    return APIRouter(prefix=prefix, tags=[*tags], route_class=IdempotentRoute)
