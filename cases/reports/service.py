"""Taking a report: verified, once, for a case the system was told of, along the table of transitions."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from cases.emergency.errors import RECEIPTS
from cases.lifecycle.errors import TransitionRefused
from cases.lifecycle.model import Case
from cases.lifecycle.move import follow
from cases.outbox.model import Delivery
from cases.reports.errors import (
    ReportCaseUnknown,
    ReportIdReused,
    ReportMalformed,
    ReportUnsigned,
)
from cases.reports.model import CaseReport
from cases.sinks.model import Sink
from cases.sinks.service import report_context
from core.clock import Clock
from core.ids import uuid7
from core.secrets import Keyring
from core.settings import Settings
from core.text import Text

TOLERANCE = timedelta(minutes=5)
NOTE_MAX = 2000
_KNOWN = ("webhook-id", "webhook-timestamp", "webhook-signature")


@dataclass(frozen=True, slots=True)
class Report:
    """What an outside system says of a case."""

    message_id: str
    case: str
    """Its number or its id."""
    stage: str
    note: str = ""
    said: str = ""
    call_id: UUID | None = None
    """The call it answers, where it is no report of a case; the stage is the receipt then."""


def verified(
    sink: Sink | None, headers: Mapping[str, str], body: bytes, keyring: Keyring, now: datetime
) -> Report:
    """Return the report of a signed message; a sink that is not there answers like a wrong signature."""
    if sink is None or sink.sealed_report_secret is None:
        raise ReportUnsigned
    secret = keyring.unseal(sink.sealed_report_secret, context=report_context(sink.id))
    given = {name: headers.get(name, "") for name in _KNOWN}
    _check(secret, given, body, now)
    return _read(given["webhook-id"], body)


def take(
    session: Session, sink: Sink, report: Report, *, settings: Settings, clock: Clock
) -> tuple[CaseReport, bool]:
    """Let the case follow; return the report as it is kept, and whether it had come before."""
    case = _told_of(session, sink, report.case)  # its lock lets two of the same come one by one
    known = session.scalar(
        select(CaseReport).filter_by(sink_id=sink.id, message_id=report.message_id)
    )
    if known is not None:
        if known.said != report.said:
            raise ReportIdReused(message_id=report.message_id[:100])
        known.repeats += 1
        return known, True
    row = CaseReport(
        id=uuid7(),
        owner_id=case.owner_id,
        sink_id=sink.id,
        message_id=report.message_id,
        said=report.said,
        case_id=case.id,
        stage=report.stage,
        result=_followed(session, case, report, sink.id, settings, clock),
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row, False


def _followed(
    session: Session, case: Case, report: Report, sink_id: UUID, settings: Settings, clock: Clock
) -> str:
    """A stage the case cannot reach is kept as refused: the sender would only say it again."""
    try:
        step = follow(
            session,
            case,
            report.stage,
            at=clock.now(),
            settings=settings,
            note=report.note,
            sink_id=sink_id,
        )
    except TransitionRefused:
        return "refused"
    return "unchanged" if step is None else "moved"


def _check(secret: str, given: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Verify by our own clock: the library's would be the machine's."""
    try:
        at = int(given["webhook-timestamp"])
        signed = Webhook(secret).sign(
            given["webhook-id"], datetime.fromtimestamp(at, now.tzinfo), body.decode()
        )
    except (ValueError, OverflowError, OSError, WebhookVerificationError) as error:
        raise ReportUnsigned from error
    is_fresh = abs(now.timestamp() - at) <= TOLERANCE.total_seconds()
    if not (given["webhook-id"] and is_fresh and _is_among(signed, given["webhook-signature"])):
        raise ReportUnsigned


def _is_among(signed: str, given: str) -> bool:
    """A sender that changes its secret signs twice."""
    return any([hmac.compare_digest(signed.encode(), one.encode()) for one in given.split()])


def _read(message_id: str, body: bytes) -> Report:
    """Read a CloudEvent or a plain Standard Webhooks payload: both have `data`."""
    try:
        data: Any = json.loads(body)["data"]
        if "call" in data:
            return _receipt(message_id, data)
        case, stage, note = data["case"], data["stage"], data.get("note") or ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        fault = Text("缺少 data.case 或 data.stage", "data.case or data.stage is missing")
        raise ReportMalformed(fault=fault) from error
    if not all(isinstance(one, str) and _is_text(one) for one in (case, stage, note, message_id)):
        raise ReportMalformed(fault=Text("字段须为文本", "its fields must be text"))
    said = hashlib.sha256(body).hexdigest()
    return Report(message_id[:200], case[:100], stage[:40], note[:NOTE_MAX], said)


def _receipt(message_id: str, data: Any) -> Report:
    note, receipt = data.get("note") or "", data["receipt"]
    if receipt not in RECEIPTS or not (isinstance(note, str) and _is_text(note)):
        known = ", ".join(RECEIPTS)
        fault = Text(f"receipt 应为 {known} 之一", f"receipt is one of {known}")
        raise ReportMalformed(fault=fault)
    try:
        call_id = UUID(str(data["call"]))
    except ValueError as error:
        fault = Text("call 不是通知 ID", "call is no id of a call")
        raise ReportMalformed(fault=fault) from error
    return Report(message_id[:200], "", receipt, note[:NOTE_MAX], call_id=call_id)


def _is_text(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)


def _told_of(session: Session, sink: Sink, named: str) -> Case:
    """Return the case, locked, if this sink was told of it."""
    told = exists().where(Delivery.case_id == Case.id, Delivery.sink_id == sink.id)
    case = session.scalar(select(Case).where(_names(named), told).with_for_update(of=Case))
    if case is None:
        raise ReportCaseUnknown(case=named)
    return case


def _names(named: str) -> ColumnElement[bool]:
    try:
        return Case.id == UUID(named)
    except ValueError:
        return Case.number == named
