"""Asking Open311 systems what became of the cases they took: the case follows what they answer."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.lifecycle.errors import TransitionRefused
from cases.lifecycle.model import Case
from cases.lifecycle.move import follow
from cases.lifecycle.transitions import OVER
from cases.open311.status import STAGE_OF
from cases.outbox.model import Delivery
from cases.outbox.service import Tools
from cases.sinks.kind import Wire
from cases.sinks.kinds.open311 import TOKEN, Endpoint, Open311Options
from cases.sinks.model import Sink
from cases.sinks.opened import opened
from core.database.engine import transaction
from core.log import get_logger
from core.secrets import UnsealFailed

_log = get_logger(__name__)
AT_ONCE = 50
"""Requests asked about in one call: they stand in its address."""
_SINKS: Any = Sink.__table__
Asked = dict[str, UUID]
"""Cases by what the other system calls them."""


def poll_due(tools: Tools) -> int:
    """Ask every Open311 system whose time has come; return how many cases moved."""
    with transaction(tools.sessions) as session:
        sinks = [sink for sink in _listening(session) if _is_due(sink, tools.clock.now())]
    return sum(poll(tools, sink) for sink in sinks)


def poll(tools: Tools, sink: Sink) -> int:
    """Ask one system about all open cases it took; return how many moved."""
    moved, error = 0, None
    try:
        there = Endpoint(
            opened(sink, tools.keyring), Wire(tools.http, tools.settings, tools.clock.now())
        )
        with transaction(tools.sessions) as session:
            open_cases = _taken(session, sink.id)
        for asked in _parts(_resolved(tools, there, open_cases)):
            answered, error = _ask(there, asked)
            moved += sum(_follow(tools, sink, asked[name], row) for name, row in answered)
    except UnsealFailed:
        error = "secret_unreadable"
    now = tools.clock.now()
    with transaction(tools.sessions) as session:
        told = update(_SINKS).where(_SINKS.c.id == sink.id)
        session.execute(told.values(polled_at=now, poll_error=error))
    return moved


def _listening(session: Session) -> Sequence[Sink]:
    return session.scalars(
        select(Sink).where(Sink.kind == "open311", Sink.enabled, Sink.removed_at.is_(None))
    ).all()


def _is_due(sink: Sink, now: datetime) -> bool:
    every = Open311Options.model_validate(sink.options).poll_minutes
    return bool(every) and (
        sink.polled_at is None or sink.polled_at <= now - timedelta(minutes=every)
    )


def _taken(session: Session, sink_id: UUID) -> Asked:
    rows = session.execute(
        select(Delivery.receipt, Case.id)
        .join(Case, Case.id == Delivery.case_id)
        .where(Delivery.sink_id == sink_id, Delivery.receipt.is_not(None), Case.state.not_in(OVER))
        .order_by(Delivery.sequence)
    )
    return {receipt: case_id for receipt, case_id in rows if receipt is not None}


def _resolved(tools: Tools, there: Endpoint, asked: Asked) -> Asked:
    """Replace tokens, which a slow system gives out first, by the ids it has made of them since."""
    for token in [one for one in asked if one.startswith(TOKEN)]:
        case_id = asked.pop(token)
        answer = there.get(f"tokens/{token.removeprefix(TOKEN)}", {})
        try:
            found = there.read(answer)[0].get("service_request_id") if answer.is_success else None
        except (ValueError, IndexError):
            found = None
        if found:
            asked[str(found)] = case_id
            with transaction(tools.sessions) as session:
                known = update(Delivery).where(Delivery.receipt == token)
                session.execute(known.values(receipt=str(found)))
    return asked


def _parts(asked: Asked) -> Iterator[Asked]:
    names = list(asked)
    for start in range(0, len(names), AT_ONCE):
        yield {name: asked[name] for name in names[start : start + AT_ONCE]}


def _ask(there: Endpoint, asked: Asked) -> tuple[list[tuple[str, dict[str, Any]]], str | None]:
    """Return the rows about what was asked, and why there are none."""
    answer = there.get("requests", {"service_request_id": ",".join(asked)})
    if not answer.is_success:
        return [], answer.error
    try:
        rows = there.read(answer)
    except ValueError:
        return [], "broken_answer"
    named = [(str(row.get("service_request_id")), row) for row in rows]
    return [(name, row) for name, row in named if name in asked], None


def _follow(tools: Tools, sink: Sink, case_id: UUID, row: dict[str, Any]) -> bool:
    stage = STAGE_OF.get(str(row.get("status") or "").lower())
    if stage in (None, "filed"):
        return False
    with transaction(tools.sessions) as session:
        case = session.get_one(Case, case_id, with_for_update=True)
        try:
            step = follow(
                session,
                case,
                stage,
                at=tools.clock.now(),
                settings=tools.settings,
                note=_note(row),
                sink_id=sink.id,
            )
        except TransitionRefused as error:
            _log.info("reported stage refused", case=case.number, error=str(error))
            return False
    return step is not None


def _note(row: dict[str, Any]) -> str:
    text = str(row.get("status_notes") or "")
    return "".join(one for one in text if one.isprintable() or one == "\n")[:2000]
