"""Tables of algorithms, versions and their steps, aliases and their moves, and strikes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Identified, Owned, Versioned
from registry.catalogue.transitions import State

STATES = tuple(str(one) for one in State)
STABLE, TRIAL = "stable", "trial"


class Algorithm(Base, Owned):
    """Goods on the shelf; its owner is the vendor, its words are those of the newest published version."""

    __tablename__ = "algorithms"
    __table_args__ = (UniqueConstraint("owner_id", "slug"), Index(None, "created_at", "id"))

    slug: Mapped[str]
    title_zh: Mapped[str]
    title_en: Mapped[str]
    summary_zh: Mapped[str]
    summary_en: Mapped[str]
    created_at: Mapped[datetime]


class Version(Base, Owned):
    """One package of an algorithm; all but its state stays as it was handed over."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("algorithm_id", "version"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"), index=True)
    version: Mapped[str]
    state: Mapped[str]
    state_reason: Mapped[dict[str, Any] | None]
    """`code`, `zh`, `en`: why it was deprecated, withdrawn, rejected or quarantined."""
    digest: Mapped[str]
    """SHA-256 over the whole package."""
    model_digest: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the model file; where that stays with its vendor, of the manifest."""
    size: Mapped[int]
    manifest: Mapped[dict[str, Any]]
    readme: Mapped[str]
    files: Mapped[dict[str, Any]]
    """Blob digest and size of each file, by its name."""
    gate: Mapped[dict[str, Any]]
    """The gate's report, with the versions of the gate and of the runtime."""
    approval: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    """Since when everybody may see it, whatever became of it."""
    deprecated_until: Mapped[datetime | None]
    """When it will be withdrawn, or was to be."""

    @hybrid_property
    def is_remote(self) -> bool:
        """Whether its model stays with its vendor."""
        first, *_ = self.manifest.get("stages") or [{}]
        return bool(first.get("kind") == "remote")

    @is_remote.inplace.expression
    @classmethod
    def _is_remote(cls) -> ColumnElement[bool]:
        return func.coalesce(cls.manifest["stages"][0]["kind"].astext, "") == "remote"

    @property
    def endpoint(self) -> str | None:
        """By which name its vendor has registered where its model is asked; unset: it runs here."""
        return str(self.manifest["stages"][0]["endpoint"]) if self.is_remote else None


class VersionStep(Base, Identified):
    """One step of a version's life: which, by whom (nobody: the product itself), and why."""

    __tablename__ = "version_steps"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"), index=True)
    action: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[dict[str, Any] | None]
    """`code`, `zh`, `en`; a person's own words stand under both languages."""
    until: Mapped[datetime | None]


class Alias(Base, Versioned):
    """Which version `stable` or `trial` of an algorithm means at present; none: no healthy one is left."""

    __tablename__ = "aliases"
    __table_args__ = (CheckConstraint(f"name IN {(STABLE, TRIAL)}", name="name"),)

    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"), index=True)


class AliasMove(Base, Identified):
    """An alias came to mean another version: by whom (nobody: the product itself), and why."""

    __tablename__ = "alias_moves"
    __table_args__ = (Index(None, "algorithm_id", "name", "at"),)

    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"))
    name: Mapped[str]
    from_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    to_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[dict[str, Any]]
    """`code`, `zh`, `en`."""


class Strike(Base, Identified):
    """One frame on which a version crashed, hung or answered nonsense; a repeated frame counts once."""

    __tablename__ = "strikes"
    __table_args__ = (UniqueConstraint("version_id", "camera_id", "frame"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    camera_id: Mapped[UUID]
    frame: Mapped[str]
    """SHA-256 of the pixels."""
    cause: Mapped[str]
    at: Mapped[datetime]
