"""A crowd at one queue: nobody is ever at another's event, each is decided once, none is left behind.

The crowd claims, judges, doubts, undoes, lets go, and walks away in the middle of it, on the real clock.
Everybody walks away from the first event he is given, so there are always leases that end by themselves.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.users.model import User
from cases.events.filters import Filter
from cases.events.model import Event
from cases.review import claims, service
from cases.review.model import Claim, Verdict
from cases.review.service import Said
from core.clock import SystemClock
from core.database.engine import Sessions, open_engine, session_factory, transaction
from core.errors import Conflict
from core.settings import Settings
from tests.cases.conftest import NewEvent, NewUser, scope_of

CLOCK = SystemClock()
PATIENCE_S = 300
LOOK_S = 0.1
"""Nobody acts at once; meanwhile his connection serves others, who are more than there are connections."""


@dataclass
class Watch:
    """Who is at which event as far as anybody outside the database can know."""

    held: dict[UUID, datetime] = field(default_factory=dict)
    met: list[UUID] = field(default_factory=list)
    """Events that somebody got while another one was at them."""
    mutex: threading.Lock = field(default_factory=threading.Lock)

    def got(self, event_id: UUID, until: datetime) -> None:
        with self.mutex:
            before = self.held.get(event_id)
            if before is not None and CLOCK.now() < before:
                self.met.append(event_id)
            self.held[event_id] = until

    def leaves(self, event_id: UUID) -> None:
        with self.mutex:
            self.held.pop(event_id, None)


class Dispatcher(threading.Thread):
    """Works until nothing waits any more."""

    def __init__(self, who: User, sessions: Sessions, settings: Settings, watch: Watch) -> None:
        super().__init__(daemon=True)
        self._who, self._sessions, self._settings, self._watch = who, sessions, settings, watch
        self._chance = random.Random(who.id.int)
        self._is_new = True
        self.fault: Exception | None = None

    def run(self) -> None:
        ends_at = time.monotonic() + PATIENCE_S
        try:
            while self._waiting() and time.monotonic() < ends_at:
                for event_id, claim_id in self._next():
                    self._look()
                    self._act(event_id, claim_id)
                self._look()
        except Exception as error:  # noqa: BLE001 - told by the test
            self.fault = error

    def _waiting(self) -> bool:
        with transaction(self._sessions) as session:
            return session.scalar(select(Event.id).filter_by(review="waiting").limit(1)) is not None

    def _next(self) -> list[tuple[UUID, UUID]]:
        with transaction(self._sessions) as session:
            scope = scope_of(session, self._who, "event.claim")
            count = self._chance.randint(1, 3)
            found = claims.take_next(session, scope, Filter(), count, self._settings, CLOCK)
        for one in found:
            self._watch.got(one.event_id, one.until)
        return [(one.event_id, one.id) for one in found]

    def _look(self) -> None:
        time.sleep(self._chance.uniform(0, LOOK_S))

    def _act(self, event_id: UUID, claim_id: UUID) -> None:
        dice = self._chance.random()
        was_new, self._is_new = self._is_new, False
        if was_new or dice < 0.1:
            return  # walks away: his lease will end by itself
        self._watch.leaves(event_id)
        try:
            if dice < 0.2:
                with transaction(self._sessions) as session:
                    scope = scope_of(session, self._who, "event.claim")
                    claims.release(session, scope, claim_id, CLOCK)
                return
            self._judge(event_id, "uncertain" if dice < 0.25 else "confirm", undoes=dice > 0.9)
        except Conflict:
            return  # his lease was over before he came to it

    def _judge(self, event_id: UUID, verdict: service.Kind, *, undoes: bool) -> None:
        with transaction(self._sessions) as session:
            scope = scope_of(session, self._who, "event.judge")
            given = service.give(
                session, scope, event_id, Said(verdict), settings=self._settings, clock=CLOCK
            )
        if undoes:
            with transaction(self._sessions) as session:
                scope = scope_of(session, self._who, "event.judge")
                service.undo(
                    session, scope, event_id, given.id, settings=self._settings, clock=CLOCK
                )


@pytest.fixture
def many_sessions(database_url: str) -> Iterator[Sessions]:
    """Sessions for many at once."""
    engine = open_engine(database_url, pool_size=25)
    yield session_factory(engine)
    engine.dispose()


def _work(
    crowd: Sequence[User], sessions: Sessions, settings: Settings, lease_s: float = 0.5
) -> None:
    watch = Watch()
    quick = settings.model_copy(update={"claim_lease_s": lease_s, "check_share": 0.0})
    threads = [Dispatcher(who, sessions, quick, watch) for who in crowd]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE_S)
    assert [one.fault for one in threads if one.fault] == []
    assert watch.met == []
    _once_each(sessions, lease_s)


def _once_each(sessions: Sessions, lease_s: float) -> None:
    with sessions() as session:
        assert session.scalars(select(Event.id).where(Event.wants.is_not(None))).all() == []
        counting = select(Verdict.event_id).filter_by(standing="deciding", undone_at=None)
        decided = Counter(session.scalars(counting))
        assert {*decided.values()} == {1}
        assert decided.keys() == {*session.scalars(select(Event.id))}
        later = CLOCK.now() + timedelta(seconds=lease_s)
        kept = select(func.count()).where(Claim.ended_at.is_(None), Claim.until > later)
        assert session.scalar(kept) == 0
        _claimed_by_who_spoke(session)


def _claimed_by_who_spoke(session: Session) -> None:
    """Every verdict ended a claim of its author's; what people walked away from was claimed again."""
    spoken = Counter((one.event_id, one.user_id) for one in session.scalars(select(Verdict)))
    held = session.scalars(select(Claim)).all()
    assert spoken == Counter((one.event_id, one.user_id) for one in held if one.ending == "judged")
    lapsed = {one.event_id for one in held if one.ending == "lapsed"}
    assert lapsed
    assert lapsed <= {event_id for event_id, _ in spoken}


def test_a_crowd_decides_every_event_once(
    many_sessions: Sessions, settings: Settings, new_event: NewEvent, new_user: NewUser
) -> None:
    for _ in range(60):
        new_event()
    _work([new_user() for _ in range(16)], many_sessions, settings)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_two_hundred_dispatchers_decide_every_event_once(
    many_sessions: Sessions, settings: Settings, new_event: NewEvent, new_user: NewUser
) -> None:
    for _ in range(2000):
        new_event()
    _work([new_user() for _ in range(200)], many_sessions, settings, lease_s=3)
