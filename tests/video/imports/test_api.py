"""The routes of imports: from the file to the cameras, what is hidden, and who may."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from accounts.tokens import service as tokens
from accounts.users.model import User
from core.database.engine import transaction
from core.http import problems
from core.http.services import Services
from tests.video.imports.conftest import City, csv_of, row
from video.imports import job, spool
from video.imports.api import routes

Browser = Callable[[User], TestClient]


@pytest.fixture
def browser(services: Services) -> Browser:
    """A factory of clients, each somebody's."""
    app = FastAPI()
    app.state.services = services
    app.include_router(routes)
    problems.install(app)

    def client_of(user: User) -> TestClient:
        with transaction(services.sessions) as session:
            wanted = tokens.Wanted("test", 90)
            secret = tokens.issue(session, None, user, wanted, services.clock).secret
        headers = {"authorization": f"Bearer {secret}"}
        return TestClient(app, headers=headers, raise_server_exceptions=False)

    return client_of


@pytest.fixture
def gardener(browser: Browser, city: City) -> TestClient:
    """Somebody of the parks."""
    return browser(city.gardener)


def uploaded(client: TestClient, data: bytes) -> str:
    made = client.post("/camera-imports", json={"filename": "清单.csv"})
    assert made.status_code == 201, made.text
    path = f"/camera-imports/{made.json()['id']}"
    sent = client.put(f"{path}/file", content=data)
    assert (sent.status_code, sent.json()["state"]) == (200, "uploaded"), sent.text
    return path


def test_from_the_file_to_the_cameras(gardener: TestClient, services: Services) -> None:
    path = uploaded(gardener, csv_of([row(1), row(2, longitude="x"), row(3)], encoding="gb18030"))
    preview = gardener.get(f"{path}/preview").json()
    assert preview["header"][:2] == ["名称", "RTSP 地址"]
    assert preview["mapping"] == {
        "name_zh": 0, "url": 1, "longitude": 2, "latitude": 3, "gb_id": 4,
    }  # fmt: skip
    body = {"mapping": preview["mapping"], "coordinate_system": "gcj02"}
    assert gardener.post(f"{path}/start", json=body).json()["state"] == "queued"
    assert gardener.post(f"{path}/start", json=body).json()["code"] == "import_not_ready"
    job.run_due(services)
    done = gardener.get(path).json()
    assert (done["state"], done["total"], done["added"], done["refused"]) == ("done", 3, 2, 1)
    assert (done["encoding"], len(done["digest"])) == ("gb18030", 64)
    (fault,) = gardener.get(f"{path}/faults").json()["items"]
    assert (fault["row"], fault["column"], fault["code"]) == (3, "经度", "not_a_number")
    assert fault["zh"].startswith("不是数字")
    assert fault["en"].startswith("this is not a number")
    csv_zh = gardener.get(f"{path}/faults/export", headers={"accept-language": "zh"}).text
    assert csv_zh.splitlines()[1] == f"3,经度,longitude,not_a_number,{fault['zh']}"
    assert gardener.post(f"{path}/cancel").json()["code"] == "import_not_ready"
    assert [one["id"] for one in gardener.get("/camera-imports").json()["items"]] == [done["id"]]


def test_a_check_says_what_would_become_of_the_rows_and_changes_nothing(
    gardener: TestClient, services: Services
) -> None:
    path = uploaded(gardener, csv_of([row(1), row(2, longitude="x")]))
    mapping = gardener.get(f"{path}/preview").json()["mapping"]
    asked = gardener.post(f"{path}/start", json={"mapping": mapping, "applies": False})
    assert (asked.json()["state"], asked.json()["applies"]) == ("queued", False)
    job.run_due(services)
    checked = gardener.get(path).json()
    assert (checked["state"], checked["added"], checked["refused"]) == ("checked", 1, 1)
    assert [one["row"] for one in gardener.get(f"{path}/faults").json()["items"]] == [3]
    assert gardener.post(f"{path}/start", json={"mapping": mapping}).status_code == 200
    job.run_due(services)
    done = gardener.get(path).json()
    assert (done["state"], done["applies"], done["added"], done["done"]) == ("done", True, 1, 2)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_a_file_that_is_understood_whole(
    gardener: TestClient, services: Services, language: str
) -> None:
    got = gardener.get("/camera-imports/template", headers={"accept-language": language})
    assert got.headers["content-type"].startswith("text/csv")
    path = uploaded(gardener, got.content)
    preview = gardener.get(f"{path}/preview").json()
    assert [*preview["mapping"]] == [field["name"] for field in preview["fields"]]
    body = {"mapping": preview["mapping"], "applies": False}
    assert gardener.post(f"{path}/start", json=body).status_code == 200
    job.run_due(services)
    checked = gardener.get(path).json()
    assert (checked["added"], checked["refused"]) == (1, 0)


def test_a_preview_hides_every_password(gardener: TestClient) -> None:
    data = csv_of([(*row(1), "hunter2")], ("名称", "RTSP 地址", "经度", "纬度", "编码", "登录密码"))
    preview = gardener.get(f"{uploaded(gardener, data)}/preview").text
    assert "s3cret" not in preview
    assert "hunter2" not in preview


def test_a_new_file_replaces_the_one_before(gardener: TestClient) -> None:
    path = uploaded(gardener, csv_of([row(1)]))
    gardener.put(f"{path}/file", content=csv_of([row(1)], ("a", "b", "c", "d", "e")))
    assert gardener.get(f"{path}/preview").json()["header"] == ["a", "b", "c", "d", "e"]


def test_all_faults_are_paged_in_order(gardener: TestClient, services: Services) -> None:
    bad = [row(number, longitude="x", latitude="y") for number in range(1, 6)]
    path = uploaded(gardener, csv_of(bad))
    gardener.post(f"{path}/start", json={"mapping": {"url": 1, "longitude": 2, "latitude": 3}})
    job.run_due(services)
    found: list[tuple[int, str]] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = gardener.get(f"{path}/faults", params=query).json()
        found += [(one["row"], one["field"]) for one in page["items"]]
        cursor = page["next_cursor"]
    assert found == sorted(found)
    assert len(found) == 10


def test_a_refused_file_says_why_and_leaves_nothing(
    gardener: TestClient, services: Services
) -> None:
    made = gardener.post("/camera-imports", json={"filename": "x"}).json()
    answer = gardener.put(f"/camera-imports/{made['id']}/file", content=b"\xff\xfe\0\1" * 99)
    assert (answer.status_code, answer.json()["code"]) == (400, "import_encoding")
    assert list(Path(services.settings.home / "imports").iterdir()) == []
    answer = gardener.get(f"/camera-imports/{made['id']}/preview")
    assert (answer.status_code, answer.json()["code"]) == (404, "import_file_gone")


def test_nobody_elses_import_is_seen_or_written(
    gardener: TestClient, browser: Browser, city: City, services: Services
) -> None:
    path = uploaded(gardener, csv_of([row(1)]))
    theirs = browser(city.mender)
    file = spool.path_of(services.settings.home, gardener.get(path).json()["id"])
    before = file.read_bytes()
    assert theirs.put(f"{path}/file", content=b"mine").status_code == 404
    assert theirs.get(f"{path}/preview").status_code == 404
    assert theirs.post(f"{path}/cancel").status_code == 404
    assert file.read_bytes() == before
