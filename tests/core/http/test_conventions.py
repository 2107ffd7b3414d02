"""Every route commits before it answers, pages by key, honours preconditions and repeated posts."""

from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient
from sqlalchemy import func, select

from core.database.engine import Sessions
from tests.core.http.things import Thing


def _count(sessions: Sessions) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(Thing)) or 0


def test_a_commit_that_fails_is_an_error_and_not_an_answer(client: TestClient) -> None:
    answer = client.post("/things/doomed")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "looks fine" not in answer.text


def test_an_error_of_the_route_rolls_back(client: TestClient, sessions: Sessions) -> None:
    assert client.post("/things", json={"name": None}).status_code == 422
    assert _count(sessions) == 0


def test_a_repeated_post_is_carried_out_once_and_answered_alike(
    client: TestClient, sessions: Sessions
) -> None:
    headers = {"idempotency-key": "k-1"}
    first = client.post("/things", json={"name": "a"}, headers=headers)
    again = client.post("/things", json={"name": "a"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert _count(sessions) == 1


def test_two_posts_with_one_key_at_the_same_time_make_one_thing(
    client: TestClient, sessions: Sessions
) -> None:
    def post(_: int) -> int:
        return client.post(
            "/things", json={"name": "a"}, headers={"idempotency-key": "k"}
        ).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(post, range(8)))
    assert set(codes) <= {201, 409}
    assert 201 in codes
    assert _count(sessions) == 1


def test_a_key_is_not_shared_between_requests_or_callers(
    client: TestClient, sessions: Sessions
) -> None:
    headers = {"idempotency-key": "k-1"}
    assert client.post("/things", json={"name": "a"}, headers=headers).status_code == 201
    other = client.post("/things", json={"name": "b"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    client.headers["authorization"] = "Bearer somebody else"
    assert client.post("/things", json={"name": "a"}, headers=headers).status_code == 201
    assert _count(sessions) == 2


def test_pages_follow_each_other_without_gap_or_overlap(client: TestClient) -> None:
    for number in range(7):
        client.post("/things", json={"name": f"n{number}", "rank": number // 3})
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = f"?limit=3&cursor={cursor}" if cursor else "?limit=3"
        page = client.get(f"/things{query}").json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == [f"n{number}" for number in range(7)]
    assert seen[0] == "n6"
    assert page["count"] == 7


def test_a_cursor_of_somebody_else_is_refused(client: TestClient) -> None:
    answer = client.get("/things?cursor=nonsense", headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")
    assert "nonsense" in answer.json()["detail"]


def test_a_change_needs_the_revision_it_is_based_on(client: TestClient) -> None:
    thing = client.post("/things", json={"name": "a"}).json()["id"]
    change = {"name": "b"}
    assert client.patch(f"/things/{thing}", json=change).status_code == 428
    assert client.patch(f"/things/{thing}", json=change, headers={"if-match": '"1"'}).json() == {
        "revision": 2
    }
    late = client.patch(f"/things/{thing}", json=change, headers={"if-match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "stale")


def test_problems_speak_the_language_that_is_asked_for(client: TestClient) -> None:
    path = "/things/00000000-0000-7000-8000-000000000000"
    match = {"if-match": '"1"'}
    chinese = client.patch(path, json={"name": "b"}, headers=match)
    english = client.patch(path, json={"name": "b"}, headers={**match, "accept-language": "en-GB"})
    assert chinese.headers["content-type"] == "application/problem+json"
    assert chinese.json()["title"] == "找不到"
    assert english.json()["title"] == "Not found"
    assert chinese.json()["type"] == english.json()["type"] == "urn:algomart:problem:not_found"


def test_wrong_fields_are_all_named_at_once(client: TestClient) -> None:
    answer = client.post("/things", json={"rank": "x"}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.json()["errors"]} == {"name", "rank"}
