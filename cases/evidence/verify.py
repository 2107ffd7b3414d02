"""Is the evidence what was sealed? Every manifest, every row and every blob is held against the others."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.events.manifest import contents, intact
from cases.events.model import Event, Evidence, Manifest
from core.blobs import BlobDamaged, BlobMissing, Blobs
from core.database.engine import Sessions, transaction
from core.secrets import KeyMissing, Keyring
from core.text import Text

BATCH = 200

FAULTS: dict[str, Text] = {
    "no_manifest": Text("没有证据清单", "it has no manifest"),
    "manifest_changed": Text("证据清单被改动", "its manifest was changed"),
    "key_missing": Text(
        "封存清单所用的密钥不在密钥环中", "the key its manifest was sealed with is not among ours"
    ),
    "event_changed": Text("事件的“{what}”被改动", "“{what}” of the event was changed"),
    "piece_changed": Text("证据“{what}”的记录被改动", "the record of “{what}” was changed"),
    "piece_removed": Text("证据“{what}”的记录被删除", "the record of “{what}” was removed"),
    "piece_added": Text("证据“{what}”不在清单中", "“{what}” is not in the manifest"),
    "blob_missing": Text("证据“{what}”的文件缺失", "the file of “{what}” is gone"),
    "blob_changed": Text("证据“{what}”的文件被改动", "the file of “{what}” was changed"),
}
"""What can be wrong with an event's evidence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed."""

    event_id: UUID
    fault: str
    what: str = ""

    @property
    def words(self) -> Text:
        """The finding in words."""
        said = FAULTS[self.fault]
        return Text(said.render("zh", what=self.what), said.render("en", what=self.what))


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found."""

    events: int = 0
    pieces: int = 0
    purged: int = 0
    """Events whose evidence was deleted because its time was over: only their manifests are checked."""
    unsealed: int = 0
    """Events of earlier releases have no manifest; their files are checked all the same."""
    findings: list[Finding] = field(default_factory=list)


def verify(
    sessions: Sessions, blobs: Blobs, keyring: Keyring, event_id: UUID | None = None
) -> Report:
    """Check one event's evidence, or all of it, oldest first, a few events at a time."""
    report, last = Report(), UUID(int=0)
    while True:
        with transaction(sessions) as session:
            found = select(Event).where(Event.id > last).order_by(Event.id).limit(BATCH)
            if event_id is not None:
                found = select(Event).where(Event.id == event_id)
            events = session.scalars(found).all()
            for event in events:
                report.findings += _checked(session, event, blobs, keyring, report)
        if not events or event_id is not None:
            return report
        last = events[-1].id


def _checked(
    session: Session, event: Event, blobs: Blobs, keyring: Keyring, report: Report
) -> Iterator[Finding]:
    report.events += 1
    report.purged += event.purged_at is not None
    manifest = session.get(Manifest, event.id)
    if manifest is not None:
        yield from _sealed(session, event, manifest, keyring)
    elif event.manifest is not None:
        yield Finding(event.id, "no_manifest")
    else:
        report.unsealed += 1
    for piece in session.scalars(select(Evidence).filter_by(event_id=event.id)):
        if piece.state == "purged" and event.purged_at is None:
            yield Finding(event.id, "blob_missing", piece.kind)
        if piece.state == "kept":
            report.pieces += 1
            yield from _stored(piece, blobs)


def _sealed(
    session: Session, event: Event, manifest: Manifest, keyring: Keyring
) -> Iterator[Finding]:
    try:
        whole = intact(keyring, manifest)
    except KeyMissing:
        yield Finding(event.id, "key_missing")
        return
    if not whole or event.manifest != sha256(manifest.text.encode()).hexdigest():
        yield Finding(event.id, "manifest_changed")
    sealed, now = json.loads(manifest.text), contents(session, event)
    before, after = sealed.pop("pieces"), now.pop("pieces")
    for name in _differing(sealed, now):
        yield Finding(event.id, "event_changed", name)
    for kind in _differing(before, after):
        fault = "changed" if kind in before and kind in after else ""
        fault = fault or ("removed" if kind in before else "added")
        yield Finding(event.id, f"piece_{fault}", kind)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(one for one in before.keys() | after.keys() if before.get(one) != after.get(one))


def _stored(piece: Evidence, blobs: Blobs) -> Iterator[Finding]:
    try:
        blobs.get(piece.digest or "")
    except BlobMissing:
        yield Finding(piece.event_id, "blob_missing", piece.kind)
    except BlobDamaged:
        yield Finding(piece.event_id, "blob_changed", piece.kind)
