"""A clip comes after its event, or it is said why it does not."""

from datetime import timedelta
from uuid import UUID

import pytest

from cases.events import pieces
from cases.events.copies import make_copies
from cases.events.model import Event, Evidence
from cases.evidence.errors import NotTranscoded
from cases.evidence.prepare import Piece
from cases.evidence.reasons import REASONS, reason
from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.secrets import Keyring

CLIP = Piece("clip", "ab" * 32, "video/mp4", 320, 240, b"film", {"codec": "hevc"})


@pytest.fixture
def waiting(sessions: Sessions, event: Event, clock: ManualClock) -> UUID:
    """An event whose clip is being made."""
    with transaction(sessions) as session:
        due_at = clock.now() + timedelta(seconds=60)
        session.add(Evidence(event_id=event.id, kind="clip", state="making", due_at=due_at))
    return event.id


def piece(sessions: Sessions, event_id: UUID, kind: str = "clip") -> Evidence:
    with sessions() as session:
        return session.get_one(Evidence, (event_id, kind))


def test_a_finished_clip_gets_to_its_event_once(
    sessions: Sessions, waiting: UUID, keyring: Keyring, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        assert pieces.keep(session, waiting, CLIP, keyring, clock, reason="camera_left")
        assert not pieces.keep(session, waiting, CLIP, keyring, clock)
        assert not pieces.lack(session, waiting, "clip", "store_away", keyring, clock)
    row = piece(sessions, waiting)
    assert (row.state, row.reason, row.digest, row.bytes) == ("kept", "camera_left", CLIP.digest, 4)
    assert row.about == {"codec": "hevc"}


def test_a_clip_without_its_event_waits(
    sessions: Sessions, keyring: Keyring, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        assert not pieces.keep(session, uuid7(), CLIP, keyring, clock)


def test_a_clip_whose_time_is_over_is_given_up_and_may_still_come(
    sessions: Sessions, waiting: UUID, keyring: Keyring, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        assert pieces.expire(session, keyring, clock) == 0
    clock.advance(61)
    with transaction(sessions) as session:
        assert pieces.expire(session, keyring, clock) == 1
    row = piece(sessions, waiting)
    assert (row.state, row.reason, row.due_at) == ("missing", "worker_stopped", None)
    with transaction(sessions) as session:
        assert pieces.keep(session, waiting, CLIP, keyring, clock)
    assert piece(sessions, waiting).state == "kept"


def test_a_copy_is_made_once_it_was_asked_for(
    sessions: Sessions, waiting: UUID, keyring: Keyring, clock: ManualClock, blobs: FolderBlobs
) -> None:
    original = Piece("clip", blobs.put(b"film"), "video/mp4", 1, 1, b"film", {"codec": "hevc"})
    with transaction(sessions) as session:
        pieces.keep(session, waiting, original, keyring, clock)
    assert make_copies(sessions, blobs, keyring, clock, bytes.upper) == 0
    with transaction(sessions) as session:
        event = session.get_one(Event, waiting)
        pieces.begin(session, event, pieces.COPY, clock.now())
    assert make_copies(sessions, blobs, keyring, clock, bytes.upper) == 1
    row = piece(sessions, waiting, "clip-h264")
    assert (row.state, blobs.get(row.digest or "")) == ("kept", b"FILM")
    with transaction(sessions) as session:
        again = pieces.begin(session, session.get_one(Event, waiting), pieces.COPY, clock.now())
        assert again.state == "kept"


def test_a_copy_that_cannot_be_made_says_why_and_can_be_asked_for_again(
    sessions: Sessions, waiting: UUID, keyring: Keyring, clock: ManualClock, blobs: FolderBlobs
) -> None:
    def refuse(_: bytes) -> bytes:
        raise NotTranscoded(why="transcode_slow")

    original = Piece("clip", blobs.put(b"film"), "video/mp4", 1, 1, b"film", {"codec": "hevc"})
    with transaction(sessions) as session:
        pieces.keep(session, waiting, original, keyring, clock)
        pieces.begin(session, session.get_one(Event, waiting), pieces.COPY, clock.now())
    assert make_copies(sessions, blobs, keyring, clock, refuse) == 1
    assert piece(sessions, waiting, "clip-h264").reason == "transcode_slow"
    with transaction(sessions) as session:
        again = pieces.begin(session, session.get_one(Event, waiting), pieces.COPY, clock.now())
        assert again.state == "making"


def test_every_reason_has_its_words_and_an_unknown_one_speaks_for_itself() -> None:
    assert all(reason(code) for code in REASONS)
    told = reason("of_another_release")
    assert told is not None
    assert told.zh == "of_another_release"
    assert reason(None) is None
