"""The registry of resources."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned
from core.text import Text

KINDS: dict[str, Text] = {
    "pump": Text("排水泵车", "pump truck"),
    "team": Text("抢险队伍", "rescue team"),
    "vehicle": Text("抢险车辆", "vehicle"),
    "material": Text("抢险物资", "material"),
    "boat": Text("冲锋舟", "boat"),
    "fire": Text("消防力量", "fire brigade"),
    "medical": Text("医疗救护", "medical"),
    "shelter": Text("避险场所", "shelter"),
    "other": Text("其他", "other"),
}
"""What a resource can be."""


class Resource(Base, Owned, Versioned):
    """So much of something at one place, known in its organization by its name."""

    __tablename__ = "resources"
    __mapper_args__ = {"version_id_col": Versioned.revision}  # noqa: RUF012 - SQLAlchemy's convention

    kind: Mapped[str]
    name: Mapped[str]
    quantity: Mapped[float]
    unit: Mapped[str]
    longitude: Mapped[float]
    latitude: Mapped[float]
    address: Mapped[str]
    contact: Mapped[str]
    phone: Mapped[str]
    enabled: Mapped[bool] = mapped_column(server_default="true")
    """Whether it can be sent."""
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
        CheckConstraint("quantity >= 0", name="quantity"),
        Index("ix_resources_keyset", "created_at", "id"),
        Index("ix_resources_place", "longitude", "latitude"),
    )
