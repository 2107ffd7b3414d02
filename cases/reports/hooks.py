"""Where outside systems report to: `/hooks/<sink>`, a webhook after CloudEvents and Standard Webhooks.

Nobody is signed in here: the signature is the proof. Webhooks have no place in our own API's document.
"""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from accounts.api.deps import client_address
from cases.emergency import receipts
from cases.reports.errors import ReportUnsigned, TooManyReports
from cases.reports.service import take, verified
from cases.sinks.model import Sink
from core.http.deps import ServicesDep, SessionDep

routes = APIRouter(prefix="/hooks", include_in_schema=False)
RATE = 600
"""Reports a minute that one address may send, said in the handshake and counted."""


class Taken(BaseModel):
    """What came of a report; `repeated`: it had been taken before, and nothing was done."""

    result: Literal["moved", "unchanged", "refused"]
    repeated: bool


async def _body(request: Request) -> bytes:
    return await request.body()


@routes.options("/{sink_id}")
def agree(
    sink_id: UUID,
    response: Response,
    webhook_request_origin: Annotated[str | None, Header(max_length=255)] = None,
) -> None:
    """Agree to be posted to: what is not signed is refused anyway."""
    response.headers["Allow"] = "POST, OPTIONS"
    if webhook_request_origin and webhook_request_origin.isprintable():
        response.headers["WebHook-Allowed-Origin"] = webhook_request_origin
        response.headers["WebHook-Allowed-Rate"] = str(RATE)


@routes.post("/{sink_id}")
def report(
    sink_id: UUID,
    request: Request,
    body: Annotated[bytes, Depends(_body)],
    session: SessionDep,
    services: ServicesDep,
) -> Taken:
    """Take a report of what became of a case, or the receipt of a call."""
    wait_s = services.rates.take("hook", client_address(request) or "-", RATE)
    if wait_s is not None:
        raise TooManyReports(limit=RATE, retry_after_s=wait_s)
    sink = _sink(session, sink_id)
    found = verified(sink, request.headers, body, services.keyring, services.clock.now())
    if sink is None:
        raise ReportUnsigned
    if found.call_id is not None:
        call = (found.call_id, found.stage, found.note)
        return Taken(result=receipts.take(session, sink, *call, services.clock), repeated=False)
    row, repeated = take(session, sink, found, settings=services.settings, clock=services.clock)
    return Taken.model_validate({"result": row.result, "repeated": repeated})


def _sink(session: Session, sink_id: UUID) -> Sink | None:
    sink = session.get(Sink, sink_id)
    return sink if sink is not None and sink.removed_at is None else None
