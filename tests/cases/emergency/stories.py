"""Emergencies, calls and resources as they would be after something happened."""

from uuid import UUID

from sqlalchemy.orm import Session

from cases.emergency.model import Emergency, EmergencyCall
from cases.resources.model import Resource
from cases.water.model import WaterPoint
from core.ids import uuid7
from tests.cases import samples
from tests.cases.water.stories import HERE


def stock(
    session: Session, owner_id: UUID, name: str = "泵车 01", *, metres: float = 500
) -> Resource:
    """Add a pump so many metres north of the story's place."""
    resource = Resource(
        id=uuid7(),
        owner_id=owner_id,
        kind="pump",
        name=name,
        quantity=1,
        unit="辆",
        longitude=HERE[0],
        latitude=HERE[1] + metres / 111_195,
        address="",
        contact="张三",
        phone="0532-12345",
        enabled=True,
        created_at=samples.START,
    )
    session.add(resource)
    session.flush()
    return resource


def opened(session: Session, point: WaterPoint) -> Emergency:
    """Add the emergency of a point, of the response level Ⅳ."""
    emergency = Emergency(
        id=uuid7(),
        owner_id=point.owner_id,
        kind="waterlogging",
        point_id=point.id,
        place=point.place,
        longitude=point.longitude,
        latitude=point.latitude,
        measures={"depth_cm": 18.0, "area_m2": 0.0, "confirmed": 0.0},
        entered={},
        chosen={},
        warning="blue",
        response=4,
        area=[],
        area_m2=0.0,
        opened_at=samples.START,
        updated_at=samples.START,
    )
    session.add(emergency)
    session.flush()
    return emergency


def called(session: Session, emergency: Emergency, resource: Resource) -> EmergencyCall:
    """Add a call for a resource that nobody has answered."""
    call = EmergencyCall(
        id=uuid7(),
        owner_id=emergency.owner_id,
        emergency_id=emergency.id,
        sequence=1,
        audience="rescue",
        resource_id=resource.id,
        name=resource.name,
        why="dispatch",
        note="",
        at=samples.START,
        receipt_note="",
    )
    session.add(call)
    session.flush()
    return call
