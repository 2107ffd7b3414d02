"""Who may do what: the one table every route declares its action against.

The three administrators are separated (GB/T 22239 8.1.4): none of them holds another role, and no action
below is granted to two of them except reading what each needs in order to work.
"""

from collections.abc import Collection
from enum import StrEnum

from accounts.errors import RolesConflict
from core.text import Text


class Role(StrEnum):
    """A role of the design; a user has one or more."""

    VENDOR = "vendor"
    SUBSCRIBER = "subscriber"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    VIEWER = "viewer"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


ROLE_NAMES: dict[Role, Text] = {
    Role.VENDOR: Text("算法厂商", "vendor"),
    Role.SUBSCRIBER: Text("委办局订阅员", "subscriber"),
    Role.DISPATCHER: Text("派遣员", "dispatcher"),
    Role.HANDLER: Text("处置人员", "handler"),
    Role.VIEWER: Text("查看", "viewer"),
    Role.SYSTEM: Text("系统管理员", "system administrator"),
    Role.SECURITY: Text("安全管理员", "security administrator"),
    Role.AUDIT: Text("审计管理员", "audit administrator"),
}

ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})

_SUBSCRIBER = frozenset({Role.SUBSCRIBER})
_DISPATCHER = frozenset({Role.DISPATCHER})
_SYSTEM = frozenset({Role.SYSTEM})
_SECURITY = frozenset({Role.SECURITY})
_AUDIT = frozenset({Role.AUDIT})
_WATCHERS = frozenset({Role.SUBSCRIBER, Role.DISPATCHER, Role.HANDLER, Role.VIEWER})
_ALL = frozenset(Role)

POLICY: dict[str, frozenset[Role]] = {
    "algorithm.read": _ALL - _AUDIT,
    "audit.read": _AUDIT,
    "camera.create": _SUBSCRIBER | _SYSTEM,
    "camera.delete": _SUBSCRIBER | _SYSTEM,
    "camera.picture": _WATCHERS,
    "camera.read": _WATCHERS | _SYSTEM,
    "camera.update": _SUBSCRIBER | _SYSTEM,
    "case.read": _WATCHERS,
    "delivery.retry": _DISPATCHER | _SYSTEM,
    "event.judge": _DISPATCHER,
    "event.read": _WATCHERS,
    "evidence.read": _WATCHERS,
    "organization.create": _SECURITY,
    "organization.read": _ALL,
    "session.delete": _ALL,
    "session.read": _ALL,
    "sink.create": _SYSTEM,
    "sink.delete": _SYSTEM,
    "sink.read": _SYSTEM,
    "sink.update": _SYSTEM,
    "stream.read": _WATCHERS | _SYSTEM,
    "subscription.create": _SUBSCRIBER,
    "subscription.delete": _SUBSCRIBER,
    "subscription.read": _WATCHERS | _SYSTEM,
    "subscription.update": _SUBSCRIBER,
    "system.read": _SYSTEM,
    "token.create": _ALL,
    "token.delete": _ALL,
    "token.read": _ALL,
    "user.create": _SECURITY,
    "user.read": _SECURITY | _AUDIT,
    "user.update": _SECURITY,
}


def allowed(action: str, roles: Collection[Role]) -> bool:
    """Tell whether any of the roles may carry out the action; an unknown action is a bug."""
    return not POLICY[action].isdisjoint(roles)


def actions_of(roles: Collection[Role]) -> list[str]:
    """Return every action the roles may carry out, sorted."""
    return sorted(action for action in POLICY if allowed(action, roles))


def combine(roles: Collection[Role]) -> frozenset[Role]:
    """Return the roles as a set, or raise `RolesConflict` where one person may not hold them together."""
    held = frozenset(roles)
    if not held or (held & ADMINISTRATORS and len(held) > 1):
        raise RolesConflict(roles=", ".join(sorted(held)) or "-")
    return held
