"""Goods in the field: two departments that use a vendor's algorithm, what it looked, and what people said."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from accounts.api.deps import COOKIE
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.users.model import User
from cases.events.model import Event
from cases.events.report import Report, Source
from cases.events.service import report
from cases.review.model import Verdict
from cases.review.service import REVIEW
from cases.rules import Incident, Raise
from core.database.engine import transaction
from core.http.services import Services
from core.ids import uuid7
from registry.catalogue.model import Algorithm
from registry.metering.looks import AGES_S
from registry.metering.model import LookHour
from tests import make
from tests.cases import samples
from tests.cases.conftest import subscribed
from tests.serving.belongings import signed_in, user
from video.cameras.model import Camera

EIGHT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
"""The hour of `samples.START`."""


@dataclass(frozen=True, slots=True)
class Field:
    """A city's departments, a vendor whose algorithm they use, and another vendor's that one of them uses."""

    app: FastAPI
    services: Services
    city: Organization
    parks: Organization
    roads: Organization
    vendor: Organization
    rival: Organization
    lake: Source
    """Parks' subscription to the vendor's algorithm."""
    bridge: Source
    """Roads' subscription to the same."""
    tunnel: Source
    """Roads' subscription to the rival's."""
    people: dict[tuple[UUID, Role], User]

    def client(self, owner: Organization, role: Role) -> TestClient:
        """Return a client of somebody."""
        with transaction(self.services.sessions) as session:
            known = self.people.get((owner.id, role))
            who = known or user(session, session.get_one(Organization, owner.id), role)
            self.people[owner.id, role] = who
            one = TestClient(self.app)
            one.cookies.set(COOKIE, signed_in(session, self.services, who)[0])
        one.headers.update({"origin": "http://testserver", "accept-language": "en"})
        return one

    def looked(self, of: Source, hour: datetime = EIGHT, worker: str = "w-1", **more: Any) -> None:
        """Let a subscription have looked for an hour, every five seconds."""
        ages = [0] * (len(AGES_S) + 1)
        ages[3] = 720
        row = {
            "looks": 720, "late": 0, "missed": 0, "lost": 0, "watched_s": 3600.0, "ages": ages,
        }  # fmt: skip
        with transaction(self.services.sessions) as session:
            session.add(
                LookHour(
                    hour=hour, subscription_id=of.subscription_id, version_id=of.version_id,
                    worker=worker, owner_id=of.owner_id, camera_id=of.camera_id,
                    algorithm_id=of.algorithm_id, **row | more,
                )
            )  # fmt: skip

    def saw(
        self, of: Source, said: str | None = None, *, at_s: float = 0, score: float = 0.9
    ) -> UUID:
        """Let a subscription see something, and a person say what it was: `confirm`, `reject` or nothing."""
        rule = replace(samples.RULE, incident_key=uuid7().hex)
        incident = Incident(samples.at(at_s), samples.at(at_s), looks=2, score=score)
        decision = Raise(incident, (replace(samples.FIRE, score=score),))
        pictures = samples.evidence(self.services.blobs)
        with transaction(self.services.sessions) as session:
            event = report(session, Report(of, rule, decision, pictures))
            assert event is not None
        if said is not None:
            self.judged(event.id, said)
        return event.id

    def judged(self, event_id: UUID, said: str) -> None:
        """Let a person say what an event was; it takes effect at once."""
        with transaction(self.services.sessions) as session:
            event = session.get_one(Event, event_id)
            who = user(session, session.get_one(Organization, event.owner_id), Role.DISPATCHER)
            event.review, event.wants, event.judged_at = REVIEW[said], None, event.opened_at
            reason = "reflection" if said == "reject" else None
            session.add(
                Verdict(
                    owner_id=event.owner_id, event_id=event.id, version_id=event.version_id,
                    user_id=who.id, verdict=said, reason=reason, at=event.opened_at,
                    effective_at=event.opened_at, settled_at=event.opened_at,
                )
            )  # fmt: skip


@pytest.fixture
def field(app: FastAPI, services: Services) -> Field:
    """Two departments and two vendors; nothing was looked or seen yet."""
    with transaction(services.sessions) as session:
        city = make.organization(session)
        parks = make.organization(session, city, name_zh="园林局", name_en="Parks")
        roads = make.organization(session, city, name_zh="道路局", name_en="Roads")
        vendor = make.organization(session, kind="vendor", name_zh="厂商", name_en="Vendor")
        rival = make.organization(session, kind="vendor", name_zh="对手", name_en="Rival")
        lake, tunnel = subscribed(session, parks), subscribed(session, roads)
        other = subscribed(session, roads)
        bridge = replace(other, algorithm_id=lake.algorithm_id, version_id=lake.version_id)
        for of, seller in ((lake, vendor), (tunnel, rival)):
            owned = update(Algorithm).where(Algorithm.id == of.algorithm_id)
            session.execute(owned.values(owner_id=seller.id))
        for of, region in ((lake, "37020200"), (bridge, "370203"), (tunnel, "370203")):
            placed = update(Camera).where(Camera.id == of.camera_id)
            session.execute(placed.values(region=region, tags=["湖区"], group_path="秘密分组"))
    return Field(app, services, city, parks, roads, vendor, rival, lake, bridge, tunnel, {})
