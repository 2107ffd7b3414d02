"""What a unit may see of a case that another organization's algorithm found and that is dispatched to it."""

from sqlalchemy import update

from accounts.policy import Role
from cases.lifecycle.model import Case
from core.database.engine import Sessions, transaction
from tests.serving.conftest import Client, World


def test_whoever_shall_deal_with_a_case_sees_its_pictures_as_long_as_it_stands(
    client: Client, world: World, sessions: Sessions
) -> None:
    handler, viewer = client(Role.HANDLER), client(Role.VIEWER)
    address = f"/api/v1/events/{world.objects['event_id']}"

    def hand(state: str) -> None:
        with transaction(sessions) as session:
            given = {"state": state, "unit_id": world.own.id, "amber_at": None, "due_at": None}
            session.execute(update(Case).values(given))

    assert handler.get(f"{address}/evidence/annotated").json()["code"] == "not_found"
    hand("dispatched")
    for one in (handler, viewer):
        shown = one.get(f"{address}/evidence/annotated")
        assert (shown.status_code, shown.headers["picture"]) == (200, "masked")
        assert one.get(address).json()["code"] == "not_found"
    ids = [str(world.objects["event_id"])]
    look = {"kind": "evidence", "object_type": "events", "reason": "case_check"}
    assert handler.post("/api/v1/viewings", json={**look, "object_ids": ids}).status_code == 201
    assert handler.get(f"{address}/evidence/annotated").headers["picture"] == "clear"
    hand("void")
    assert handler.get(f"{address}/evidence/annotated").json()["code"] == "not_found"
