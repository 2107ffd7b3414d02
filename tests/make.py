"""Builders of what many tests need: organizations, users, scopes."""

from collections.abc import Collection

from sqlalchemy.orm import Session, object_session

from accounts.organizations import service as organizations
from accounts.organizations.model import Kind, Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.users import service as users
from accounts.users.model import User
from accounts.users.service import NewUser
from core.clock import Clock, ManualClock
from core.ids import uuid7
from core.settings import Settings
from core.text import Text

PASSWORD = "Correct-horse-9"


def organization(
    session: Session,
    parent: Organization | None = None,
    *,
    kind: Kind | None = None,
    name_zh: str = "示例市",
    name_en: str = "Sample City",
) -> Organization:
    """Add an organization: a city without a parent, a department of it with one.

    Cities and vendors stand below the operator, who is made with the first of them.
    """
    chosen: Kind = kind or ("city" if parent is None else "department")
    above = parent or organizations.operator(session)
    return organizations.create(session, None, above, chosen, Text(name_zh, name_en))


def user(
    session: Session,
    owner: Organization | None = None,
    *,
    roles: Collection[Role | str] = (Role.DISPATCHER,),
    login: str | None = None,
    password: str = PASSWORD,
    clock: Clock | None = None,
) -> User:
    """Add a user, in a city of his own unless an organization is given.

    A vendor's user is in a vendor of his own, where the given organization is none.
    """
    if Role.VENDOR in roles and (owner is None or owner.kind != "vendor"):
        owner = organization(session, kind="vendor", name_zh="某厂商", name_en="Some Vendor")
    owner = owner or organization(session)
    new = NewUser(
        login=login or f"u{uuid7().hex[-12:]}",
        name="张三",
        password=password,
        roles=[Role(role) for role in roles],
        given=False,
    )
    return users.create(session, None, owner.id, new, clock or ManualClock(), Settings())


def scope_of(who: User, action: str) -> Scope:
    """Return what a user may do with an action."""
    session = object_session(who)
    assert session is not None
    return Scope(users.principal(session, who), action)
