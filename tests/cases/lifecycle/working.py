"""A department, a unit elsewhere in the city, and cases that people of both move along."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.users.model import User
from cases.clocks.model import CaseClock
from cases.events.model import Event
from cases.evidence import jpeg
from cases.lifecycle.model import Case, CaseStep
from cases.lifecycle.move import act
from cases.lifecycle.service import file_case
from cases.lifecycle.wish import Wish
from cases.photos import service as photos
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.settings import Settings
from tests import make
from tests.cases.conftest import NewEvent, People, scope_of

WORKS = {"handle", "finish", "self_handle", "ask_return", "ask_extension", "ask_suspension"}
"""What the unit's people do in these tests; all else is the desk's."""
PICTURE = jpeg.encode(np.full((40, 60, 3), 90, np.uint8), kind="after")


@dataclass
class Office:
    """Who files cases and who deals with them."""

    sessions: Sessions
    settings: Settings
    clock: ManualClock
    blobs: FolderBlobs
    people: People
    unit: Organization
    worker: User
    new_event: NewEvent

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

    def does(self, case: Case, action: str, **given: Any) -> Case:
        """Let the person whose part it is take an action, with all that it needs."""
        who = self.worker if action in WORKS else self.people.dispatcher
        if action in ("finish", "self_handle"):
            self.photographs(case)
        wish = self.wish(action, **given)
        with transaction(self.sessions) as session:
            row = session.get_one(Case, case.id, with_for_update=True)
            scope = scope_of(session, who, "case.act")
            act(session, scope, row, wish, at=self.clock.now(), settings=self.settings)
            return row

    def wish(self, action: str, **given: Any) -> Wish:
        usual: dict[str, Any] = {
            "note": "理由",
            "unit_id": self.unit.id,
            "amount": 4.0,
            "until": self.clock.now() + timedelta(days=30),
        }
        return Wish(action, **(usual | given))

    def photographs(self, case: Case) -> None:
        with transaction(self.sessions) as session:
            row = session.get_one(Case, case.id, with_for_update=True)
            scope = scope_of(session, self.worker, "case.photo")
            tools: Any = {"blobs": self.blobs, "clock": self.clock}
            photos.add(session, scope, row, "after", PICTURE, **tools)

    def now(self, case: Case) -> Case:
        with self.sessions() as session:
            return session.get_one(Case, case.id)

    def steps(self, case: Case) -> list[str]:
        found = select(CaseStep.action).filter_by(case_id=case.id).order_by(CaseStep.sequence)
        with self.sessions() as session:
            return [*session.scalars(found)]

    def clocks(self, case: Case) -> dict[str, CaseClock]:
        """Return the latest clock of each kind."""
        found = select(CaseClock).filter_by(case_id=case.id).order_by(CaseClock.started_at)
        with self.sessions() as session:
            return {one.kind: one for one in session.scalars(found.order_by(CaseClock.id))}


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def unit_of(sessions: Sessions, city: Organization) -> tuple[Organization, User]:
    """Add a unit of the city, below another department, with one who works there."""
    with transaction(sessions) as session:
        roads = make.organization(session, session.get_one(Organization, city.id))
        unit = make.organization(
            session, roads, kind="unit", name_zh="环卫一所", name_en="Cleaning Unit 1"
        )
        return unit, make.user(session, unit, roles=[Role.HANDLER])
