"""What a department allows beyond its own people: events confirmed without one, a picture for the vendor."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from accounts.users.model import User
from cases.autoconfirm.model import AutoConfirm
from cases.disclosures.model import Disclosure
from cases.events.model import Event


def allowances(session: Session, event: Event, who: User) -> dict[str, UUID]:
    """Allow both for an event, whatever was said of it; return their ids."""
    of: dict[str, Any] = {
        "owner_id": event.owner_id,
        "algorithm_id": event.algorithm_id,
        "user_id": who.id,
    }
    now = datetime.now(UTC)
    confirming = AutoConfirm(
        **of, version_id=event.version_id, threshold=0.9, sample_share=0.1, on_at=now
    )
    disclosing = Disclosure(**of, event_id=event.id, at=now)
    session.add_all([confirming, disclosing])
    session.flush()
    return {"auto_confirm_id": confirming.id, "disclosure_id": disclosing.id}
