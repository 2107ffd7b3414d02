"""People at the desk: each call is a transaction of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from sqlalchemy import func, select

from accounts.users.model import User
from cases.events.filters import Filter
from cases.events.model import Event
from cases.incidents.correlate import link_new
from cases.review import claims, lookalikes, service
from cases.review.escalation import escalate
from cases.review.lookalikes import Likeness
from cases.review.model import Claim, Verdict
from cases.review.service import Kind, Said
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.errors import AlgomartError
from core.settings import Settings
from tests.cases.conftest import scope_of


class Desk:
    """What people do at the desk, and what the product does by itself."""

    def __init__(self, sessions: Sessions, settings: Settings, clock: ManualClock) -> None:
        self._sessions, self.settings, self.clock = sessions, settings, clock

    def claim(self, who: User, event: Event) -> Claim:
        with transaction(self._sessions) as session:
            scope = scope_of(session, who, "event.claim")
            return claims.take(session, scope, event.id, self.settings, self.clock)

    def next(self, who: User, count: int = 1, wanted: Filter | None = None) -> list[UUID]:
        with transaction(self._sessions) as session:
            scope = scope_of(session, who, "event.claim")
            found = claims.take_next(
                session, scope, wanted or Filter(), count, self.settings, self.clock
            )
            return [one.event_id for one in found]

    def renew(self, who: User, *held: Claim) -> tuple[list[UUID], list[UUID]]:
        with transaction(self._sessions) as session:
            scope = scope_of(session, who, "event.claim")
            ids = [one.id for one in held]
            kept, over = claims.renew(session, scope, ids, self.settings, self.clock)
            return [one.id for one in kept], over

    def release(self, who: User, claim: Claim) -> None:
        with transaction(self._sessions) as session:
            claims.release(session, scope_of(session, who, "event.claim"), claim.id, self.clock)

    def lapse(self) -> int:
        with transaction(self._sessions) as session:
            return claims.lapse(session, self.clock.now())

    def give(
        self,
        who: User,
        event: Event,
        kind: Kind,
        reason: str | None = None,
        *,
        note: str = "",
        duplicate_of: Event | None = None,
        corrects: UUID | None = None,
    ) -> UUID:
        said = Said(kind, reason, note, duplicate_of.id if duplicate_of else None, corrects)
        with transaction(self._sessions) as session:
            return service.give(
                session,
                scope_of(session, who, "event.judge"),
                event.id,
                said,
                settings=self.settings,
                clock=self.clock,
            ).id

    def undo(self, who: User, event: Event, verdict_id: UUID) -> None:
        with transaction(self._sessions) as session:
            service.undo(
                session,
                scope_of(session, who, "event.judge"),
                event.id,
                verdict_id,
                settings=self.settings,
                clock=self.clock,
            )

    def settle(self) -> int:
        with transaction(self._sessions) as session:
            return service.settle(session, self.clock.now(), self.settings)

    def settled(self, who: User, event: Event, kind: Kind, reason: str | None = None) -> UUID:
        """Give a verdict and let its time for undoing pass."""
        verdict = self.give(who, event, kind, reason)
        self.clock.advance(self.settings.undo_s)
        self.settle()
        return verdict

    def corrected(
        self,
        who: User,
        event: Event,
        kind: Kind,
        reason: str | None = None,
        *,
        corrects: UUID,
        note: str,
        duplicate_of: Event | None = None,
    ) -> UUID:
        """Correct a verdict and let the correction's time for undoing pass."""
        verdict = self.give(
            who, event, kind, reason, note=note, duplicate_of=duplicate_of, corrects=corrects
        )
        self.clock.advance(self.settings.undo_s)
        self.settle()
        return verdict

    def alike(self, who: User, event: Event, hours: float = 24, overlap: float = 0.3) -> list[UUID]:
        with transaction(self._sessions) as session:
            scope = scope_of(session, who, "event.judge")
            row = session.get_one(Event, event.id)
            found = lookalikes.alike(session, scope, row, Likeness(hours, overlap), self.clock)
            return [one.id for one in found]

    def reject_all(self, who: User, event: Event, ids: Sequence[UUID]) -> tuple[UUID, set[UUID]]:
        with transaction(self._sessions) as session:
            scope = scope_of(session, who, "event.judge")
            said = Said("reject", "reflection")
            made = lookalikes.reject(
                session, scope, event.id, ids, said, settings=self.settings, clock=self.clock
            )
            assert made[0].batch_id is not None
            return made[0].batch_id, {one.event_id for one in made}

    def undo_all(self, who: User, batch_id: UUID) -> int:
        with transaction(self._sessions) as session:
            scope = scope_of(session, who, "event.judge")
            return lookalikes.undo(session, scope, batch_id, self.clock)

    def link(self) -> int:
        with transaction(self._sessions) as session:
            return link_new(session, self.settings)

    def escalate(self) -> int:
        with transaction(self._sessions) as session:
            return escalate(session, self.clock.now(), self.settings)

    def event(self, event: Event) -> Event:
        with self._sessions() as session:
            return session.get_one(Event, event.id)

    def review(self, event: Event) -> str:
        return self.event(event).review

    def wants(self, event: Event) -> str | None:
        return self.event(event).wants

    def verdict(self, verdict_id: UUID) -> Verdict:
        with self._sessions() as session:
            return session.get_one(Verdict, verdict_id)

    def deciding(self, event: Event) -> UUID:
        """Return the verdict that counts; raises `NoResultFound`."""
        counting = (Verdict.undone_at.is_(None), Verdict.corrected_at.is_(None))
        of = select(Verdict.id).where(Verdict.event_id == event.id, *counting)
        with self._sessions() as session:
            return session.scalars(of.where(Verdict.standing == "deciding")).one()

    def count(self, model: type) -> int:
        with self._sessions() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0


def at_once(*actions: Callable[[], object]) -> list[str]:
    """Run the actions at the same time; return the kind of what each returned or raised."""
    start = Barrier(len(actions))

    def act(action: Callable[[], object]) -> str:
        start.wait()
        try:
            return type(action()).__name__
        except AlgomartError as error:
            return type(error).__name__

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))
