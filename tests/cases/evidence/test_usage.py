"""What evidence takes is summed by its owner, and an incident is stored whatever the quota."""

from sqlalchemy import func, select

from accounts.organizations.model import Organization
from accounts.quotas.model import Measured
from cases.events.model import Evidence
from cases.evidence.usage import measure
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from tests.cases.conftest import NewEvent


def test_every_organization_has_its_sum(
    sessions: Sessions, new_event: NewEvent, city: Organization, department: Organization
) -> None:
    for _ in range(2):
        new_event()
        with transaction(sessions) as session:
            measure(session, ManualClock())
            kept = session.scalar(select(func.sum(Evidence.bytes))) or 0
            own = session.get_one(Measured, (department.id, "storage_gb"))
            assert kept > 0
            assert abs(own.amount * 1e9 - float(kept)) < 1e-3
            assert session.get_one(Measured, (city.id, "storage_gb")).amount == 0
