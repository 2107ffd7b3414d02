"""A scope shows a part of the tree, what is shared with it, and nothing beside it."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.shares.model import Share
from accounts.users.model import User
from core.errors import NotFound
from core.ids import uuid7
from core.text import Text
from tests import make

EVERY_ROLE = pytest.mark.parametrize("role", Role)


@dataclass
class Tree:
    """A city with two departments, one of which has a unit; another city beside it. One user in each."""

    city: Organization
    parks: Organization
    gardens: Organization
    roads: Organization
    abroad: Organization
    people: dict[UUID, User]

    def of(self, *organizations: Organization) -> set[User]:
        return {self.people[organization.id] for organization in organizations}


@pytest.fixture
def tree(session: Session) -> Tree:
    city = make.organization(session)
    parks = make.organization(session, city, name_zh="园林局", name_en="Parks")
    gardens = make.organization(session, parks, kind="unit", name_zh="公园", name_en="Gardens")
    roads = make.organization(session, city, name_zh="道路局", name_en="Roads")
    abroad = make.organization(session, name_zh="邻市", name_en="Next city")
    everywhere = [city, parks, gardens, roads, abroad]
    people = {one.id: make.user(session, one, roles=["viewer"]) for one in everywhere}
    return Tree(city, parks, gardens, roads, abroad, people)


def seen_by(session: Session, role: Role, owner: Organization) -> set[User]:
    """Return the users of the tree that a new user of the role sees, himself left out."""
    who = make.user(session, owner, roles=[role])
    found = session.scalars(make.scope_of(who).limit(select(User), User))
    return set(found) - {who}


@EVERY_ROLE
def test_whatever_the_role_one_sees_ones_subtree(session: Session, tree: Tree, role: Role) -> None:
    of = tree.of
    assert seen_by(session, role, tree.gardens) == of(tree.gardens)
    assert seen_by(session, role, tree.parks) >= of(tree.parks, tree.gardens)
    assert seen_by(session, role, tree.abroad) >= of(tree.abroad)
    for outside in of(tree.city, tree.roads, tree.abroad):
        assert outside not in seen_by(session, role, tree.parks)
    city = seen_by(session, role, tree.city)
    assert city >= of(tree.city, tree.parks, tree.gardens, tree.roads)
    assert city.isdisjoint(of(tree.abroad))


@EVERY_ROLE
def test_a_foreign_object_is_not_found_whatever_the_role(
    session: Session, tree: Tree, role: Role
) -> None:
    scope = make.scope_of(make.user(session, tree.parks, roles=[role]))
    for foreign in tree.of(tree.city, tree.roads, tree.abroad):
        for for_update in (False, True):
            with pytest.raises(NotFound):
                scope.fetch(session, User, foreign.id, for_update=for_update)
        assert not scope.owns(foreign)
    for own in tree.of(tree.parks, tree.gardens):
        assert scope.fetch(session, User, own.id, for_update=True) is own
        assert scope.owns(own)


def test_what_is_foreign_and_what_is_not_there_answer_alike(session: Session, tree: Tree) -> None:
    scope = make.scope_of(tree.people[tree.parks.id])
    foreign, nowhere = tree.people[tree.roads.id].id, uuid7()
    told = []
    for wanted in (foreign, nowhere):
        with pytest.raises(NotFound) as caught:
            scope.fetch(session, User, wanted, kind=Text("用户", "user"))
        told.append(caught.value.message("zh").replace(str(wanted), "…"))
    assert told == ["找不到用户 …，或您无权查看。"] * 2


def share(session: Session, shared: User, wanted: Organization) -> None:
    """Let an organization read a user."""
    row = Share(
        owner_id=shared.owner_id,
        object_type="users",
        object_id=shared.id,
        organization_id=wanted.id,
    )
    session.add(row)
    session.flush()


def test_what_is_shared_is_seen_but_not_changed(session: Session, tree: Tree) -> None:
    shared = tree.people[tree.roads.id]
    share(session, shared, tree.parks)
    scope = make.scope_of(tree.people[tree.parks.id])
    assert scope.fetch(session, User, shared.id) is shared
    assert not scope.owns(shared)
    with pytest.raises(NotFound):
        scope.fetch(session, User, shared.id, for_update=True)
    everything = session.scalars(scope.limit(select(User), User))
    assert set(everything) == tree.of(tree.parks, tree.gardens, tree.roads)
    owned = session.scalars(scope.limit_owned(select(User), User))
    assert set(owned) == tree.of(tree.parks, tree.gardens)


def test_a_share_reaches_those_below_and_those_above_but_not_those_beside(
    session: Session, tree: Tree
) -> None:
    shared = tree.people[tree.abroad.id]
    share(session, shared, tree.parks)
    sees = {
        place.name_en: shared in seen_by(session, Role.VIEWER, place)
        for place in (tree.city, tree.parks, tree.gardens, tree.roads)
    }
    assert sees == {"Sample City": True, "Parks": True, "Gardens": True, "Roads": False}


def test_a_share_of_another_kind_of_object_with_the_same_id_shares_nothing(
    session: Session, tree: Tree
) -> None:
    shared = tree.people[tree.roads.id]
    share(session, shared, tree.parks)
    session.scalars(select(Share)).one().object_type = "cameras"
    session.flush()
    assert shared not in seen_by(session, Role.VIEWER, tree.parks)


def test_a_new_row_is_owned_by_ones_own_part_of_the_tree(session: Session, tree: Tree) -> None:
    scope = make.scope_of(tree.people[tree.parks.id])
    assert scope.owner(session, None) == tree.parks.id
    assert scope.owner(session, tree.gardens.id) == tree.gardens.id
    for foreign in (tree.city.id, tree.roads.id, tree.abroad.id, uuid7()):
        with pytest.raises(NotFound):
            scope.owner(session, foreign)
