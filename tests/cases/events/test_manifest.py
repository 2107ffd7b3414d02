"""What proves an event is sealed with it: whatever is changed, added or taken away afterwards is found."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cases.events import manifest, pieces
from cases.events.model import Event, Evidence, Manifest
from cases.events.service import evidence_of
from cases.evidence.prepare import Piece
from cases.evidence.verify import Report, verify
from core.blobs import FolderBlobs, path_of
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.secrets import Keyring
from tests.cases.conftest import NewEvent

Check = Callable[[], Report]


@pytest.fixture
def sealed(sessions: Sessions, event: Event, keyring: Keyring) -> Event:
    """An event with its manifest."""
    with transaction(sessions) as session:
        found = session.get_one(Event, event.id)
        manifest.seal(session, found, evidence_of(session, found.id), keyring)
        return found


@pytest.fixture
def check(sessions: Sessions, blobs: FolderBlobs, keyring: Keyring) -> Check:
    return lambda: verify(sessions, blobs, keyring)


def faults(report: Report) -> Sequence[tuple[str, str]]:
    return [(one.fault, one.what) for one in report.findings]


def test_what_was_sealed_is_found_intact(sealed: Event, check: Check, new_event: NewEvent) -> None:
    new_event()  # of a release before: it has no manifest
    report = check()
    assert (report.events, report.pieces, report.unsealed, report.findings) == (2, 8, 1, [])
    assert sealed.manifest is not None


CHANGES: list[tuple[Any, tuple[str, str]]] = [
    (update(Event).values(place="elsewhere"), ("event_changed", "place")),
    (update(Event).values(model_digest="ef" * 32), ("event_changed", "model_digest")),
    (update(Event).values(detections=[]), ("event_changed", "detections")),
    (update(Event).values(rule={"k": 1}), ("event_changed", "rule")),
    (update(Event).values(manifest="00" * 32), ("manifest_changed", "")),
    (update(Manifest).values(text=Manifest.text + " "), ("manifest_changed", "")),
    (update(Manifest).values(seal=b"x" * 32), ("manifest_changed", "")),
    (delete(Manifest), ("no_manifest", "")),
    (update(Manifest).values(key_number=9), ("key_missing", "")),
    (delete(Evidence).where(Evidence.kind == "snapshot"), ("piece_removed", "snapshot")),
    (
        update(Evidence).where(Evidence.kind == "crop-1").values(bytes=1),
        ("piece_changed", "crop-1"),
    ),
    (
        update(Evidence).where(Evidence.kind == "crop-1").values(kind="crop-2"),
        ("piece_added", "crop-2"),
    ),
    (
        update(Evidence).where(Evidence.kind == "annotated").values(state="purged"),
        ("blob_missing", "annotated"),
    ),
]


@pytest.mark.parametrize(("change", "fault"), CHANGES, ids=[f"{f[0]} {f[1]}" for _, f in CHANGES])
def test_a_change_in_the_database_is_found(
    sealed: Event, check: Check, sessions: Sessions, change: Any, fault: tuple[str, str]
) -> None:
    with transaction(sessions) as session:
        session.execute(change.execution_options(synchronize_session=False))
    assert fault in faults(check())


def test_a_file_that_is_gone_or_changed_is_found(
    sealed: Event, check: Check, sessions: Sessions, blobs: FolderBlobs
) -> None:
    with sessions() as session:
        digests = {one.kind: one.digest or "" for one in _rows(session, sealed)}
    (blobs._root / path_of(digests["snapshot"])).unlink()
    (blobs._root / path_of(digests["annotated"])).write_bytes(b"another picture")
    assert set(faults(check())) == {("blob_missing", "snapshot"), ("blob_changed", "annotated")}


def test_what_an_event_goes_through_later_is_no_change(
    sealed: Event, check: Check, sessions: Sessions
) -> None:
    with transaction(sessions) as session:
        session.execute(
            update(Event).values(
                looks=9, score=0.99, review="rejected", wants=None, ended_at=Event.updated_at
            )
        )
    assert check().findings == []


def test_a_clip_that_comes_later_is_sealed_and_hides_no_other_change(
    sessions: Sessions,
    event: Event,
    keyring: Keyring,
    check: Check,
    blobs: FolderBlobs,
    clock: ManualClock,
) -> None:
    with transaction(sessions) as session:
        session.add(Evidence(event_id=event.id, kind="clip", state="making", due_at=clock.now()))
        found = session.get_one(Event, event.id)
        manifest.seal(session, found, evidence_of(session, found.id), keyring)
    with transaction(sessions) as session:
        session.execute(update(Event).values(place="elsewhere"))
        piece = Piece("clip", blobs.put(b"film"), "video/mp4", 1, 1, b"film")
        assert pieces.keep(session, event.id, piece, keyring, clock)
    assert faults(check()) == [("event_changed", "place")]


def test_a_broken_manifest_is_not_mended_by_a_clip(
    sealed: Event, sessions: Sessions, keyring: Keyring, check: Check
) -> None:
    with transaction(sessions) as session:
        session.execute(update(Manifest).values(text=Manifest.text + " "))
        manifest.renew(session, session.get_one(Event, sealed.id), "clip", keyring)
    assert ("manifest_changed", "") in faults(check())


def _rows(session: Session, event: Event) -> Sequence[Evidence]:
    return session.scalars(select(Evidence).filter_by(event_id=event.id)).all()
