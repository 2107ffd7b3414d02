"""Whose objects a caller may see: his organization's, those of all below it, and what is shared with them."""

from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, inspect, or_, select
from sqlalchemy.orm import Session, object_session

from accounts.organizations.model import Organization
from accounts.policy import Role, allowed
from accounts.shares.model import Share
from core.database.model import Owned
from core.errors import NotFound
from core.text import Language, Text

Row = TypeVar("Row", bound=Owned)
S = TypeVar("S", bound="Select[*tuple[Any, ...]]")

OBJECT = Text("对象", "object")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking."""

    id: UUID
    login: str
    name: str
    language: Language
    roles: frozenset[Role]
    organization_id: UUID
    organization_path: str
    session_id: UUID | None = None
    """Set when a cookie, not a token, proved who it is."""
    token_id: UUID | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What one caller may see; every query over an owned table goes through one."""

    user: Principal

    def may(self, action: str) -> bool:
        """Tell whether the caller's roles allow a further action."""
        return allowed(action, self.user.roles)

    def limit(self, statement: S, model: type[Owned]) -> S:
        """Return the statement with only the rows of the model that the caller may read."""
        return statement.where(or_(self._below(model), _shared(model, self.user)))

    def limit_owned(self, statement: S, model: type[Owned]) -> S:
        """Return the statement with only the rows that the caller's part of the tree owns."""
        return statement.where(self._below(model))

    def fetch(
        self,
        session: Session,
        model: type[Row],
        object_id: UUID,
        *,
        kind: Text = OBJECT,
        for_update: bool = False,
    ) -> Row:
        """Return one row, locked and owned rather than shared `for_update`; a foreign one is not found."""
        statement = select(model).where(model.id == object_id)
        statement = (
            self.limit_owned(statement, model).with_for_update(of=model)
            if for_update
            else self.limit(statement, model)
        )
        options = {"populate_existing": for_update}
        row = session.scalar(statement, execution_options=options)
        if row is None:
            raise NotFound(kind=kind, id=object_id)
        return row

    def owns(self, row: Owned) -> bool:
        """Tell whether the row belongs to the caller's part of the tree (a shared one does not)."""
        session = object_session(row)
        return session is not None and self.covers(session, row.owner_id)

    def covers(self, session: Session, organization_id: UUID) -> bool:
        """Tell whether an organization is the caller's or below it."""
        path = session.scalar(select(Organization.path).where(Organization.id == organization_id))
        return path is not None and path.startswith(self.user.organization_path)

    def owner(self, session: Session, organization_id: UUID | None) -> UUID:
        """Return who shall own a new row: the caller's organization unless another one of his is named."""
        if organization_id is None:
            return self.user.organization_id
        if not self.covers(session, organization_id):
            raise NotFound(kind=Text("组织", "organization"), id=organization_id)
        return organization_id

    def _below(self, model: type[Owned]) -> ColumnElement[bool]:
        return model.owner_id.in_(_subtree(self.user))


def _subtree(user: Principal) -> Select[UUID]:
    return select(Organization.id).where(Organization.path.startswith(user.organization_path))


def _shared(model: type[Owned], user: Principal) -> ColumnElement[bool]:
    """Shares with the caller's organization, with one above it and with one below it."""
    above = [UUID(part) for part in user.organization_path.strip("/").split("/")]
    shared = select(Share.object_id).where(
        Share.object_type == _table(model),
        or_(Share.organization_id.in_(above), Share.organization_id.in_(_subtree(user))),
    )
    return model.id.in_(shared)


def _table(model: type[Owned]) -> str:
    table = inspect(model, raiseerr=True).local_table
    assert isinstance(table, Table)
    return table.name
