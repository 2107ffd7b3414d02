"""Live updates as server-sent events: what changed, each with the cursor to resume from."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from accounts.api.deps import allow
from accounts.scope import Principal, Scope
from accounts.sessions.service import still_valid
from core.database.engine import transaction
from core.feed import Position
from core.http.deps import ServicesDep, router
from core.http.services import Services
from serving.api.hub import Hub, Told

KEEP_ALIVE_S = 15
LIFETIME_S = 600
"""A stream ends after this long; the client resumes, and so proves again who it is."""

TOPICS: dict[str, frozenset[str]] = {
    "approval": frozenset({"approval.read"}),
    "auto_confirm": frozenset({"auto_confirm.read"}),
    "calendar": frozenset({"calendar.read"}),
    "camera": frozenset({"camera.read"}),
    "case": frozenset({"case.read"}),
    "delivery": frozenset({"case.read", "delivery.read"}),
    "emergency": frozenset({"emergency.read"}),
    "event": frozenset({"event.read"}),
    "evaluation": frozenset({"evaluation.read"}),
    "tuning": frozenset({"evaluation.read"}),
    "matter": frozenset({"matter.read"}),
    "kpi": frozenset({"kpi.read"}),
    "organization": frozenset({"organization.read"}),
    "place": frozenset({"place.read"}),
    "quota": frozenset({"quota.read"}),
    "remote_endpoint": frozenset({"remote_endpoint.read"}),
    "responsibility": frozenset({"responsibility.read"}),
    "rollout": frozenset({"rollout.read"}),
    "service_request": frozenset({"request.read"}),
    "share": frozenset({"share.read"}),
    "signing_key": frozenset({"signing_key.read"}),
    "subscription": frozenset({"subscription.read"}),
    "test_set": frozenset({"test_set.read"}),
    "version": frozenset({"version.read"}),
    "water_point": frozenset({"water.read"}),
    "water_refusal": frozenset({"water.read"}),
    "water_sensor": frozenset({"water.read"}),
}
"""Which changes are told to whom: to those who may do one of these actions with what changed."""

routes = router(tags=["stream"])


@routes.get("/stream", response_class=StreamingResponse)
async def stream(
    scope: Annotated[Scope, allow("stream.read")],
    request: Request,
    found: ServicesDep,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Follow changes of what the caller may see; `Last-Event-ID` resumes without a gap.

    The kind of a message is the topic, `data` is `{"id"}`. Of an event the new row may come with it,
    `{"id", "row"}`, as `GET /events` shows it; where it does not, the caller reads what he shows anew.
    """
    after = Position.parse(last_event_id) if last_event_id else None
    messages = _messages(request.app.state.hub, found, scope, after)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(messages, media_type="text/event-stream", headers=headers)


async def _messages(
    hub: Hub, found: Services, scope: Scope, after: Position | None
) -> AsyncIterator[str]:
    """Yield changes as they come and, in silence, a sign of life; end when the reader is signed out."""
    reader = scope.user
    start = after or await hub.position()
    yield _message("hello", json.dumps({"id": None}), start)
    changes = hub.follow(reader.organization_path, _topics(scope), start)
    clock = asyncio.get_running_loop().time
    ends_at, checked_at = clock() + LIFETIME_S, clock()
    pending = asyncio.ensure_future(anext(changes, None))
    try:
        while clock() < ends_at:
            done, _ = await asyncio.wait({pending}, timeout=KEEP_ALIVE_S)
            if clock() - checked_at >= KEEP_ALIVE_S:
                checked_at = clock()
                if not await run_in_threadpool(_signed_in, found, reader):
                    return
            if not done:
                yield ": keep-alive\n\n"
                continue
            told = pending.result()
            if told is None:
                return
            yield _change(told)
            pending = asyncio.ensure_future(anext(changes, None))
    finally:
        pending.cancel()


def _topics(scope: Scope) -> frozenset[str]:
    return frozenset(topic for topic, read in TOPICS.items() if any(map(scope.may, read)))


def _signed_in(found: Services, reader: Principal) -> bool:
    with transaction(found.sessions) as session:
        return still_valid(session, reader, found.clock)


def _change(told: Told) -> str:
    entry = told.entry
    row = f', "row": {told.row}' if told.row else ""
    return _message(entry.topic, f'{{"id": "{entry.object_id}"{row}}}', entry.position)


def _message(kind: str, data: str, position: Position) -> str:
    return f"id: {position}\nevent: {kind}\ndata: {data}\n\n"
