"""What an import applies, what it leaves alone, and that nothing stops it half-counted."""

import json
import threading
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from accounts.audit.model import AuditEntry
from core.database.engine import transaction
from core.feed import Change
from tests.video.imports.conftest import GB, HEADER, City, Imports, csv_of, row
from video.cameras.model import Camera
from video.cameras.service import clear_url
from video.imports import job, service, spool
from video.imports.model import CameraImport

COUNTS = ("added", "changed", "unchanged", "refused", "done", "total")


def counts(one: CameraImport) -> dict[str, int]:
    return {name: value for name in COUNTS if (value := getattr(one, name))}


def test_a_list_becomes_cameras(imports: Imports, city: City) -> None:
    one = imports.run(csv_of([row(1), row(2)]), system="gcj02")
    assert (one.state, counts(one)) == ("done", {"added": 2, "done": 2, "total": 2})
    first = imports.cameras()[0]
    assert (first.name_zh, first.name_en, first.gb_id) == ("中山路 1 号", "中山路 1 号", f"{GB}1")
    assert (first.source, first.region, first.state) == ("import", "370202", "new")
    assert first.url_masked == "rtsp://***@10.0.0.1:554/1"
    assert first.longitude == pytest.approx(120.3748, abs=1e-3)
    assert first.coordinate_system == "gcj02"
    with transaction(imports.services.sessions) as session:
        url = clear_url(session, imports.services.keyring, first.id)
    assert url == "rtsp://admin:s3cret@10.0.0.1:554/1"


def test_the_same_file_twice_changes_nothing(imports: Imports) -> None:
    data = csv_of([row(1), row(2), row(3, gb_id="")])
    imports.run(data, system="bd09")
    before = [(one.id, one.revision, one.url_sealed) for one in imports.cameras()]
    again = imports.run(data, system="bd09")
    assert counts(again) == {"unchanged": 3, "done": 3, "total": 3}
    assert [(one.id, one.revision, one.url_sealed) for one in imports.cameras()] == before


def test_a_changed_row_changes_its_camera_alone(imports: Imports) -> None:
    imports.run(csv_of([row(1), row(2)]))
    moved = row(2, url="rtsp://admin:new@10.0.0.9/2", name="香港路 2 号")
    one = imports.run(csv_of([row(1), moved]))
    assert counts(one) == {"unchanged": 1, "changed": 1, "done": 2, "total": 2}
    first, second = imports.cameras()
    assert (first.revision, second.revision) == (1, 2)
    assert second.url_masked == "rtsp://***@10.0.0.9/2"


def test_a_file_without_a_column_leaves_that_field_alone(imports: Imports) -> None:
    imports.run(csv_of([row(1)]))
    one = imports.run(csv_of([(f"{GB}1", "海康")], ("国标编码", "厂商")))
    camera = imports.cameras()[0]
    assert counts(one) == {"changed": 1, "done": 1, "total": 1}
    assert (camera.manufacturer, camera.longitude) == ("海康", 120.38)
    assert camera.name_zh == "中山路 1 号"


def test_another_organizations_cameras_are_untouched(imports: Imports, city: City) -> None:
    imports.run(csv_of([row(1), row(2, gb_id="")]))
    before = [(one.id, one.revision, one.owner_id) for one in imports.cameras()]
    renamed = [row(1, name="改名"), row(2, gb_id="", name="改名")]
    theirs = imports.run(csv_of(renamed), who=city.mender)
    assert counts(theirs) == {"added": 2, "done": 2, "total": 2}
    assert [(one.id, one.revision, one.owner_id) for one in imports.cameras()] == before
    assert [one.name_zh for one in imports.cameras(city.roads)] == ["改名", "改名"]


def test_rows_at_fault_are_told_and_the_others_applied(imports: Imports) -> None:
    one = imports.run(
        csv_of(
            [
                row(1),
                row(2, longitude="181", latitude="x"),
                row(3, url="http://10.0.0.3/1"),
                row(4, url="rtsp://8.8.8.8/1"),
                row(5, gb_id="3.70202E+19"),
                row(6, gb_id="12"),
                row(7, longitude=""),
                row(1, name="again"),
                row(8, url=""),
                row(9, longitude="36.06", latitude="120.38"),
            ]
        )
    )
    assert counts(one) == {"added": 1, "refused": 9, "done": 10, "total": 10}
    assert imports.faults(one.id) == [
        (3, "latitude", "not_a_number"),
        (3, "longitude", "longitude_range"),
        (4, "url", "url_invalid"),
        (5, "url", "address_not_allowed"),
        (6, "gb_id", "gb_id_rounded"),
        (7, "gb_id", "gb_id_invalid"),
        (8, "longitude", "position_half"),
        (9, "", "duplicate"),
        (10, "url", "url_missing"),
        (11, "latitude", "position_swapped"),
    ]


def test_killed_between_two_steps_it_goes_on_and_doubles_nothing(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "CHUNK", 2)
    import_id = imports.upload(csv_of([row(n) for n in range(1, 8)]))
    imports.start(import_id)
    stored, calls = job._store, []

    def dying(*args: object) -> bool:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("killed")
        return stored(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(job, "_store", dying)
    with pytest.raises(RuntimeError, match="killed"):
        job.run_due(imports.services)
    half = imports.read(import_id)
    assert (half.state, half.done, half.added) == ("running", 4, 4)
    assert len(imports.cameras()) == 4
    monkeypatch.setattr(job, "_store", stored)
    job.run_due(imports.services)
    one = imports.read(import_id)
    assert (one.state, counts(one)) == ("done", {"added": 7, "done": 7, "total": 7})
    assert len(imports.cameras()) == 7


def test_what_fails_within_a_step_leaves_neither_rows_nor_counts(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = imports.upload(csv_of([row(1)]))
    imports.start(import_id)
    monkeypatch.setattr(job, "_count", lambda *_: 1 / 0)
    for _ in range(job.ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            job.run_due(imports.services)
    assert imports.cameras() == []
    job.run_due(imports.services)
    one = imports.read(import_id)
    assert (one.state, (one.failure or {})["code"]) == ("failed", "import_stuck")


def test_two_imports_of_one_list_at_once_add_each_camera_once(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "CHUNK", 3)
    data = csv_of([row(n) for n in range(1, 10)])
    ids = [imports.upload(data) for _ in range(2)]
    for one in ids:
        imports.start(one)
    threads = [threading.Thread(target=job.run, args=(imports.services, one)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [imports.read(one) for one in ids]
    assert [one.state for one in done] == ["done", "done"]
    assert sum(one.added for one in done) == len(imports.cameras()) == 9
    assert sum(one.unchanged for one in done) == 9


def test_one_import_by_two_processes_is_applied_once(imports: Imports) -> None:
    import_id = imports.upload(csv_of([row(n) for n in range(1, 10)]))
    imports.start(import_id)
    threads = [
        threading.Thread(target=job.run, args=(imports.services, import_id)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one = imports.read(import_id)
    assert (one.state, counts(one)) == ("done", {"added": 9, "done": 9, "total": 9})


def test_a_cancelled_import_keeps_what_it_applied_and_starts_anew(
    imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "CHUNK", 2)
    import_id = imports.upload(csv_of([row(n) for n in range(1, 8)]))
    imports.start(import_id)
    stored = job._store

    def cancelling(*args: Any) -> bool:
        went_on = stored(*args)
        if went_on:
            _cancel(imports, import_id)
        return went_on

    monkeypatch.setattr(job, "_store", cancelling)
    job.run_due(imports.services)
    one = imports.read(import_id)
    assert one.state == "cancelled"
    assert len(imports.cameras()) == one.added == one.done == 2
    monkeypatch.setattr(job, "_store", stored)
    kept = one.added
    imports.start(import_id)
    job.run_due(imports.services)
    assert counts(imports.read(import_id)) == {
        "added": 7 - kept,
        "unchanged": kept,
        "done": 7,
        "total": 7,
    }


def _cancel(imports: Imports, import_id: UUID) -> None:
    with transaction(imports.services.sessions) as session:
        service.cancel(session, imports.scope(), import_id, imports.services.clock)


def test_a_list_over_the_quota_is_refused_before_anything_is_applied(imports: Imports) -> None:
    with transaction(imports.services.sessions) as session:
        session.execute(
            text(
                "INSERT INTO quotas (organization_id, resource, amount) VALUES (:o, 'cameras', 2)"
            ),
            {"o": imports.city.parks.id},
        )
    one = imports.run(csv_of([row(1), row(2), row(3)]))
    assert (one.state, (one.failure or {})["code"]) == ("failed", "quota_exceeded")
    assert imports.cameras() == []
    assert imports.run(csv_of([row(1), row(2)])).state == "done"
    assert counts(imports.run(csv_of([row(1), row(2)])))["unchanged"] == 2


def test_a_check_finds_what_an_import_does_and_writes_none_of_it(imports: Imports) -> None:
    imports.run(csv_of([row(1), row(2)]))
    before = [(one.id, one.revision) for one in imports.cameras()]
    moved, odd = row(2, name="香港路 2 号"), row(4, url="")
    import_id = imports.upload(csv_of([row(1), moved, row(3), odd]))
    expected = {"added": 1, "changed": 1, "unchanged": 1, "refused": 1, "done": 4, "total": 4}
    for applies, state in ((False, "checked"), (False, "checked"), (True, "done")):
        assert [(one.id, one.revision) for one in imports.cameras()] == before
        imports.start(import_id, applies=applies)
        job.run_due(imports.services)
        one = imports.read(import_id)
        assert (one.state, counts(one)) == (state, expected)
        assert imports.faults(import_id) == [(5, "url", "url_missing")]
    assert len(imports.cameras()) == 3


def test_a_check_tells_that_a_list_is_over_the_quota(imports: Imports) -> None:
    with transaction(imports.services.sessions) as session:
        session.execute(
            text(
                "INSERT INTO quotas (organization_id, resource, amount) VALUES (:o, 'cameras', 1)"
            ),
            {"o": imports.city.parks.id},
        )
    import_id = imports.upload(csv_of([row(1), row(2)]))
    imports.start(import_id, applies=False)
    job.run_due(imports.services)
    one = imports.read(import_id)
    assert (one.state, (one.failure or {})["code"]) == ("failed", "quota_exceeded")


def test_the_trail_tells_counts_and_digest_once_and_never_a_password(imports: Imports) -> None:
    one = imports.run(csv_of([row(n) for n in range(1, 6)]))
    with transaction(imports.services.sessions) as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        ours = [line for line in lines if line.action == "camera.import"]
        assert [line for line in lines if line.action == "camera.create"] == []
        assert [line.after["state"] for line in ours if line.after] == [
            "waiting",
            "uploaded",
            "queued",
            "done",
        ]
        last = ours[-1]
        assert last.after is not None
        assert (last.after["added"], last.after["digest"]) == (5, one.digest)
        assert (last.login, last.owner_id) == (imports.city.gardener.login, one.owner_id)
        assert "s3cret" not in json.dumps([[line.before, line.after] for line in lines])
        told = session.scalars(select(Change).where(Change.topic == "camera")).all()
        assert [change.object_id for change in told] == [one.id]


def test_the_file_goes_when_the_import_is_done(imports: Imports) -> None:
    one = imports.run(csv_of([row(1)]))
    home = imports.services.settings.home
    assert not spool.path_of(home, one.id).exists()
    waiting = imports.upload(csv_of([row(1)]))
    assert spool.path_of(home, waiting).stat().st_mode & 0o777 == 0o600


def test_a_removed_camera_is_not_found_again(imports: Imports) -> None:
    imports.run(csv_of([row(1)]))
    with transaction(imports.services.sessions) as session:
        session.execute(text("UPDATE cameras SET removed_at = now(), url_masked = ''"))
    assert counts(imports.run(csv_of([row(1)])))["added"] == 1
    with transaction(imports.services.sessions) as session:
        assert session.scalar(select(func.count()).select_from(Camera)) == 2


def test_what_an_export_hid_cannot_become_an_address(imports: Imports) -> None:
    imports.run(csv_of([row(1)]))
    shown = row(1, url="rtsp://***@10.0.0.1:554/1", name="改名")
    one = imports.run(csv_of([shown, row(2, url="rtsp://***@10.0.0.2:554/1")]))
    assert counts(one) == {"changed": 1, "refused": 1, "done": 2, "total": 2}
    assert imports.faults(one.id) == [(3, "url", "url_masked")]
    with transaction(imports.services.sessions) as session:
        camera = session.scalars(select(Camera)).one()
        url = clear_url(session, imports.services.keyring, camera.id)
    assert (camera.name_zh, url) == ("改名", "rtsp://admin:s3cret@10.0.0.1:554/1")


def test_ids_that_belong_to_two_cameras_are_a_conflict(imports: Imports) -> None:
    header = (*HEADER, "来源编号")
    imports.run(csv_of([(*row(1), "a"), (*row(2), "b")], header))
    one = imports.run(csv_of([(*row(1), "b")], header))
    assert imports.faults(one.id) == [(2, "gb_id", "id_conflict")]
    assert [camera.source_id for camera in imports.cameras()] == ["a", "b"]
