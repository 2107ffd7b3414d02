"""What grants are made of: roles, how far they reach, actions, and groups of roles that are granted alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.organizations.model import Kind
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
    ASSIGNED = "assigned"
    """The subtree, and the cases that are dispatched to it, whoever owns them."""
    CONCERNED = "concerned"
    """What is shared with it, and what the cases are about that are dispatched to it."""
    ASKED = "asked"
    """What his organization owns, and requests that ask for its consent, or that of one below it."""
    EVERYWHERE = "everywhere"
    """Whoever owns it."""


@dataclass(frozen=True, slots=True)
class Action:
    """What may be done to rows of these tables, by which roles, and how far each of them reaches."""

    objects: tuple[str, ...]
    grants: Mapping[Role, Reach]
    title: Text
    """As a city says it."""


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

REACH_NAMES: dict[Reach, Text] = {
    Reach.SELF: Text("本人", "one's own"),
    Reach.OWN: Text("本组织", "one's organization"),
    Reach.SUBTREE: Text("本组织及下级", "one's organization and all below it"),
    Reach.BELOW: Text("仅下级组织", "only organizations below one's own"),
    Reach.SHARED: Text("本组织及下级，以及共享给本组织的", "all below, and what is shared with it"),
    Reach.ASSIGNED: Text(
        "本组织及下级，以及派给本组织的案件", "all below, and cases dispatched to it"
    ),
    Reach.CONCERNED: Text(
        "本组织及下级、共享给本组织的，以及派给本组织的案件所涉及的",
        "all below, what is shared with it, and what cases dispatched to it are about",
    ),
    Reach.ASKED: Text(
        "本组织的，以及征求本组织及下级同意的",
        "one's organization's, and what asks for the consent of it or of those below",
    ),
    Reach.EVERYWHERE: Text("全平台", "everywhere"),
}

ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})

_PARTS: tuple[Kind, ...] = ("city", "district", "department", "unit")
_SEATS: tuple[Kind, ...] = ("operator", "city", "district", "department")

HOMES: dict[Role, tuple[Kind, ...]] = {
    Role.VENDOR: ("vendor",),
    Role.SUBSCRIBER: _PARTS,
    Role.DISPATCHER: _PARTS,
    Role.HANDLER: _PARTS,
    Role.VIEWER: _PARTS,
    Role.SYSTEM: _SEATS,
    Role.SECURITY: _SEATS,
    Role.AUDIT: _SEATS,
}
"""In which kinds of organization somebody may hold a role."""

WATCHERS = (Role.SUBSCRIBER, Role.DISPATCHER, Role.HANDLER, Role.VIEWER)
SELF, OWN, SUBTREE, BELOW = Reach.SELF, Reach.OWN, Reach.SUBTREE, Reach.BELOW
SHARED, ASSIGNED, EVERYWHERE = Reach.SHARED, Reach.ASSIGNED, Reach.EVERYWHERE
CONCERNED, ASKED = Reach.CONCERNED, Reach.ASKED


def each(roles: Iterable[Role], reach: Reach) -> dict[Role, Reach]:
    return dict.fromkeys(roles, reach)


OWN_ACCOUNT = each(Role, SELF)
WATCHED = each(WATCHERS, SHARED)
SETS_UP = {Role.SUBSCRIBER: SUBTREE, Role.SYSTEM: SUBTREE}
SUBSCRIBES = {Role.SUBSCRIBER: SUBTREE}
RUNS = {Role.SYSTEM: SUBTREE}
GRANTS = {Role.SECURITY: SUBTREE}
LOOKS = each(WATCHERS, SELF)
APPROVES = RUNS | GRANTS
ASKS = {Role.VENDOR: OWN, Role.SUBSCRIBER: OWN}
CONSENTS = {Role.SUBSCRIBER: ASKED}
ACTS = {Role.DISPATCHER: SUBTREE, Role.HANDLER: ASSIGNED}
STOCKS = RUNS | {Role.DISPATCHER: SUBTREE}
DELIVERS = RUNS | {Role.DISPATCHER: SUBTREE}
