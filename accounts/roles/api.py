"""`/roles`: the policy's table, for whoever wants to know what a role may do."""

from typing import Annotated

from pydantic import BaseModel

from accounts.api.deps import allow
from accounts.organizations.model import Kind
from accounts.policy import (
    ADMINISTRATORS,
    BY_HAND,
    HOMES,
    POLICY,
    REACH_NAMES,
    ROLE_NAMES,
    Reach,
    Role,
)
from accounts.scope import Scope
from core.http.deps import router
from core.http.page import Page

routes = router("/roles", tags=["accounts"])


class GrantOut(BaseModel):
    """One action a role may carry out, and how far it reaches; `by_hand`: not with a token."""

    action: str
    title_zh: str
    title_en: str
    reach: Reach
    reach_zh: str
    reach_en: str
    by_hand: bool


class RoleOut(BaseModel):
    """One role of the design; `homes` are the kinds of organization it is held in."""

    role: Role
    name_zh: str
    name_en: str
    administrator: bool
    homes: list[Kind]
    actions: list[GrantOut]


@routes.get("")
def find(_: Annotated[Scope, allow("role.read")]) -> Page[RoleOut]:
    """List all roles with what each may do, by action."""
    items = [_out(role) for role in Role]
    return Page(items=items, next_cursor=None, count=len(items), count_capped=False)


def _out(role: Role) -> RoleOut:
    name = ROLE_NAMES[role]
    return RoleOut(
        role=role,
        name_zh=name.zh,
        name_en=name.en,
        administrator=role in ADMINISTRATORS,
        homes=list(HOMES[role]),
        actions=[_grant(action, role) for action in POLICY if role in POLICY[action].grants],
    )


def _grant(action: str, role: Role) -> GrantOut:
    title, reach = POLICY[action].title, POLICY[action].grants[role]
    words = REACH_NAMES[reach]
    return GrantOut(
        action=action,
        title_zh=title.zh,
        title_en=title.en,
        reach=reach,
        reach_zh=words.zh,
        reach_en=words.en,
        by_hand=action in BY_HAND,
    )
