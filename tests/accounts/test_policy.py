"""The one table: who may do what, and who may not be one person."""

from itertools import combinations

import pytest

from accounts.api.deps import Allow
from accounts.errors import RoleMisplaced, RolesConflict
from accounts.organizations.model import PARENTS
from accounts.policy import (
    ADMINISTRATORS,
    BY_TWO,
    HOMES,
    POLICY,
    REACH_NAMES,
    ROLE_NAMES,
    Reach,
    Role,
    actions_of,
    allowed,
    combine,
    require_home,
)
from serving.tables import METADATA


def test_every_action_is_somebodys_and_is_named_object_dot_verb() -> None:
    for action, about in POLICY.items():
        assert about.grants, action
        thing, _, verb = action.partition(".")
        assert thing.isidentifier(), action
        assert verb.isidentifier(), action


def test_the_table_is_in_order() -> None:
    assert [*POLICY] == sorted(POLICY)


def test_every_role_has_a_name_and_may_see_who_it_is() -> None:
    assert set(ROLE_NAMES) == set(HOMES) == set(Role)
    assert set(REACH_NAMES) == set(Reach)
    assert all(allowed("session.read", [role]) for role in Role)


def test_an_action_that_is_not_in_the_table_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match=r"camera\.explode"):
        Allow("camera.explode")


@pytest.mark.parametrize("pair", [*combinations(Role, 2)])
def test_an_administrator_holds_that_role_alone(pair: tuple[Role, Role]) -> None:
    if ADMINISTRATORS.isdisjoint(pair):
        assert combine(pair) == set(pair)
    else:
        with pytest.raises(RolesConflict):
            combine(pair)


def test_everybody_holds_a_role() -> None:
    with pytest.raises(RolesConflict):
        combine([])


@pytest.mark.parametrize("role", Role)
def test_a_role_is_held_where_it_belongs_and_nowhere_else(role: Role) -> None:
    for kind in PARENTS:
        if kind in HOMES[role]:
            require_home(kind, [role])
        else:
            with pytest.raises(RoleMisplaced):
                require_home(kind, [role])


def test_vendors_hold_vendors_only_and_vendors_are_nowhere_else() -> None:
    for kind in PARENTS:
        at_home = {role for role in Role if kind in HOMES[role]}
        assert (at_home == {Role.VENDOR}) is (kind == "vendor")
        assert at_home, f"nobody could work in a {kind}"


@pytest.mark.parametrize("pair", [*combinations(sorted(ADMINISTRATORS), 2)])
def test_no_change_is_open_to_two_administrators(pair: tuple[Role, Role]) -> None:
    own = {action for action, about in POLICY.items() if Reach.SELF in about.grants.values()}
    shared = set(actions_of([pair[0]])) & set(actions_of([pair[1]])) - own
    assert all(action.endswith(".read") for action in shared - BY_TWO)


@pytest.mark.parametrize(
    ("role", "action", "may"),
    [
        ("dispatcher", "event.judge", True),
        ("viewer", "event.judge", False),
        ("viewer", "event.read", True),
        ("vendor", "event.read", False),
        ("vendor", "camera.read", False),
        ("subscriber", "subscription.create", True),
        ("dispatcher", "subscription.create", False),
        ("system", "sink.create", True),
        ("system", "user.create", False),
        ("system", "event.judge", False),
        ("system", "camera.picture", False),
        ("security", "user.create", True),
        ("security", "event.read", False),
        ("security", "audit.read", False),
        ("audit", "audit.read", True),
        ("audit", "user.update", False),
    ],
)
def test_the_lines_that_matter(role: str, action: str, may: bool) -> None:
    assert allowed(action, [Role(role)]) is may


def test_several_roles_may_what_any_of_them_may() -> None:
    both = {Role.SUBSCRIBER, Role.DISPATCHER}
    assert allowed("event.judge", both)
    assert allowed("subscription.create", both)


def test_every_object_of_the_table_is_a_table_of_the_database() -> None:
    named = {name for about in POLICY.values() for name in about.objects}
    assert named <= METADATA.tables.keys()


def test_a_grant_that_reaches_an_owner_is_about_tables_that_have_one() -> None:
    for action, about in POLICY.items():
        for name in about.objects:
            columns = METADATA.tables[name].c
            assert name == "organizations" or "owner_id" in columns, (action, name)
            if Reach.SELF in about.grants.values():
                assert name == "users" or "user_id" in columns, (action, name)


def test_nobody_but_watchers_sees_pictures() -> None:
    for action in ("camera.picture", "evidence.read"):
        assert not ADMINISTRATORS & POLICY[action].grants.keys()
        assert Role.VENDOR not in POLICY[action].grants
