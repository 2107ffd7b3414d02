"""The outbox of a city, as tests use it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.scope import Scope
from accounts.users.model import User
from cases.events.model import Event
from cases.lifecycle.model import Case
from cases.lifecycle.move import follow
from cases.lifecycle.service import file_case
from cases.outbox.model import Delivery, DeliveryAttempt
from cases.outbox.service import Tools, deliver_due
from cases.sinks.model import Sink
from cases.sinks.service import create
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.net.allowed import outbound
from core.secrets import Keyring
from core.settings import Settings
from tests import make
from tests.cases.sinks.receiver import SECRET

if TYPE_CHECKING:
    from tests.cases.conftest import NewEvent, People

LONGEST_S = 6
"""Short enough that signatures do not look old to a receiver after many pauses."""


def scope_of(session: Session, user: User, action: str) -> Scope:
    """Return what a user may do with an action, in this session."""
    return make.scope_of(session.get_one(User, user.id), action)


@dataclass
class Post:
    """The outbox of the city."""

    sessions: Sessions
    clock: ManualClock
    http: httpx.Client
    keyring: Keyring
    settings: Settings
    people: "People"
    new_event: "NewEvent"

    @property
    def tools(self) -> Tools:
        return Tools(self.sessions, self.clock, self.http, self.keyring, self.settings)

    def sink(self, url: str = "", kind: str = "cloudevents", **rest: Any) -> Sink:
        secret = rest.pop("secret", SECRET)
        with transaction(self.sessions) as session:
            sink, _ = create(
                session,
                scope_of(session, self.people.system, "sink.update"),
                name="市级平台",
                kind=kind,
                url=url,
                secret=secret,
                allowed=outbound(self.settings),
                keyring=self.keyring,
                clock=self.clock,
                **rest,
            )
            return sink

    def move(self, sink: Sink, url: str) -> None:
        with transaction(self.sessions) as session:
            session.get_one(Sink, sink.id).url = url

    def file(self) -> Case:
        event = self.new_event()
        with transaction(self.sessions) as session:
            return file_case(
                session,
                session.get_one(Event, event.id),
                by=self.people.dispatcher.id,
                at=self.clock.now(),
                settings=self.settings,
            )

    def step(self, case: Case, stage: str, note: str = "") -> None:
        """Let a dispatcher report a stage."""
        with transaction(self.sessions) as session:
            follow(
                session,
                session.get_one(Case, case.id),
                stage,
                at=self.clock.now(),
                settings=self.settings,
                note=note,
                scope=scope_of(session, self.people.dispatcher, "case.report"),
            )

    def deliver(self) -> int:
        return deliver_due(self.sessions, self.clock, self.http, self.keyring, self.settings)

    def deliver_after(self, seconds: float) -> Delivery:
        """Attempt once more after so many seconds; return the only delivery."""
        self.clock.advance(seconds)
        self.deliver()
        (row,) = self.rows()
        return row

    def rows(self) -> list[Delivery]:
        with self.sessions() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.sequence)))

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    def attempts(self) -> list[DeliveryAttempt]:
        with self.sessions() as session:
            return list(session.scalars(select(DeliveryAttempt).order_by(DeliveryAttempt.id)))

    def now(self, sink: Sink) -> Sink:
        """Return the sink as it is now."""
        with self.sessions() as session:
            return session.get_one(Sink, sink.id)

    def state_of(self, case: Case) -> str:
        with self.sessions() as session:
            return session.get_one(Case, case.id).state
