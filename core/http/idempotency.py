"""`Idempotency-Key`: a POST that is sent twice is carried out once.

The key and the answer are written in the transaction of the change itself: either all three are
there or none. The answer is kept sealed, and given again to whoever repeats the request.
"""

import hashlib
import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.database.engine import transaction
from core.database.model import Base
from core.errors import AlgomartError
from core.http import described
from core.http.services import Services, services
from core.secrets import Keyring
from core.text import Text

HEADER = "idempotency-key"


class IdempotencyKey(Base):
    """A POST that was carried out for a caller, with its sealed answer."""

    __tablename__ = "idempotency_keys"

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int | None]
    answer: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


class KeyReused(AlgomartError):
    """One key was sent with two different requests."""

    code, status = "idempotency_key_reused", 422
    title = Text("Idempotency-Key 重复使用", "Idempotency-Key reused")
    detail = Text(
        "该 Idempotency-Key 已用于另一个请求，请为新请求生成新的键。",
        "This Idempotency-Key belongs to another request; make a new key for a new request.",
    )


class _Repeated(Exception):
    """Another request with this key committed first."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of a keyed request."""

    caller: str
    key: str
    said: str
    """The path and the digest of the body, which is never kept: a password in it could be guessed back."""

    @property
    def context(self) -> str:
        return f"idempotency:{self.caller}:{self.key}"


def claim(request: Request, session: Session) -> None:
    """Write the request's key, if it has one, in the request's own transaction.

    Whoever admits callers calls it once he has: a kept answer is for those who may still ask.
    """
    attempt: Attempt | None = getattr(request.state, "idempotency", None)
    if attempt is None:
        return
    fingerprint = _fingerprint(services(request).keyring, attempt)
    row = {"caller": attempt.caller, "key": attempt.key, "fingerprint": fingerprint}
    statement = insert(IdempotencyKey).values(row).on_conflict_do_nothing()
    if session.execute(statement.returning(IdempotencyKey.key)).scalar() is None:
        raise _Repeated
    request.state.idempotency_session = session


def forget_before(session: Session, instant: datetime) -> None:
    """Drop keys older than an instant."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < instant))


class IdempotentRoute(APIRoute):
    """A route that gives the kept answer to a repeated POST, and tells which problems it may answer with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.responses = described.responses(self)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def keyed(request: Request) -> Response:
            attempt = await _attempt(request)
            if attempt is None:
                return await handle(request)
            found = services(request)
            request.state.idempotency = attempt
            try:
                response = await handle(request)
            except _Repeated:
                kept = await run_in_threadpool(_replay, found, attempt)
                assert kept is not None  # whoever committed the key committed its answer with it
                return kept
            await run_in_threadpool(_keep, found, attempt, request, response)
            return response

        return keyed


async def _attempt(request: Request) -> Attempt | None:
    key = request.headers.get(HEADER)
    credential = request.headers.get("authorization") or request.headers.get("cookie")
    if request.method != "POST" or not key or not credential:
        return None
    body = hashlib.sha256(await request.body()).hexdigest()
    caller = hashlib.sha256(credential.encode()).hexdigest()
    return Attempt(caller, key[:200], f"{request.url.path} {body}")


def _fingerprint(keyring: Keyring, attempt: Attempt, number: int | None = None) -> str:
    """Return what a request is known by again, under the current key or a numbered one."""
    number = keyring.current if number is None else number
    key = keyring.derive("idempotency", number)
    return f"{number} {hmac.new(key, attempt.said.encode(), hashlib.sha256).hexdigest()}"


def _is_same(keyring: Keyring, kept: str, attempt: Attempt) -> bool:
    number = kept.partition(" ")[0]
    return number.isdecimal() and hmac.compare_digest(
        kept, _fingerprint(keyring, attempt, int(number))
    )


def _replay(found: Services, attempt: Attempt) -> Response | None:
    with transaction(found.sessions) as session:
        row = session.scalar(
            select(IdempotencyKey).filter_by(caller=attempt.caller, key=attempt.key)
        )
    if row is None:
        return None
    if not _is_same(found.keyring, row.fingerprint, attempt):
        raise KeyReused
    assert row.status is not None
    assert row.answer is not None
    body = found.keyring.unseal(row.answer, context=attempt.context)
    return Response(
        body, row.status, media_type="application/json", headers={"idempotency-replayed": "true"}
    )


def _keep(found: Services, attempt: Attempt, request: Request, response: Response) -> None:
    """Write the answer in the request's session, which commits after this."""
    session: Session | None = getattr(request.state, "idempotency_session", None)
    if session is None:
        return
    sealed = found.keyring.seal(bytes(response.body).decode(), context=attempt.context)
    session.execute(
        update(IdempotencyKey)
        .filter_by(caller=attempt.caller, key=attempt.key)
        .values(status=response.status_code, answer=sealed)
    )
