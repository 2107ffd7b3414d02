"""Taking the bytes of an upload, of whatever kind it is."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from accounts.scope import Scope
from core.database.engine import transaction
from core.http.services import Services
from registry.uploads import service, spool
from registry.uploads.model import Kind, Upload

Shown = TypeVar("Shown")
LARGEST = 1 << 30
"""Bytes the server takes at all; a quota may allow fewer."""
BYTES: dict[str, Any] = {
    "requestBody": {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    }
}
"""How the document tells of such a body."""


async def receive(
    request: Request,
    session: Session,
    scope: Scope,
    kind: Kind,
    upload_id: UUID,
    offset: int,
    shown: Callable[[Upload], Shown],
) -> Shown:
    """Add the request's bytes to an upload; with the last of them its job begins."""
    services: Services = request.app.state.services
    file = await run_in_threadpool(_receiver, session, services, scope, kind, upload_id)
    try:
        await run_in_threadpool(file.begin, offset)
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
        digest = await run_in_threadpool(file.settle)
    finally:
        await run_in_threadpool(file.close)
    return await run_in_threadpool(_sent, services, scope, kind, upload_id, digest, shown)


def _receiver(
    session: Session, services: Services, scope: Scope, kind: Kind, upload_id: UUID
) -> spool.Receiver:
    """Check, then give the connection back: the file takes as long as the client likes."""
    one = service.fetch(session, scope, kind, upload_id)
    service.require_open(one)
    receiver = spool.Receiver(services.settings.home, one.id, one.size, one.digest)
    session.commit()
    return receiver


def _sent(
    services: Services,
    scope: Scope,
    kind: Kind,
    upload_id: UUID,
    digest: str | None,
    shown: Callable[[Upload], Shown],
) -> Shown:
    with transaction(services.sessions) as session:
        one = service.fetch(session, scope, kind, upload_id, for_update=digest is not None)
        if digest is not None:
            service.complete(session, scope, one, digest, services.clock)
        return shown(one)
