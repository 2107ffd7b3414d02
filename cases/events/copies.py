"""Copies of clips that every browser plays, made by the head when somebody asked for one."""

import hashlib
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from cases.events.model import Evidence
from cases.events.pieces import CLIP, COPY, keep, lack
from cases.evidence.errors import NotTranscoded
from cases.evidence.prepare import Piece
from cases.evidence.transcode import MEDIA_TYPE, transcode
from core.blobs import BlobMissing, Blobs
from core.clock import Clock
from core.database.engine import Sessions, transaction
from core.home import StorageFull
from core.secrets import Keyring


def make_copies(
    sessions: Sessions,
    blobs: Blobs,
    keyring: Keyring,
    clock: Clock,
    convert: Callable[[bytes], bytes] = transcode,
) -> int:
    """Make the copies that were asked for, one after the other; return how many were done."""
    done = 0
    while (wanted := _wanted(sessions)) is not None:
        event_id, digest = wanted
        try:
            data, why = convert(blobs.get(digest)), None
            made = hashlib.sha256(data).hexdigest()
            blobs.put(data)
        except NotTranscoded as error:
            data, made, why = b"", "", error.why
        except BlobMissing:
            data, made, why = b"", "", "transcode_failed"
        except StorageFull:
            data, made, why = b"", "", "disk_full"
        with transaction(sessions) as session:
            if why is not None:
                lack(session, event_id, COPY, why, keyring, clock)
            else:
                piece = Piece(COPY, made, MEDIA_TYPE, 0, 0, data, {"codec": "h264"})
                keep(session, event_id, piece, keyring, clock)
        done += 1
    return done


def _wanted(sessions: Sessions) -> tuple[UUID, str] | None:
    """Return the event that waits longest for a copy of its clip, and the clip's digest."""
    clip, copy = aliased(Evidence), aliased(Evidence)
    with transaction(sessions) as session:
        found = session.execute(
            select(clip.event_id, clip.digest)
            .join(copy, (copy.event_id == clip.event_id) & (copy.kind == COPY))
            .where(copy.state == "making", clip.kind == CLIP, clip.state == "kept")
            .order_by(copy.due_at)
            .limit(1)
        ).first()
    return None if found is None else (found[0], found[1] or "")
