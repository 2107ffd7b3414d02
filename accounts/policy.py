"""Who may do what to which kind of object, and how far: the one table routes declare their actions against.

The three administrators are separated (GB/T 22239 8.1.4): none of them holds another role, and no action
below is granted to two of them except reading what each needs in order to work.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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


class Reach(StrEnum):
    """How far a grant goes."""

    SELF = "self"
    """What is the caller's own person's: his sessions, his tokens."""
    OWN = "own"
    """What his organization owns."""
    SUBTREE = "subtree"
    """What his organization and all below it own."""
    BELOW = "below"
    """What the organizations below his own: nobody decides about himself."""
    SHARED = "shared"
    """The subtree, and what another organization shares with it."""
    EVERYWHERE = "everywhere"
    """Whoever owns it."""


@dataclass(frozen=True, slots=True)
class Action:
    """What may be done to rows of these tables, by which roles, and how far each of them reaches."""

    objects: tuple[str, ...]
    grants: Mapping[Role, Reach]


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

_WATCHERS = (Role.SUBSCRIBER, Role.DISPATCHER, Role.HANDLER, Role.VIEWER)
_SELF, _OWN, _SUBTREE, _BELOW = Reach.SELF, Reach.OWN, Reach.SUBTREE, Reach.BELOW
_SHARED, _EVERYWHERE = Reach.SHARED, Reach.EVERYWHERE


def _each(roles: Iterable[Role], reach: Reach) -> dict[Role, Reach]:
    return dict.fromkeys(roles, reach)


_OWN_ACCOUNT = _each(Role, _SELF)
_WATCHED = _each(_WATCHERS, _SHARED)
_SETS_UP = {Role.SUBSCRIBER: _SUBTREE, Role.SYSTEM: _SUBTREE}
_SUBSCRIBES = {Role.SUBSCRIBER: _SUBTREE}
_RUNS = {Role.SYSTEM: _SUBTREE}
_GRANTS = {Role.SECURITY: _SUBTREE}
_LOOKS = _each(_WATCHERS, _SELF)

POLICY: dict[str, Action] = {
    "algorithm.read": Action(
        ("algorithms",), _each((role for role in Role if role is not Role.AUDIT), _EVERYWHERE)
    ),
    "audit.export": Action(("audit",), {Role.AUDIT: _SUBTREE}),
    "audit.read": Action(("audit",), {Role.AUDIT: _SUBTREE}),
    "camera.create": Action(("cameras",), _SETS_UP),
    "camera.delete": Action(("cameras",), _SETS_UP),
    "camera.picture": Action(("cameras",), _WATCHED),
    "camera.read": Action(("cameras",), _WATCHED | _RUNS),
    "camera.update": Action(("cameras",), _SETS_UP),
    "case.read": Action(("cases",), _WATCHED),
    "delivery.retry": Action(("deliveries",), {Role.DISPATCHER: _SUBTREE, Role.SYSTEM: _SUBTREE}),
    "event.judge": Action(("events", "verdicts"), {Role.DISPATCHER: _SUBTREE}),
    "event.read": Action(("events",), _WATCHED),
    "evidence.read": Action(("events",), _WATCHED),
    "organization.create": Action(("organizations",), _GRANTS),
    "organization.read": Action(("organizations",), _each(Role, _SUBTREE)),
    "session.delete": Action(("sessions",), _OWN_ACCOUNT | _GRANTS),
    "session.read": Action(("sessions",), _OWN_ACCOUNT | _GRANTS),
    "sink.create": Action(("sinks",), _RUNS),
    "sink.delete": Action(("sinks",), _RUNS),
    "sink.read": Action(("sinks",), _RUNS),
    "sink.update": Action(("sinks",), _RUNS),
    "stream.read": Action((), _each(_WATCHERS, _SUBTREE) | _RUNS),
    "subscription.create": Action(("subscriptions",), _SUBSCRIBES),
    "subscription.delete": Action(("subscriptions",), _SUBSCRIBES),
    "subscription.read": Action(("subscriptions",), _WATCHED | _RUNS),
    "subscription.update": Action(("subscriptions",), _SUBSCRIBES),
    "system.read": Action((), _RUNS),
    "token.create": Action(("api_tokens",), _OWN_ACCOUNT),
    "token.delete": Action(("api_tokens",), _OWN_ACCOUNT | _GRANTS),
    "token.read": Action(("api_tokens",), _OWN_ACCOUNT | _GRANTS),
    "user.create": Action(("users", "organizations"), _GRANTS),
    "user.read": Action(("users",), _GRANTS | {Role.AUDIT: _SUBTREE}),
    "user.update": Action(("users",), _GRANTS),
    "version.read": Action(
        ("algorithms", "versions"), _each((Role.VENDOR, Role.SYSTEM, Role.SECURITY), _SUBTREE)
    ),
    "viewing.create": Action(("viewings",), _LOOKS),
    "viewing.delete": Action(("viewings",), _LOOKS),
    "viewing.read": Action(("viewings",), _OWN_ACCOUNT | {Role.AUDIT: _SUBTREE}),
}

WHATEVER_IS_PENDING = frozenset(
    {"account.read", "account.update", "session.delete", "session.read"}
)
"""What one may do before a duty is done, such as changing an expired password."""


def allowed(action: str, roles: Collection[Role]) -> bool:
    """Tell whether any of the roles may carry out the action; an unknown action is a bug."""
    return not POLICY[action].grants.keys().isdisjoint(roles)


def reaches(action: str, roles: Collection[Role]) -> frozenset[Reach]:
    """Return how far the roles reach with an action; nothing where none of them may carry it out."""
    grants = POLICY[action].grants
    return frozenset(grants[role] for role in roles if role in grants)


def actions_of(roles: Collection[Role]) -> list[str]:
    """Return every action the roles may carry out, sorted."""
    return sorted(action for action in POLICY if allowed(action, roles))


def combine(roles: Collection[Role]) -> frozenset[Role]:
    """Return the roles as a set, or raise `RolesConflict` where one person may not hold them together."""
    held = frozenset(roles)
    if not held or (held & ADMINISTRATORS and len(held) > 1):
        raise RolesConflict(roles=", ".join(sorted(held)) or "-")
    return held
