"""The organizations table: one tree with materialized paths."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified, Versioned
from core.text import Text

Kind = Literal["operator", "city", "district", "department", "unit", "vendor"]
State = Literal["active", "waiting", "rejected", "suspended"]

PARENTS: dict[Kind, tuple[Kind, ...]] = {
    "operator": (),
    "city": ("operator",),
    "vendor": ("operator",),
    "district": ("city",),
    "department": ("city", "district"),
    "unit": ("city", "district", "department"),
}
"""What each kind of organization may be set below; the operator is the one root."""

KIND_NAMES: dict[str, Text] = {
    "operator": Text("运营方", "operator"),
    "city": Text("城市", "city"),
    "district": Text("区", "district"),
    "department": Text("部门", "department"),
    "unit": Text("单位", "unit"),
    "vendor": Text("厂商", "vendor"),
}


class Organization(Base, Identified, Versioned):
    """The operator, a city, a part of it, or a vendor; `path` is `/<root id>/…/<own id>/`."""

    __tablename__ = "organizations"
    __table_args__ = (
        Index("ix_organizations_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        Index(
            "uq_organizations_root",
            text("(parent_id IS NULL)"),
            unique=True,
            postgresql_where=text("parent_id IS NULL"),
        ),
        Index("ix_organizations_stopped", "path", postgresql_where=text("state <> 'active'")),
        CheckConstraint(f"kind IN {tuple(PARENTS)}", name="kind"),
        CheckConstraint("(kind = 'operator') = (parent_id IS NULL)", name="root"),
        CheckConstraint("state IN ('active', 'waiting', 'rejected', 'suspended')", name="state"),
        CheckConstraint("path ~ '^(/[0-9a-f-]{36})+/$'", name="path"),
    )

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    path: Mapped[str]
    kind: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    state: Mapped[str] = mapped_column(default="active", server_default="active")
    """Only an active one's people may work; a vendor waits until it is approved."""
    removed_at: Mapped[datetime | None]
    """Set when it was removed: what it did still names it, nothing else finds it."""


def ids_of(path: str) -> list[UUID]:
    """Return the ids on an organization's path, the root's first and its own last."""
    return [UUID(part) for part in path.strip("/").split("/")]
