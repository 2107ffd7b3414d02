"""Events of a story: what was seen where and when is said in a line."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from cases.events.model import Event
from cases.events.report import Report, Source
from cases.events.service import report
from cases.rules import Incident, Raise
from core.blobs import Blobs
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from tests.cases import samples

Sees = Callable[..., Event]
Subscribe = Callable[[Session, Organization | None], Source]
METRE = 1 / 111_195
"""One metre northwards, in degrees."""


def seer(sessions: Sessions, source: Source, blobs: Blobs, subscribe: Subscribe) -> Sees:
    """Return a function that lets somebody see something; without more, the one camera a fire.

    `subscribe` makes another camera, of an organization or of the same one.
    """

    def sees(
        at_s: float = 0,
        *,
        event_type: str = "fire.smoke",
        severity: Literal["critical", "major", "minor"] = "critical",
        score: float = 0.9,
        metres: float | None = 0,
        elsewhere: bool = False,
        owner: Organization | None = None,
        box: tuple[float, float, float, float] = (0.2, 0.2, 0.5, 0.6),
    ) -> Event:
        rule = replace(
            samples.RULE, event_type=event_type, severity=severity, incident_key=uuid7().hex
        )
        incident = Incident(samples.at(at_s), samples.at(at_s), looks=2, score=score)
        decision = Raise(incident, (replace(samples.FIRE, score=score, box=box),))
        with transaction(sessions) as session:
            of = subscribe(session, owner) if elsewhere or owner else source
            placed = _moved(of, metres)
            event = report(session, Report(placed, rule, decision, samples.evidence(blobs)))
            assert event is not None
            return event

    return sees


def _moved(of: Source, metres: float | None) -> Source:
    if metres is None or of.latitude is None:
        return replace(of, latitude=None, longitude=None)
    return replace(of, latitude=of.latitude + metres * METRE)
