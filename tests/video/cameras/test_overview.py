"""The catalogue at a glance over the API: found, mapped, counted, exported, changed at once."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from accounts.users.model import User
from core.database.engine import Sessions, transaction
from tests.video.cameras.conftest import URL, City
from video.cameras import overview
from video.cameras.api import routes

Browser = Callable[[User], TestClient]
BODY = {"name_zh": "东门", "name_en": "East gate", "url": URL}


@pytest.fixture
def gardener(browser: Browser, city: City) -> Iterator[TestClient]:
    client = browser(city.gardener)
    app = client.app
    assert isinstance(app, FastAPI)
    app.router.routes[:0] = overview.routes.routes
    yield client
    assert routes.prefix == overview.routes.prefix


def add(client: TestClient, name: str = "东门", **fields: Any) -> dict[str, Any]:
    answer = client.post("/cameras", json=BODY | {"name_zh": name} | fields)
    assert answer.status_code == 201, answer.text
    camera: dict[str, Any] = answer.json()
    return camera


def names(client: TestClient, **query: Any) -> list[str]:
    answer = client.get("/cameras", params=query)
    assert answer.status_code == 200, answer.text
    return [one["name_zh"] for one in answer.json()["items"]]


def test_chinese_is_found_by_any_part_and_every_word_must_be_there(gardener: TestClient) -> None:
    add(gardener, "中山路东口", place="青岛市南区")
    add(gardener, "山中路西口", place="100% 号杆")
    assert names(gardener, q="中山") == ["中山路东口"]
    assert names(gardener, q="路") == ["山中路西口", "中山路东口"]
    assert names(gardener, q="口") == ["山中路西口", "中山路东口"]
    assert names(gardener, q="市南 东口") == ["中山路东口"]
    assert names(gardener, q="中山 西口") == []
    assert names(gardener, q="EAST") == ["山中路西口", "中山路东口"]
    assert names(gardener, q="0% 号") == ["山中路西口"]
    assert names(gardener, q="100_") == []
    assert names(gardener, q="  ") == ["山中路西口", "中山路东口"]
    assert names(gardener, q="'") == names(gardener, q="\\") == []
    assert names(gardener, q="口青") == [], "nothing is found across two fields"


def test_a_renamed_camera_is_found_by_its_new_name_alone(gardener: TestClient) -> None:
    path = f"/cameras/{add(gardener, '旧名称')['id']}"
    gardener.patch(path, json={"name_zh": "新名称"}, headers={"If-Match": "*"})
    assert (names(gardener, q="旧名"), names(gardener, q="新名")) == ([], ["新名称"])


def test_cameras_are_filtered_by_what_the_catalogue_says(gardener: TestClient, city: City) -> None:
    add(gardener, "甲", gb_id="37020200081326000001", tags=["重点", "学校"], group="道路/中山路")
    add(gardener, "乙", gb_id="42010200081326000001", group="道路", longitude=120, latitude=36)
    add(gardener, "丙", group="道路口")
    assert names(gardener, tag="重点") == ["甲"]
    assert names(gardener, group="道路") == ["乙", "甲"]
    assert names(gardener, region="3702") == ["甲"]
    assert names(gardener, q="37020200081326000001") == ["甲"]
    assert names(gardener, bbox="119,35,121,37") == ["乙"]
    assert names(gardener, owner_id=city.parks.id, source="typed", sort="created") == [
        "甲", "乙", "丙",
    ]  # fmt: skip
    assert names(gardener, owner_id=city.dispatcher.id) == []
    assert names(gardener, source="wvp") == []
    assert sorted(names(gardener, sort="name")) == sorted(names(gardener, sort="-name"))
    assert names(gardener, sort="name") == names(gardener, sort="-name")[::-1]


@pytest.mark.parametrize("bbox", ["1,2,3", "3,2,1,4", "a,b,c,d", "nan,1,2,3", "0,0,200,1"])
def test_a_box_that_is_none_is_refused(gardener: TestClient, bbox: str) -> None:
    answer = gardener.get("/cameras", params={"bbox": bbox})
    assert (answer.status_code, answer.json()["code"]) == (400, "box_invalid")


def test_a_sorted_list_is_paged_without_loss(gardener: TestClient) -> None:
    for name in ("丁", "丙", "乙", "甲"):
        add(gardener, name)
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query: dict[str, Any] = {"limit": 2, "sort": "name"}
        query |= {"cursor": cursor} if cursor else {}
        page = gardener.get("/cameras", params=query).json()
        found += [one["name_zh"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert found == sorted(found)
    assert len(found) == 4


def test_a_device_id_is_told_in_words_and_used_once(gardener: TestClient) -> None:
    camera = add(gardener, gb_id="37020200081326000001")
    assert camera["region"]["zh"] == "山东省 青岛市 市南区"
    assert (camera["gb"]["industry"]["en"], camera["gb"]["is_camera"]) == ("city management", True)
    again = gardener.post("/cameras", json=BODY | {"gb_id": "37020200081326000001"})
    assert (again.status_code, again.json()["code"]) == (409, "gb_id_taken")
    path, any_revision = f"/cameras/{camera['id']}", {"If-Match": "*"}
    body = {"gb_id": "42010200081326000001", "tags": ["b", "a", "a"]}
    moved = gardener.patch(path, json=body, headers=any_revision).json()
    assert (moved["region"]["code"], moved["tags"]) == ("420102", ["a", "b"])
    kept = gardener.patch(path, json={"manufacturer": "海康"}, headers=any_revision).json()
    assert (kept["manufacturer"], kept["gb_id"], kept["tags"]) == (
        "海康",
        body["gb_id"],
        ["a", "b"],
    )


def test_the_map_shows_clusters_and_close_enough_the_cameras(gardener: TestClient) -> None:
    for number in range(5):
        add(gardener, str(number), longitude=120.1 + number / 1e5, latitude=36.1)
    add(gardener, "far", longitude=121.9, latitude=36.9)
    add(gardener, "nowhere")
    wide = gardener.get("/cameras/map", params={"bbox": "119,35,122,37", "zoom": 8}).json()
    assert sorted(one["count"] for one in wide["clusters"]) == [1, 5]
    five = max(wide["clusters"], key=lambda one: one["count"])
    assert five["longitude"] == pytest.approx(120.10002)
    assert (five["states"], wide["cameras"]) == ({"new": 5}, [])
    close = gardener.get("/cameras/map", params={"bbox": "120,36,120.2,36.2", "zoom": 17}).json()
    assert sorted(one["name_zh"] for one in close["cameras"]) == ["0", "1", "2", "3", "4"]
    assert gardener.get("/cameras/map").json()["clusters"][0]["count"] == 6


def test_the_map_and_the_figures_show_nothing_of_others(
    gardener: TestClient, browser: Browser, city: City
) -> None:
    add(gardener, longitude=120, latitude=36)
    mender = browser(city.mender)
    assert mender.get("/cameras/map").json() == {"clusters": [], "cameras": []}
    assert mender.get("/cameras/quality").json()[0]["figures"]["total"] == 0
    assert mender.get("/cameras/duplicates").json() == []
    assert len(mender.get("/cameras/export").text.splitlines()) == 1


def test_quality_is_told_in_figures_for_the_subtree(
    gardener: TestClient, browser: Browser, city: City
) -> None:
    add(gardener, "a", place="x", longitude=120, latitude=36, gb_id="37020200081326000001")
    add(gardener, "b", place="x", gb_id="37020200082006000001")
    add(gardener, "c", url="rtsp://10.0.0.1/other", longitude=120, latitude=36)
    above, parks = browser(city.dispatcher).get("/cameras/quality").json()[:2]
    assert above["figures"] == {
        "total": 3, "located": 2, "reachable": 0, "in_view": 0, "named": 2, "gb_valid": 1,
        "described": 1, "same_address": 2, "same_position": 2,
    }  # fmt: skip
    assert (parks["name_zh"], parks["figures"]["total"]) == ("园林局", 3)
    quick = gardener.get("/cameras/quality", params={"alike": False}).json()[0]["figures"]
    assert quick == above["figures"] | {"same_address": None, "same_position": None}
    groups = gardener.get("/cameras/duplicates").json()
    assert [sorted(one["name_zh"] for one in group) for group in groups] == [["a", "b"]]
    groups = gardener.get("/cameras/duplicates", params={"by": "position"}).json()
    assert [sorted(one["name_zh"] for one in group) for group in groups] == [["a", "c"]]


def test_an_export_has_no_credentials_and_no_formulas_and_can_be_read_again(
    gardener: TestClient, sessions: Sessions
) -> None:
    add(gardener, "=1+1", tags=["a", "b"], ptz="dome", group="x/y")
    text = gardener.get("/cameras/export", headers={"accept-language": "zh"}).text
    head, line = text.removeprefix("\ufeff").splitlines()
    assert head.startswith("名称,英文名称,RTSP 地址")
    assert line.startswith("'=1+1,")
    assert "s3cret" not in text
    assert "半球" in line
    english = gardener.get("/cameras/export", headers={"accept-language": "en"}).text
    assert "dome" in english
    with transaction(sessions) as session:
        actions = session.scalars(select(AuditEntry.action)).all()
    assert actions.count("camera.export") == 2


def test_many_are_changed_at_once_by_name_or_by_filter(
    gardener: TestClient, sessions: Sessions
) -> None:
    ids = [add(gardener, str(number))["id"] for number in range(3)]

    def bulk(**body: Any) -> int:
        answer = gardener.post("/cameras/bulk", json=body)
        assert answer.status_code == 200, answer.text
        changed: int = answer.json()["changed"]
        return changed

    assert bulk(camera_ids=ids[:2], act="tag", tag="重点") == 2
    assert bulk(camera_ids=ids, act="tag", tag="重点") == 1, "who has it already is not changed"
    assert bulk(filter={"tag": "重点"}, act="group", group="学校/东") == 3
    assert bulk(filter={"group": "学校"}, act="pause") == 3
    assert {one["state"] for one in gardener.get("/cameras").json()["items"]} == {"paused"}
    assert bulk(filter={"q": "1"}, act="resume") == 1
    assert bulk(filter={}, act="untag", tag="重点") == 3
    revisions = {
        one["name_zh"]: one["revision"] for one in gardener.get("/cameras").json()["items"]
    }
    assert revisions == {"0": 5, "1": 6, "2": 5}
    with transaction(sessions) as session:
        lines = select(AuditEntry).filter_by(object_type="organizations", action="camera.update")
        told = [line.after for line in session.scalars(lines.order_by(AuditEntry.id))]
    assert len(told) == 6
    assert told[0] == {"act": "tag", "value": "重点", "cameras": sorted(ids[:2])}


def test_a_change_at_once_is_whole_or_refused(
    gardener: TestClient, browser: Browser, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [add(gardener, str(number))["id"] for number in range(3)]
    theirs = browser(city.mender)
    refused = theirs.post("/cameras/bulk", json={"camera_ids": ids, "act": "pause"})
    assert refused.status_code == 404
    for body in ({"act": "pause"}, {"act": "tag", "filter": {}}, {"act": "group", "filter": {}}):
        answer = gardener.post("/cameras/bulk", json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, "bulk_invalid")
    full = {"tags": [str(number) for number in range(20)]}
    gardener.patch(f"/cameras/{ids[0]}", json=full, headers={"If-Match": "*"})
    answer = gardener.post("/cameras/bulk", json={"filter": {}, "act": "tag", "tag": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_tags")
    assert names(gardener, tag="x") == []
    monkeypatch.setattr("video.cameras.bulk.MOST", 2)
    answer = gardener.post("/cameras/bulk", json={"filter": {}, "act": "pause"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_cameras")


def test_cameras_are_filtered_by_the_parts_of_their_device_id(gardener: TestClient) -> None:
    add(gardener, "甲", gb_id="37020200081326000001")
    add(gardener, "乙", gb_id="37020200041216000002")
    add(gardener, "丙")
    assert names(gardener, industry="08") == ["甲"]
    assert names(gardener, device_type="121") == ["乙"]
    assert names(gardener, industry="04", device_type="132") == []
    assert gardener.get("/cameras", params={"industry": "8"}).status_code == 422


def test_each_figure_of_quality_has_a_list_of_who_lacks_it(gardener: TestClient) -> None:
    add(gardener, "甲", place="x", longitude=120, latitude=36, gb_id="37020200081326000001")
    add(gardener, "乙", place="x", gb_id="37020200082006000001")
    add(gardener, "丙")
    figures = gardener.get("/cameras/quality").json()[0]["figures"]
    for mark in ("located", "named", "gb_valid", "described", "reachable", "in_view"):
        assert len(names(gardener, lacks=mark)) == figures["total"] - figures[mark], mark
    assert names(gardener, lacks="gb_valid") == ["丙", "乙"]
    assert names(gardener, lacks="located", q="乙") == ["乙"]


def test_what_can_be_filtered_by_is_told_with_how_many_have_it(
    gardener: TestClient, browser: Browser, city: City
) -> None:
    add(gardener, "甲", gb_id="37020200081326000001", tags=["重点", "学校"], group="道路/中山路")
    at = {"longitude": 120.2, "latitude": 36}
    add(gardener, "乙", gb_id="37021200041216000002", tags=["重点"], group="道路", **at)
    add(gardener, "丙", gb_id="37021200041216000003", longitude=120.4, latitude=36.2)
    found = gardener.get("/cameras/values").json()
    assert found["tags"] == [{"value": "学校", "count": 1}, {"value": "重点", "count": 2}]
    assert found["groups"] == [{"value": "道路", "count": 2}, {"value": "道路/中山路", "count": 1}]
    assert [(one["code"], one["count"]) for one in found["regions"]] == [
        ("37", 3), ("3702", 3), ("370202", 1), ("370212", 2),
    ]  # fmt: skip
    laoshan = found["regions"][-1]
    assert (laoshan["zh"], laoshan["longitude"]) == ("崂山区", pytest.approx(120.3))
    assert found["regions"][2]["longitude"] is None
    assert [(one["code"], one["en"]) for one in found["industries"]] == [
        ("04", "traffic, streets"), ("08", "city management"),
    ]  # fmt: skip
    assert [(one["code"], one["count"]) for one in found["device_types"]] == [
        ("121", 2),
        ("132", 1),
    ]
    theirs = browser(city.mender).get("/cameras/values").json()
    assert all(value == [] for value in theirs.values())


def test_a_workbook_holds_what_the_csv_does_and_can_be_read_again(gardener: TestClient) -> None:
    add(gardener, "=1+1", gb_id="37020200081326000001", longitude=-120.5, latitude=36)
    add(gardener, "乙", tags=["a"])
    query = {"format": "xlsx", "language": "en", "lacks": "reachable", "q": "=1+1"}
    answer = gardener.get("/cameras/export", params=query)
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    head, camera = (
        CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    told = dict(zip(head, camera, strict=True))
    assert (told["Name"], told["Device id"]) == ("'=1+1", "37020200081326000001")
    assert (told["Longitude"], told["Latitude"]) == (-120.5, 36.0)
    assert "s3cret" not in str(told)
