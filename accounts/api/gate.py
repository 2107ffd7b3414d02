"""The one place that says whether a caller may act at all, before any object is looked at."""

from accounts.errors import DutyPending, OutsideAdminNetworks, TokenNeedsSession, TokenTooNarrow
from accounts.organizations.errors import Inactive
from accounts.policy import (
    ADMINISTRATORS,
    BY_HAND,
    POLICY,
    WHATEVER_IS_PENDING,
    WHILE_PENDING,
    allowed,
)
from accounts.scope import Principal, Scope
from core.errors import Forbidden
from core.net.networks import lies_in, parse_address, parse_networks
from core.settings import Settings


def admit(caller: Principal, action: str, settings: Settings) -> Scope:
    """Return the caller's scope for an action, or raise why not: role, token, network, duty, organization."""
    if not allowed(action, caller.roles):
        raise Forbidden(action=POLICY[action].title)
    if caller.token_actions is not None and action not in caller.token_actions:
        raise TokenTooNarrow(action=POLICY[action].title)
    if caller.session_id is None and action in BY_HAND:
        raise TokenNeedsSession
    if caller.roles & ADMINISTRATORS and not _within(caller.address, settings.admin_networks):
        raise OutsideAdminNetworks(address=caller.address or "-")
    if any(action not in WHILE_PENDING[duty] for duty in caller.pending):
        raise DutyPending(duties=", ".join(sorted(caller.pending)))
    if action not in WHATEVER_IS_PENDING and not caller.organization_active:
        raise Inactive
    return Scope(caller, action)


def _within(address: str | None, networks: str) -> bool:
    if not networks:
        return True
    try:
        found = parse_address(address or "")
    except ValueError:
        return False
    return lies_in(found, parse_networks(networks))
