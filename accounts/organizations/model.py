"""The organizations table: a tree with materialized paths."""

from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified, Versioned

Kind = Literal["city", "district", "department", "unit", "vendor"]


class Organization(Base, Identified, Versioned):
    """A city, a district, department or unit of it, or a vendor; `path` is `/<root id>/…/<own id>/`."""

    __tablename__ = "organizations"
    __table_args__ = (
        Index("ix_organizations_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        CheckConstraint(
            "kind IN ('city', 'district', 'department', 'unit', 'vendor')", name="kind"
        ),
        CheckConstraint("path ~ '^(/[0-9a-f-]{36})+/$'", name="path"),
    )

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    path: Mapped[str]
    kind: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
