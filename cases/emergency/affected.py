"""Which districts, streets and grid cells an emergency's area touches."""

from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.organizations.service import city_of
from cases.emergency.model import Emergency
from cases.places.lookup import touched
from cases.places.model import Place


def affected(session: Session, emergency: Emergency) -> list[Place]:
    """Return the places of the city, districts first; none where it is in no city or has no area."""
    owner = session.get_one(Organization, emergency.owner_id)
    city = city_of(session, owner.path)
    return touched(session, city.id, emergency.area) if city else []
