"""How much evidence each organization keeps: summed now and then, because the sum takes as long as it is."""

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.quotas.model import Measured
from accounts.quotas.resource import Resource
from cases.events.model import Event, Evidence
from core.clock import Clock

_GB = 1e9


def measure(session: Session, clock: Clock) -> None:
    """Write down what every organization's evidence takes at present."""
    kept = (
        select(Event.owner_id, func.sum(Evidence.bytes).label("bytes"))
        .join(Evidence, (Evidence.event_id == Event.id) & (Evidence.state == "kept"))
        .group_by(Event.owner_id)
        .subquery()
    )
    rows = select(
        Organization.id,
        literal(str(Resource.STORAGE_GB)),
        func.coalesce(kept.c.bytes, 0) / _GB,
        literal(clock.now()),
    ).outerjoin(kept, kept.c.owner_id == Organization.id)
    columns = ["organization_id", "resource", "amount", "measured_at"]
    statement = insert(Measured).from_select(columns, rows.order_by(Organization.id))
    new = {name: statement.excluded[name] for name in ("amount", "measured_at")}
    session.execute(statement.on_conflict_do_update(index_elements=columns[:2], set_=new))
