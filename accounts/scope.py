"""Which objects a caller may act on: what the policy's table grants for one action, as SQL.

Every query over an owned table takes a scope. The scope knows its action, and the action the tables it is
about: a route that declared `camera.read` cannot fetch an event with it.
"""

from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Uuid,
    and_,
    any_,
    column,
    exists,
    false,
    func,
    inspect,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy import (
    table as named_table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import POLICY, Reach, Role, allowed, reaches
from accounts.shares.model import Share
from core.database.model import Identified
from core.errors import Forbidden, NotFound
from core.text import Language, Text

Row = TypeVar("Row", bound=Identified)
S = TypeVar("S", bound="Select[*tuple[Any, ...]]")
Rows = type[Identified] | FromClause
"""A mapped class, or a table of another package known by name."""

_cases = named_table("cases", column("id", Uuid), column("unit_id", Uuid), column("state"))
_case_events = named_table("case_events", column("event_id", Uuid), column("case_id", Uuid))
_votes = named_table("approval_votes", column("approval_id", Uuid), column("organization_id", Uuid))

OBJECT = Text("对象", "object")
ORGANIZATION = Text("组织", "organization")


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
    organization_active: bool = True
    """Whether his organization and all above it may use the product."""
    session_id: UUID | None = None
    """Set when a cookie, not a token, proved who it is."""
    token_id: UUID | None = None
    token_actions: frozenset[str] | None = None
    """What the token may be used for; None: whatever its user may."""
    pending: frozenset[str] = field(default_factory=frozenset)
    """Duties to be done before anything else: `password`, `totp`."""
    address: str | None = None

    @property
    def at_root(self) -> bool:
        """Whether his organization is the root of the tree: everything is below it."""
        return self.organization_path.count("/") == 2


@dataclass(frozen=True, slots=True)
class Scope:
    """What one caller may do with one action."""

    user: Principal
    action: str
    below: tuple[UUID, ...] | None = None
    """The organizations of the caller's subtree, where they were looked up."""

    def may(self, action: str) -> bool:
        """Tell whether the caller's roles, and his token, allow a further action."""
        granted = self.user.token_actions
        return allowed(action, self.user.roles) and (granted is None or action in granted)

    def on(self, action: str) -> "Scope":
        """Return the same caller's scope for another action his roles allow; raises `Forbidden`."""
        if not allowed(action, self.user.roles):
            raise Forbidden(action=POLICY[action].title)
        return replace(self, action=action)

    def sized(self, session: Session) -> "Scope":
        """Return the scope with its organizations looked up, for a statement planned for its own values.

        PostgreSQL then knows how many rows it reaches; else it takes every scope for ten organizations, and
        reads and sorts the events of a whole city to show fifty of them.
        """
        if self.user.at_root:
            return self
        return replace(self, below=tuple(session.scalars(_organizations(self.user))))

    def limit(self, statement: S, rows: Rows) -> S:
        """Return the statement with only the rows that the action reaches."""
        return statement.where(self.reached(rows))

    def reached(self, rows: Rows, action: str | None = None) -> ColumnElement[bool]:
        """Return the condition that this action, or another one, reaches a row; never, without a grant."""
        action = action or self.action
        table = _table(rows)
        if table.name not in POLICY[action].objects:
            raise TypeError(f"{action} is not about {table.name}; see accounts/policy.py")
        found = reaches(action, self.user.roles)
        return or_(false(), *(_CONDITIONS[reach](table, self) for reach in sorted(found)))

    def fetch(
        self,
        session: Session,
        model: type[Row],
        object_id: UUID,
        *,
        kind: Text = OBJECT,
        for_update: bool = False,
    ) -> Row:
        """Return one row the action reaches, locked `for_update`; any other is not found."""
        statement = self.limit(select(model).where(model.id == object_id), model)
        if for_update:
            statement = statement.with_for_update(of=model)
        row = session.scalar(statement, execution_options={"populate_existing": for_update})
        if row is None:
            raise NotFound(kind=kind, id=object_id)
        return row

    def owner(self, session: Session, organization_id: UUID | None) -> UUID:
        """Return who shall own a new row: the caller's organization unless another one of his is named."""
        if organization_id is None:
            return self.user.organization_id
        path = session.scalar(select(Organization.path).where(Organization.id == organization_id))
        if path is None or not path.startswith(self.user.organization_path):
            raise NotFound(kind=ORGANIZATION, id=organization_id)
        return organization_id


def _table(rows: Rows) -> Any:
    return rows if isinstance(rows, FromClause) else inspect(rows).local_table


def _owner(table: Any) -> ColumnElement[Any]:
    owner: ColumnElement[Any] = table.c.id if table.name == "organizations" else table.c.owner_id
    return owner


def _self(table: Any, scope: Scope) -> ColumnElement[bool]:
    user = table.c.id if table.name == "users" else table.c.user_id
    own: ColumnElement[bool] = user == scope.user.id
    return own


def _own(table: Any, scope: Scope) -> ColumnElement[bool]:
    return _owner(table) == scope.user.organization_id


def _subtree(table: Any, scope: Scope) -> ColumnElement[bool]:
    """The root's subtree is everything, also what no organization owns."""
    return true() if scope.user.at_root else _inside(_owner(table), scope)


def _below(table: Any, scope: Scope) -> ColumnElement[bool]:
    owner = _owner(table)
    return and_(_inside(owner, scope), owner != scope.user.organization_id)


def _inside(owner: ColumnElement[Any], scope: Scope) -> ColumnElement[bool]:
    match scope.below:
        case None:
            return _among(owner, _organizations(scope.user))
        case (alone,):
            return owner == alone
        case several:
            return owner == any_(literal([*several], ARRAY(Uuid())))


def _shared(table: Any, scope: Scope) -> ColumnElement[bool]:
    """The subtree, and shares with the caller's organization, with one above it and with one below it."""
    user = scope.user
    above = [UUID(part) for part in user.organization_path.strip("/").split("/")]
    shared = select(Share.object_id).where(
        Share.object_type == table.name,
        or_(
            Share.organization_id == any_(literal(above, ARRAY(Uuid()))),
            Share.organization_id.in_(_organizations(user)),
        ),
    )
    return or_(_subtree(table, scope), _among(table.c.id, shared))


def _assigned(table: Any, scope: Scope) -> ColumnElement[bool]:
    """The subtree, and what is dispatched to one of its units: only cases have one."""
    return or_(_subtree(table, scope), _among(table.c.unit_id, _organizations(scope.user)))


def _concerned(table: Any, scope: Scope) -> ColumnElement[bool]:
    """What is shared, and the events of cases dispatched to one of its units: they shall see what to do."""
    about = exists().where(
        _case_events.c.event_id == table.c.id,
        _case_events.c.case_id == _cases.c.id,
        _cases.c.unit_id.in_(_organizations(scope.user)),
        _cases.c.state != "void",
    )
    return or_(_shared(table, scope), about)


def _asked(table: Any, scope: Scope) -> ColumnElement[bool]:
    """What the organization owns, and the requests that take its consent, or that of one below it."""
    asked = select(_votes.c.approval_id).where(
        _votes.c.organization_id.in_(_organizations(scope.user))
    )
    return or_(_own(table, scope), _among(table.c.id, asked))


def _everywhere(_table: Any, _scope: Scope) -> ColumnElement[bool]:
    return true()


def _among(column: ColumnElement[Any], ids: Select[UUID]) -> ColumnElement[bool]:
    """Compare with an array made once: `IN` beside an `OR` reads the whole table, this two indexes."""
    return column == any_(func.array(ids.scalar_subquery()))


def _organizations(user: Principal) -> Select[UUID]:
    return select(Organization.id).where(Organization.path.startswith(user.organization_path))


_CONDITIONS = {
    Reach.SELF: _self,
    Reach.OWN: _own,
    Reach.SUBTREE: _subtree,
    Reach.BELOW: _below,
    Reach.SHARED: _shared,
    Reach.ASSIGNED: _assigned,
    Reach.CONCERNED: _concerned,
    Reach.ASKED: _asked,
    Reach.EVERYWHERE: _everywhere,
}
