"""The words a watermark says of who looks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.scope import Principal


def mark_of(session: Session, user: Principal, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Return login and organization in the user's language, and the city's time to the minute."""
    found = session.get_one(Organization, user.organization_id)
    name = found.name_en if user.language == "en" else found.name_zh
    return f"{user.login} · {name}", f"{now.astimezone(zone):%Y-%m-%d %H:%M}"
