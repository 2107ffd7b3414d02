"""One table outside the product's metadata, for the conventions to be tried on."""

from uuid import UUID

from sqlalchemy import MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.database.model import Identified, Versioned


class Root(DeclarativeBase):
    """A metadata of its own."""

    metadata = MetaData()
    type_annotation_map = {UUID: Uuid()}  # noqa: RUF012 - SQLAlchemy's convention


class Thing(Identified, Versioned, Root):
    """A thing."""

    __tablename__ = "things"

    name: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)


class Pair(Root):
    """A row that two columns tell from others."""

    __tablename__ = "pairs"

    row: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
