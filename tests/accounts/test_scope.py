"""A scope reaches what the policy grants its action, and nothing beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from accounts import policy
from accounts.organizations import service as organizations
from accounts.organizations.errors import Misplaced
from accounts.organizations.model import Organization
from accounts.policy import Action, Reach, Role
from accounts.scope import Scope
from accounts.shares.model import Share
from accounts.tokens.model import ApiToken
from accounts.users.model import User
from core.errors import Forbidden, NotFound
from core.ids import uuid7
from core.text import Text
from tests import make

# Only cases are assigned; tests of every role see them reached.
EVERY_REACH = pytest.mark.parametrize("reach", [one for one in Reach if one is not Reach.ASSIGNED])
ACTION = "thing.read"
TITLE = Text("查看东西", "see things")
Grant = Callable[[Reach], None]


@dataclass
class Tree:
    """A city with two departments, one of which has a unit; another city beside it. One user in each."""

    root: Organization
    city: Organization
    parks: Organization
    gardens: Organization
    roads: Organization
    abroad: Organization
    people: dict[UUID, User]

    def of(self, *owners: Organization) -> set[User]:
        return {self.people[owner.id] for owner in owners}


@pytest.fixture
def tree(session: Session) -> Tree:
    city = make.organization(session)
    parks = make.organization(session, city, name_zh="园林局", name_en="Parks")
    gardens = make.organization(session, parks, kind="unit", name_zh="公园", name_en="Gardens")
    roads = make.organization(session, city, name_zh="道路局", name_en="Roads")
    abroad = make.organization(session, name_zh="邻市", name_en="Next city")
    root = organizations.operator(session)
    everywhere = [root, city, parks, gardens, roads, abroad]
    people = {one.id: viewer(session, one) for one in everywhere}
    return Tree(root, city, parks, gardens, roads, abroad, people)


def viewer(session: Session, place: Organization) -> User:
    """Add a viewer even where only administrators sit."""
    one = make.user(session, roles=["viewer"])
    one.owner_id = place.id
    session.flush()
    return one


@pytest.fixture
def grant(monkeypatch: pytest.MonkeyPatch) -> Grant:
    """Grant viewers an action on users, as far as a test says."""

    def of(reach: Reach) -> None:
        about = Action(("users",), {Role.VIEWER: reach}, TITLE)
        monkeypatch.setitem(policy.POLICY, ACTION, about)

    return of


def seen(session: Session, who: User) -> set[User]:
    """Return whom the action reaches, the same with the organizations looked up before."""
    scope = make.scope_of(who, ACTION)
    found = set(session.scalars(scope.limit(select(User), User)))
    assert set(session.scalars(scope.sized(session).limit(select(User), User))) == found
    return found


REACHED = {
    Reach.SELF: {"parks"},
    Reach.OWN: {"parks"},
    Reach.SUBTREE: {"parks", "gardens"},
    Reach.BELOW: {"gardens"},
    Reach.SHARED: {"parks", "gardens", "roads"},
    Reach.CONCERNED: {"parks", "gardens", "roads"},
    Reach.ASKED: {"parks"},
    Reach.EVERYWHERE: {"root", "city", "parks", "gardens", "roads", "abroad"},
}
"""Whose users somebody of the parks sees, the roads' user being shared with the parks."""


@EVERY_REACH
def test_each_reach_is_as_wide_as_its_name(
    session: Session, tree: Tree, grant: Grant, reach: Reach
) -> None:
    grant(reach)
    share(session, tree.people[tree.roads.id], tree.parks)
    expected = tree.of(*(getattr(tree, name) for name in REACHED[reach]))
    assert seen(session, tree.people[tree.parks.id]) == expected


@EVERY_REACH
def test_what_is_not_reached_is_not_found_even_to_be_changed(
    session: Session, tree: Tree, grant: Grant, reach: Reach
) -> None:
    grant(reach)
    share(session, tree.people[tree.roads.id], tree.parks)
    scope = make.scope_of(tree.people[tree.parks.id], ACTION)
    reached = tree.of(*(getattr(tree, name) for name in REACHED[reach]))
    for one in tree.people.values():
        for for_update in (False, True):
            if one in reached:
                assert scope.fetch(session, User, one.id, for_update=for_update) is one
                continue
            with pytest.raises(NotFound):
                scope.fetch(session, User, one.id, for_update=for_update)


def test_own_is_not_self(session: Session, tree: Tree, grant: Grant) -> None:
    colleague = make.user(session, tree.parks, roles=["viewer"])
    grant(Reach.SELF)
    assert seen(session, colleague) == {colleague}
    grant(Reach.OWN)
    assert seen(session, colleague) == {colleague, tree.people[tree.parks.id]}


def test_the_root_reaches_everything_with_its_subtree(
    session: Session, tree: Tree, grant: Grant
) -> None:
    grant(Reach.SUBTREE)
    assert seen(session, tree.people[tree.root.id]) == {*tree.people.values()}


def test_nothing_is_reached_without_a_grant(session: Session, tree: Tree, grant: Grant) -> None:
    grant(Reach.EVERYWHERE)
    handler = make.user(session, tree.city, roles=["handler"])
    assert seen(session, handler) == set()
    with pytest.raises(Forbidden):
        make.scope_of(handler, "event.read").on(ACTION)


def test_several_roles_reach_what_any_of_them_reaches(
    session: Session, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    grants = {Role.VIEWER: Reach.SELF, Role.HANDLER: Reach.BELOW}
    monkeypatch.setitem(policy.POLICY, ACTION, Action(("users",), grants, TITLE))
    both = make.user(session, tree.parks, roles=["viewer", "handler"])
    assert seen(session, both) == {both, tree.people[tree.gardens.id]}


def test_a_scope_cannot_be_used_on_objects_its_action_is_not_about(
    session: Session, tree: Tree
) -> None:
    scope = make.scope_of(tree.people[tree.parks.id], "camera.read")
    with pytest.raises(TypeError, match=r"camera\.read is not about api_tokens"):
        scope.limit(select(ApiToken), ApiToken)


def test_what_is_foreign_and_what_is_not_there_answer_alike(
    session: Session, tree: Tree, grant: Grant
) -> None:
    grant(Reach.SUBTREE)
    scope = make.scope_of(tree.people[tree.parks.id], ACTION)
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


def test_a_share_reaches_those_below_and_those_above_but_not_those_beside(
    session: Session, tree: Tree, grant: Grant
) -> None:
    grant(Reach.SHARED)
    shared = tree.people[tree.abroad.id]
    share(session, shared, tree.parks)
    sees = {
        place.name_en: shared in seen(session, tree.people[place.id])
        for place in (tree.city, tree.parks, tree.gardens, tree.roads)
    }
    assert sees == {"Sample City": True, "Parks": True, "Gardens": True, "Roads": False}


def test_a_share_of_another_kind_of_object_with_the_same_id_shares_nothing(
    session: Session, tree: Tree, grant: Grant
) -> None:
    grant(Reach.SHARED)
    shared = tree.people[tree.roads.id]
    share(session, shared, tree.parks)
    session.scalars(select(Share)).one().object_type = "cameras"
    session.flush()
    assert shared not in seen(session, tree.people[tree.parks.id])


def test_a_new_row_is_owned_by_ones_own_part_of_the_tree(session: Session, tree: Tree) -> None:
    scope = make.scope_of(tree.people[tree.parks.id], "camera.create")
    assert scope.owner(session, None) == tree.parks.id
    assert scope.owner(session, tree.gardens.id) == tree.gardens.id
    for foreign in (tree.city.id, tree.roads.id, tree.abroad.id, uuid7()):
        with pytest.raises(NotFound):
            scope.owner(session, foreign)


def test_there_is_one_root(session: Session, tree: Tree) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        organizations.create(session, None, None, "operator", Text("乙", "Other"))
    with pytest.raises(Misplaced):
        organizations.create(session, None, None, "city", Text("乙", "Other"))


def test_a_stopped_organization_stops_those_below(session: Session, tree: Tree) -> None:
    tree.city.state = "suspended"
    session.flush()
    active = {
        place.name_en: _principal_active(session, tree.people[place.id])
        for place in (tree.root, tree.city, tree.gardens, tree.abroad)
    }
    assert active == {
        "Platform operator": True,
        "Sample City": False,
        "Gardens": False,
        "Next city": True,
    }


def _principal_active(session: Session, who: User) -> bool:
    scope: Scope = make.scope_of(who, "session.read")
    return scope.user.organization_active
