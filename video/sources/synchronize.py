"""From channels a platform lists to cameras of ours: new ones made, changed ones changed, none deleted."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.feed import publish_all
from core.ids import uuid7
from core.masking import mask_url
from core.net.allowed import Allowed
from core.secrets import Keyring
from core.settings import Settings
from video.cameras import quota
from video.cameras.details import GB_CODES
from video.cameras.model import Camera
from video.cameras.service import TOPIC, url_context
from video.sources.address import stream_url
from video.sources.channel import Channel
from video.sources.model import CameraSource, SourceChannel


@dataclass(slots=True)
class Counts:
    """What a run did with the channels it read."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    returned: int = 0
    """Vanished before, there again."""
    vanished: int = 0
    """Not listed any more, first missed by this run; their cameras stay."""
    removed: int = 0
    """Listed, but somebody removed the camera here; it is not made again."""
    skipped: int = 0
    """No camera, or without what the address of its stream is made of."""

    def told(self) -> dict[str, int]:
        """Return them by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run goes by."""

    source: CameraSource
    pattern: str
    """Of the streams' addresses, with its credentials."""
    began: datetime
    allowed: Allowed
    keyring: Keyring
    settings: Settings


_GB_ID = re.compile(r"[0-9]{20}")
_REGION = re.compile(r"[0-9]{2,8}")


def synchronize(session: Session, run: Run, channels: Sequence[Channel], counts: Counts) -> None:
    """Take over some channels of a source in this transaction and count them.

    What has not changed at the source is left as it is here, so that corrections made by hand stay until the
    source itself changes. Raises `QuotaExceeded`, and then nothing of these channels is taken over.
    """
    known = _known(session, run.source.id, [channel.channel_id for channel in channels])
    cameras = _locked(session, known.values())
    new: list[tuple[Channel, str]] = []
    changed: list[UUID] = []
    for channel in channels:
        counts.read += 1
        url = stream_url(run.pattern, channel, run.allowed)
        row = known.get(channel.channel_id)
        if url is None:
            counts.skipped += 1
            if row is not None:
                row.seen_at = run.began
        elif row is None:
            new.append((channel, url))
        elif _meet(run, row, cameras[row.camera_id], channel, url, counts):
            changed.append(row.camera_id)
    if new:
        quota.require_room(session, run.source.owner_id, len(new), run.settings)
        changed += _create(session, run, new)
        counts.created += len(new)
    publish_all(session, TOPIC, [(one, run.source.owner_id) for one in changed])
    session.flush()


def mark_vanished(session: Session, run: Run) -> int:
    """Mark the channels that a whole run did not find, and return how many are newly missed."""
    missed = (
        update(SourceChannel)
        .where(
            SourceChannel.source_id == run.source.id,
            SourceChannel.seen_at < run.began,
            SourceChannel.vanished_at.is_(None),
        )
        .values(vanished_at=run.began)
        .returning(SourceChannel.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(missed).all())


def _meet(
    run: Run,
    row: SourceChannel,
    camera: Camera,
    channel: Channel,
    url: str,
    counts: Counts,
) -> bool:
    """Bring one known camera up to date and say whether it changed."""
    facts, row.seen_at = channel.facts(), run.began
    if camera.removed_at is not None:
        counts.removed += 1
        return False
    if row.vanished_at is not None:
        row.vanished_at = None
        counts.returned += 1
    moved = row.stream_edition != run.source.stream_edition
    if row.facts == facts and not moved:
        counts.unchanged += 1
        return False
    before, row.facts, row.stream_edition = row.facts, facts, run.source.stream_edition
    _apply(camera, channel, before)
    if (
        moved
        or before.get("gb_id") != channel.gb_id
        or before.get("parent_id") != channel.parent_id
    ):
        _set_url(run, camera, url)
    counts.updated += 1
    return True


def _create(session: Session, run: Run, new: Sequence[tuple[Channel, str]]) -> list[UUID]:
    cameras = [_camera(run, channel, url) for channel, url in new]
    _number(session, run, zip(cameras, (channel for channel, _ in new), strict=True))
    session.add_all(cameras)
    session.flush()  # the channels refer to them by id alone
    rows = zip(new, cameras, strict=True)
    session.add_all(_row(run, channel, camera) for (channel, _), camera in rows)
    return [camera.id for camera in cameras]


def _camera(run: Run, channel: Channel, url: str) -> Camera:
    camera = Camera(
        id=uuid7(), owner_id=run.source.owner_id, enabled=True, created_at=run.began,
        state="new", state_since=run.began, epoch=0, revision=1, name_zh="", name_en="", place="",
    )  # fmt: skip
    camera.source, camera.source_id = "wvp", f"{run.source.id}/{channel.channel_id}"
    _apply(camera, channel, {})
    _set_url(run, camera, url)
    return camera


def _number(session: Session, run: Run, new: Iterable[tuple[Camera, Channel]]) -> None:
    """Give new cameras their GB/T 28181 ids, but for malformed ones and those the owner has already."""
    wanted = {one.gb_id: camera for camera, one in new if _GB_ID.fullmatch(one.gb_id)}
    used = select(Camera.gb_id).where(
        Camera.owner_id == run.source.owner_id,
        Camera.gb_id.in_(wanted),
        Camera.removed_at.is_(None),
    )
    for gb_id in set(wanted) - set(session.scalars(used)):
        wanted[gb_id].gb_id = gb_id


def _row(run: Run, channel: Channel, camera: Camera) -> SourceChannel:
    return SourceChannel(
        owner_id=run.source.owner_id,
        source_id=run.source.id,
        channel_id=channel.channel_id,
        camera_id=camera.id,
        facts=channel.facts(),
        stream_edition=run.source.stream_edition,
        seen_at=run.began,
    )


def _apply(camera: Camera, channel: Channel, before: Mapping[str, Any]) -> None:
    """Write what changed at the source since `before` onto the camera: the one place that maps the facts."""
    name = channel.name or channel.gb_id or channel.channel_id
    if not before or before.get("name", "") != channel.name:
        camera.name_zh = camera.name_en = name
    if before.get("place", "") != channel.place:
        camera.place = channel.place
    position = channel.longitude, channel.latitude
    if (before.get("longitude"), before.get("latitude")) != position:
        camera.longitude, camera.latitude = position
        camera.coordinate_system = "wgs84"
    known = _details(Channel(**before)) if before else {}
    for name, value in _details(channel).items():
        if name not in known or known[name] != value:
            setattr(camera, name, value)


def _details(channel: Channel) -> dict[str, Any]:
    """Return the catalogue's plain fields that a platform tells; None and empty: it does not."""
    coded = {
        field: GB_CODES[field].get(str(getattr(channel, field)))
        for field in ("ptz", "room", "direction", "secrecy")
    }
    region = channel.civil_code if _REGION.fullmatch(channel.civil_code) else None
    return coded | {
        "secrecy": coded["secrecy"] or "open",
        "region": region,
        "manufacturer": channel.manufacturer,
        "model": channel.model,
        "resolution": channel.resolution,
        "parent": channel.parent_id,
        "group_path": channel.group,
    }


def _set_url(run: Run, camera: Camera, url: str) -> None:
    camera.url_sealed = run.keyring.seal(url, context=url_context(camera.id))
    camera.url_masked = mask_url(url)


def _known(session: Session, source_id: UUID, ids: Sequence[str]) -> dict[str, SourceChannel]:
    found = session.scalars(
        select(SourceChannel).where(
            SourceChannel.source_id == source_id, SourceChannel.channel_id.in_(ids)
        )
    )
    return {row.channel_id: row for row in found}


def _locked(session: Session, rows: Any) -> dict[UUID, Camera]:
    """Return the channels' cameras, locked in the order everybody locks them in."""
    found = session.scalars(
        select(Camera)
        .where(Camera.id.in_([row.camera_id for row in rows]))
        .order_by(Camera.id)
        .with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    )
    return {camera.id: camera for camera in found}
