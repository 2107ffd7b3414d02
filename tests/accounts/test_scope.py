"""A scope shows a part of the tree, and nothing beside it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations.model import Organization
from accounts.users.model import User
from tests import make


def test_a_scope_sees_its_subtree_and_nothing_beside_it(session: Session) -> None:
    city = make.organization(session)
    parks = make.organization(session, city, name_zh="园林局", name_en="Parks")
    roads = make.organization(session, city, name_zh="道路局", name_en="Roads")
    mayor, gardener, mender = (make.user(session, owner) for owner in (city, parks, roads))
    seen = make.scope_of(gardener).limit(select(User), User)
    assert set(session.scalars(seen)) == {gardener}
    everything = make.scope_of(mayor).limit(select(User), User)
    assert set(session.scalars(everything)) == {mayor, gardener, mender}
    assert session.get(Organization, roads.id) is roads
