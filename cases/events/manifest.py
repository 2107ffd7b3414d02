"""The manifest of an event's evidence: what it was, hash by hash, under a keyed seal of this installation.

It is written with the event, in the same transaction, and again when a clip that was being made is there.
Its own hash stands on the event. What an event goes through later (seen again, ended, judged) is none of it.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from cases.events.model import Event, Evidence, Manifest
from core.clock import Clock, SystemClock
from core.secrets import Keyring

VERSION = 1
COPIES = frozenset({"clip-h264"})
"""Pieces that were made of others and prove nothing themselves."""
_PURPOSE = "evidence manifests"
_COLUMNS = ("event_id", "text", "seal", "key_number", "sealed_at")
_WRITE = text(
    """
    WITH written AS (
        INSERT INTO manifests (event_id, text, seal, key_number, sealed_at)
        VALUES (:event_id, :text, :seal, :key_number, :sealed_at)
    )
    UPDATE events SET manifest = :manifest WHERE id = :event_id
    """
)


def seal(
    session: Session,
    event: Event,
    pieces: Iterable[Evidence],
    keyring: Keyring,
    clock: Clock | None = None,
) -> None:
    """Write the manifest of an event that has none, under the current key; `pieces` is all its evidence."""
    found = Manifest(event_id=event.id)
    told = _sealed(found, _whole(event, pieces), keyring, clock)
    columns = {name: getattr(found, name) for name in _COLUMNS}
    session.execute(_WRITE, {**columns, "manifest": told})
    set_committed_value(event, "manifest", told)


def renew(
    session: Session, event: Event, kind: str, keyring: Keyring, clock: Clock | None = None
) -> None:
    """Write down how one piece turned out. What else was altered stays to be seen."""
    found = session.get(Manifest, event.id, with_for_update=True)
    if found is None or not intact(keyring, found):
        return
    piece = contents(session, event)["pieces"].get(kind)
    plain = json.loads(found.text)
    whole = plain | {"pieces": plain["pieces"] | {kind: piece}}
    event.manifest = _sealed(found, whole, keyring, clock)
    session.flush()


def intact(keyring: Keyring, found: Manifest) -> bool:
    """Tell whether a manifest is what was sealed; raises `KeyMissing`."""
    return hmac.compare_digest(mac(keyring, found.key_number, found.text), found.seal)


def _sealed(
    found: Manifest, plain: Mapping[str, Any], keyring: Keyring, clock: Clock | None
) -> str:
    """Fill a manifest and return its own hash."""
    found.text, found.key_number = canonical(plain), keyring.current
    found.seal = mac(keyring, found.key_number, found.text)
    found.sealed_at = (clock or SystemClock()).now()
    return sha256(found.text.encode()).hexdigest()


def mac(keyring: Keyring, number: int, text: str) -> bytes:
    """Return the keyed digest of a manifest; raises `KeyMissing`."""
    return hmac.digest(keyring.derive(_PURPOSE, number), text.encode(), sha256)


def canonical(plain: Mapping[str, Any]) -> str:
    """Return JSON that is the same for the same values: sorted, without spaces."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def contents(session: Session, event: Event) -> dict[str, Any]:
    """Return what a manifest says of an event, as its rows say it now."""
    session.flush()
    rows = session.scalars(
        select(Evidence)
        .where(Evidence.event_id == event.id, Evidence.kind.not_in(COPIES))
        .execution_options(populate_existing=True)
    )
    return _whole(event, rows)


def _whole(event: Event, pieces: Iterable[Evidence]) -> dict[str, Any]:
    return {"version": VERSION, **_facts(event), "pieces": dict(_pieces(pieces))}


def _facts(event: Event) -> dict[str, Any]:
    ids = ("id", "owner_id", "watcher_id", "camera_id", "algorithm_id", "version_id")
    plain = ("model_digest", "event_type", "severity", "incident_key", "rule", "width", "height")
    place = (event.place, event.longitude, event.latitude)
    return {
        **{name: _text(getattr(event, name)) for name in ids},
        **{name: getattr(event, name) for name in plain},
        "opened_at": _instant(event.opened_at),
        "place": [*place],
        "detections": sha256(canonical({"of": event.detections}).encode()).hexdigest(),
    }


def _pieces(rows: Iterable[Evidence]) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in rows:
        if one.digest is None:
            yield one.kind, {"state": one.state, "reason": one.reason}
        else:
            told = {"sha256": one.digest, "bytes": one.bytes, "media_type": one.media_type}
            yield one.kind, told | ({"reason": one.reason} if one.reason else {})


def _text(one: object) -> str | None:
    return None if one is None else str(one)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
