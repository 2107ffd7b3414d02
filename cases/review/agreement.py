"""How far reviewers agree: what one said, and what another said who checked it without knowing.

Kappa is Cohen's: the agreement beyond what chance would bring if each kept to his own habits. 1: always;
0: no more than by chance; None: both always said the same one thing, which chance explains as well.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from accounts.scope import Scope
from cases.events.filters import Filter
from cases.events.model import Event
from cases.review.model import Verdict

Pair = tuple[str, str]
"""What the first one said, and what the second one said."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two verdicts on the same events agree."""

    count: int
    agreed: int
    kappa: float | None

    @property
    def share(self) -> float:
        """The share of events on which both said the same."""
        return self.agreed / self.count

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> "Agreement":
        """Count the pairs; there must be one at least."""
        count, agreed = len(pairs), sum(one == other for one, other in pairs)
        first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
        chance = sum(first[said] * second[said] for said in first) / count**2
        kappa = None if chance == 1 else (agreed / count - chance) / (1 - chance)
        return cls(count, agreed, kappa)


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a reviewer's uncertain verdicts."""

    uncertain: int = 0
    confirmed: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Between:
    """Two reviewers, in the order of their ids."""

    one: UUID
    other: UUID


@dataclass(frozen=True, slots=True)
class Report:
    """Agreement over all checks, by pair of reviewers, and by algorithm; and second opinions."""

    whole: Agreement | None
    pairs: Mapping[Between, Agreement]
    algorithms: Mapping[UUID | None, Agreement]
    opinions: Mapping[UUID, Asked]


def report(session: Session, scope: Scope, wanted: Filter) -> Report:
    """Return how far those who judged and those who checked agree on the wanted events."""
    by_pair: defaultdict[Between, list[Pair]] = defaultdict(list)
    by_algorithm: defaultdict[UUID | None, list[Pair]] = defaultdict(list)
    for algorithm_id, judge, said, checker, checked in session.execute(_checks(scope, wanted)):
        swap = judge > checker
        between = Between(checker, judge) if swap else Between(judge, checker)
        by_pair[between].append((checked, said) if swap else (said, checked))
        by_algorithm[algorithm_id].append((said, checked))
    every = [pair for pairs in by_algorithm.values() for pair in pairs]
    return Report(
        Agreement.of(every) if every else None,
        {between: Agreement.of(pairs) for between, pairs in by_pair.items()},
        {one: Agreement.of(pairs) for one, pairs in by_algorithm.items()},
        _opinions(session.execute(_uncertain(scope, wanted))),
    )


def _checks(scope: Scope, wanted: Filter) -> Select[UUID | None, UUID, str, UUID, str]:
    """Return algorithm, judge and his verdict, checker and his, of every event that was checked."""
    first, check = aliased(Verdict), aliased(Verdict)
    statement: Any = (
        select(Event.algorithm_id, first.user_id, first.verdict, check.user_id, check.verdict)
        .join(check, check.event_id == Event.id)
        .join(first, first.event_id == Event.id)
        .where(
            check.standing == "check",
            check.undone_at.is_(None),
            first.standing == "deciding",
            first.corrects.is_(None),
            first.undone_at.is_(None),
        )
    )
    return scope.limit(wanted.apply(statement), Event)


def _uncertain(scope: Scope, wanted: Filter) -> Select[UUID, str]:
    statement: Any = (
        select(Verdict.user_id, Event.review)
        .join(Event, Event.id == Verdict.event_id)
        .where(Verdict.standing == "opinion", Verdict.undone_at.is_(None))
    )
    return scope.limit(wanted.apply(statement), Event)


def _opinions(rows: Iterable[Any]) -> dict[UUID, Asked]:
    found: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for user_id, review in rows:
        found[user_id].update(("uncertain", review))
    return {
        user_id: Asked(counts["uncertain"], counts["confirmed"], counts["rejected"])
        for user_id, counts in found.items()
    }
