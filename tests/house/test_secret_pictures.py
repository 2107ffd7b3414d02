"""No route tells of a test set's pictures, neither what they are called nor where they are kept.

`test_routes_by_role` asks as every role from beside them; here ask those who are nearest.
"""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from accounts.api.deps import COOKIE
from accounts.organizations.service import operator
from accounts.policy import Role
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from tests.house.test_routes_by_role import GUARDED, STREAMS, _sent
from tests.serving.belongings import signed_in, user
from tests.serving.conftest import World

READ = [one for one in GUARDED if one.method == "GET" and one.path not in STREAMS]


@pytest.mark.parametrize("role", [Role.VENDOR, Role.SYSTEM])
def test_no_route_tells_of_a_picture_of_a_test_set(
    role: Role, app: FastAPI, services: Services, world: World
) -> None:
    """Neither the vendor of a version nor the operator's administrator is told."""
    with transaction(services.sessions) as session:
        home = operator(session)
        if role is Role.VENDOR:
            measured = session.get_one(Version, world.objects["version_id"])
            home = session.get_one(type(home), measured.owner_id)
        cookie, _ = signed_in(session, services, user(session, home, role))
    with TestClient(app, raise_server_exceptions=False) as client:
        client.cookies.set(COOKIE, cookie)
        client.headers["origin"] = "http://testserver"
        for one in READ:
            assert _sent(client, one, world).status_code != 500, one
