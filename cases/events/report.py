"""What a worker hands over: a decision of the judge with everything the event's row will say."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cases.evidence.prepare import PreparedEvidence
from cases.rules import Decision, Rule
from core.ids import derived_uuid7
from core.text import Text


@dataclass(frozen=True, slots=True)
class Source:
    """Whose camera, which model, where: the part of an event that its watcher fixes.

    The watcher is a subscription, or the camera itself: then there is no algorithm, and the event is
    about its picture.
    """

    owner_id: UUID
    subscription_id: UUID | None
    camera_id: UUID
    algorithm_id: UUID | None
    version_id: UUID | None
    model_digest: str | None
    title: Text
    place: str = ""
    longitude: float | None = None
    latitude: float | None = None

    @property
    def watcher_id(self) -> UUID:
        """Who sees: of each of his incident keys, one incident is open at the most."""
        return self.subscription_id or self.camera_id


@dataclass(frozen=True, slots=True)
class Report:
    """One decision to store. A raise needs its evidence; updates and ends carry none."""

    source: Source
    rule: Rule
    decision: Decision
    evidence: PreparedEvidence | None = None

    @property
    def event_id(self) -> UUID:
        """The id this incident has, however often it is reported."""
        opened_at = self.decision.incident.opened_at
        return event_id(self.source.watcher_id, self.incident_key, opened_at)

    @property
    def incident_key(self) -> str:
        """Which of its watcher's incidents it is about."""
        return self.decision.incident.key or self.rule.incident_key


def event_id(watcher_id: UUID, incident_key: str, opened_at: datetime) -> UUID:
    """Return the one id of the incident that this watcher opened at this instant."""
    unix_ms = int(opened_at.timestamp() * 1000)
    return derived_uuid7(unix_ms, watcher_id, incident_key, opened_at.isoformat())
