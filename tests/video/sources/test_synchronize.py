"""A platform's list becomes cameras, follows it, and loses nothing when the platform misbehaves."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from accounts.audit.model import AuditEntry
from core.database.engine import transaction
from core.net.allowed import outbound
from core.secrets import Keyring
from core.settings import Settings
from tests.video.sources import platform
from tests.video.sources.conftest import Bench
from tests.video.sources.platform import TOKEN, Platform, channel
from video.cameras.model import Camera
from video.cameras.service import clear_url
from video.sources import wvp as client

Register = Callable[..., Bench]


def _lines(bench: Bench, action: str) -> list[AuditEntry]:
    with transaction(bench.sessions) as session:
        return [
            *session.scalars(select(AuditEntry).filter_by(action=action).order_by(AuditEntry.id))
        ]


def test_channels_become_cameras_and_what_is_no_camera_does_not(
    bench: Bench, keyring: Keyring
) -> None:
    source = bench.synchronize()
    assert (source.error_code, source.claimed_until) == (None, None)
    assert source.counts | {"read": 4, "created": 3, "skipped": 1} == source.counts
    first = bench.cameras()[0]
    assert (first.name_zh, first.name_en, first.place) == ("路口1", "路口1", "中山路")
    assert first.longitude == pytest.approx(120.3001)
    assert first.latitude == 36.06
    assert first.owner_id == source.owner_id
    assert first.url_masked == (
        "rtsp://***@10.0.0.8:554/rtp/37020200081180000001_37020200081326000001"
    )
    with transaction(bench.sessions) as session:
        url = clear_url(session, keyring, first.id)
    assert url.startswith("rtsp://media:m3dia-s3cret@10.0.0.8:554/rtp/")
    facts = bench.channels()["1"].facts
    assert facts | {"manufacturer": "Maker", "ptz": 3, "room": 1, "online": True} == facts
    assert "the-device's-own" not in str(facts)


def test_a_synchronization_is_one_line_of_the_trail(bench: Bench) -> None:
    bench.synchronize()
    (line,) = _lines(bench, "source.synchronized")
    assert line.after is not None
    assert (line.object_id, line.login) == (bench.source_id, "algomart")
    assert (line.after["created"], line.after["vanished"]) == (3, 0)
    assert _lines(bench, "camera.create") == []


def test_what_changes_there_changes_here_and_corrections_stay(bench: Bench, wvp: Platform) -> None:
    bench.synchronize()
    with transaction(bench.sessions) as session:
        for camera in session.scalars(select(Camera)):
            camera.name_en = "by hand"
    wvp.channels[0] |= {"gbName": "新名", "gbStatus": "OFF"}
    wvp.channels[1] |= {"gbLongitude": 121.0}
    source = bench.synchronize()
    assert source.counts | {"updated": 2, "unchanged": 1, "created": 0} == source.counts
    renamed, moved, same = bench.cameras()
    assert (renamed.name_zh, renamed.name_en) == ("新名", "新名")
    assert bench.channels()["1"].facts["online"] is False
    assert (moved.longitude, moved.name_en, same.name_en) == (121.0, "by hand", "by hand")


def test_what_vanishes_is_marked_counted_and_kept(bench: Bench, wvp: Platform) -> None:
    bench.synchronize()
    gone = wvp.channels.pop(0)
    assert bench.synchronize().counts["vanished"] == 1
    assert bench.synchronize().counts["vanished"] == 0
    assert len(bench.cameras()) == 3
    assert bench.channels()["1"].vanished_at is not None
    wvp.channels.append(gone)
    assert bench.synchronize().counts["returned"] == 1
    assert bench.channels()["1"].vanished_at is None
    assert len(bench.cameras()) == 3


def test_a_camera_removed_here_is_not_made_again(bench: Bench, wvp: Platform) -> None:
    bench.synchronize()
    with transaction(bench.sessions) as session:
        camera = session.get_one(Camera, bench.channels()["2"].camera_id)
        camera.removed_at, camera.url_sealed = bench.clock.now(), b""
    wvp.channels[1] |= {"gbName": "新名"}
    source = bench.synchronize()
    assert source.counts | {"removed": 1, "unchanged": 2, "created": 0} == source.counts
    assert [camera.url_sealed for camera in bench.cameras() if camera.removed_at] == [b""]


def test_another_pattern_moves_every_camera(bench: Bench, keyring: Keyring) -> None:
    bench.synchronize()
    bench.change(stream_url="rtsp://10.0.0.9/live/<channel_id>")
    assert bench.synchronize().counts["updated"] == 3
    with transaction(bench.sessions) as session:
        urls = [clear_url(session, keyring, camera.id) for camera in bench.cameras()]
    assert urls == [f"rtsp://10.0.0.9/live/{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize("takes_post", [True, False])
def test_the_password_goes_as_its_digest_and_in_a_body_where_that_is_taken(
    bench: Bench, wvp: Platform, takes_post: bool
) -> None:
    wvp.takes_post = takes_post
    assert bench.synchronize().error_code is None
    assert wvp.logins == ["POST" if takes_post else "GET"]


def test_a_token_signs_in_without_a_password(register: Register, wvp: Platform) -> None:
    bench = register(wvp.url, sign_in="token", account="", secret=TOKEN)
    assert bench.synchronize().counts["created"] == 3
    assert wvp.logins == []
    bench.change(secret="another")
    assert bench.synchronize().error_code == "bad_credentials"


def test_a_session_that_runs_out_is_begun_again(
    register: Register, wvp: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE", 2)

    def sign_out(page: int) -> None:
        if page == 2 and len(wvp.logins) == 1:
            wvp.tokens.clear()

    wvp.before_page = sign_out
    bench = register(wvp.url)
    source = bench.synchronize()
    assert (source.error_code, source.counts["created"]) == (None, 3)
    assert wvp.logins == ["POST", "POST"]


def test_a_password_changed_midway_keeps_what_was_read(
    bench: Bench, wvp: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE", 2)

    def change_password(page: int) -> None:
        if page == 2:
            wvp.tokens.clear()
            wvp.password = "another"

    wvp.before_page = change_password
    source = bench.synchronize()
    assert (source.error_code, source.counts["created"]) == ("bad_credentials", 2)
    assert all(row.vanished_at is None for row in bench.channels().values())
    assert _lines(bench, "source.synchronized")[0].after == source.counts | {
        "error": "bad_credentials"
    }
    wvp.tokens, wvp.password = {TOKEN}, "another"
    wvp.before_page = lambda _page: None
    bench.change(secret="another")
    again = bench.synchronize()
    assert again.counts | {"created": 1, "unchanged": 2, "vanished": 0} == again.counts


def test_a_list_longer_than_a_page_is_read_to_its_end(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE", 40)
    with platform.running(*map(channel, range(1, 101))) as wvp:
        bench = register(wvp.url)
        assert bench.synchronize().counts["created"] == 100
        assert wvp.pages == [1, 2, 3]
        again = bench.synchronize()
    assert again.counts | {"unchanged": 100, "created": 0, "vanished": 0} == again.counts
    assert len(bench.cameras()) == 100


_FIRST = [channel(1), channel(2)]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"total": 9, "list": _FIRST}, "pages_repeat"),
        ({"total": 2, "list": []}, "incomplete"),
        ({"total": 10**9, "list": _FIRST}, "too_many"),
        ({"total": 2}, "broken_answer"),
        ({"total": 2, "list": [{"gbName": "without an id"}]}, "broken_answer"),
        ({"total": "two", "list": _FIRST}, "broken_answer"),
        ([1, 2], "broken_answer"),
        (b"<html>", "broken_answer"),
        (b'{"code": 403, "msg": "no"}', "refused"),
        (b'{"code": 500, "msg": "no"}', "broken_answer"),
        (b"[" * 100_000, "broken_answer"),
        (b'"' + b"x" * (9 << 20) + b'"', "broken_answer"),
    ],
)
def test_a_malformed_list_is_told_of_and_marks_nothing_as_vanished(
    bench: Bench, wvp: Platform, told: Any, reason: str
) -> None:
    bench.synchronize()
    wvp.page = lambda _page, _count: told
    assert bench.synchronize().error_code == reason
    assert all(row.vanished_at is None for row in bench.channels().values())
    assert len(bench.cameras()) == 3
    wvp.page = None
    assert bench.synchronize().error_code is None


def test_a_platform_nobody_reaches_is_told_of_and_tried_again(register: Register) -> None:
    bench = register("http://127.0.0.1:9")
    source = bench.synchronize()
    assert source.error_code == "unreachable"
    assert bench.clock.now() < source.due_at


def test_an_address_that_is_allowed_no_more_is_not_connected_to(bench: Bench) -> None:
    bench.settings = Settings()
    assert bench.synchronize().error_code == "address_not_allowed"
    assert outbound(bench.settings).networks == ()


def test_a_full_quota_stops_the_page_and_says_so(register: Register, wvp: Platform) -> None:
    bench = register(wvp.url)
    bench.settings = Settings(outbound_networks="127.0.0.0/8", quota_cameras=2)
    source = bench.synchronize()
    assert (source.error_code, source.counts["created"]) == ("quota_exceeded", 0)
    assert bench.cameras() == []


def test_a_change_by_its_owner_ends_the_run_and_begins_another(
    bench: Bench, wvp: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PAGE", 2)
    changes = iter([lambda: bench.change(name="新平台")])

    def change(page: int) -> None:
        if page == 2 and (owner := next(changes, None)):
            owner()

    wvp.before_page = change
    source = bench.synchronize()
    assert [
        line.after and line.after.get("error") for line in _lines(bench, "source.synchronized")
    ] == [
        "interrupted",
        None,
    ]
    assert source.counts | {"created": 1, "unchanged": 2} == source.counts


def test_positions_nobody_entered_and_names_that_are_none(register: Register) -> None:
    odd = channel(1, gbLongitude=0, gbLatitude=0, gbName=None, gbAddress="a\x00b\n" + "c" * 500)
    with platform.running(odd, channel(2, gbParentId=None), channel(3, gbLatitude=91)) as wvp:
        bench = register(wvp.url)
        source = bench.synchronize()
    assert source.counts | {"created": 2, "skipped": 1} == source.counts
    first, third = bench.cameras()
    assert (first.longitude, first.latitude, third.latitude) == (None, None, None)
    assert first.name_zh == "37020200081326000001"
    assert (first.place[:3], len(first.place)) == ("abc", 200)


@pytest.mark.long
def test_a_city_of_25_000_channels_is_read_and_read_again(register: Register) -> None:
    with platform.running(*map(channel, range(1, 25_001))) as wvp:
        bench = register(wvp.url)
        bench.settings = Settings(outbound_networks="127.0.0.0/8", quota_cameras=30_000)
        source = bench.synchronize()
        assert (source.error_code, source.counts["created"]) == (None, 25_000)
        del wvp.channels[:100]
        again = bench.synchronize()
    assert again.counts | {"unchanged": 24_900, "created": 0, "vanished": 100} == again.counts
    assert len(bench.cameras()) == 25_000
