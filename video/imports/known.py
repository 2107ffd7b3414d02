"""How a row of a file is known again: by its device id, else by its id at the source, else by its address."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from video.cameras.model import Camera
from video.imports.rows import Row, Wrong

Key = tuple[str, str]
"""`gb_id`, `source_id` or `url`, and its value; of an address what may be shown of it."""

COLUMNS = (
    "id", "source", "url_sealed", "url_masked", "name_zh", "name_en", "place", "longitude",
    "latitude", "coordinate_system", "gb_id", "region", "manufacturer", "model", "ptz", "room",
    "direction", "resolution", "height_m", "pitch_deg", "smallest_px", "night", "secrecy", "parent",
    "nvr", "source_id", "tags", "group_path",
)  # fmt: skip


def conditions(keys: Sequence[Key]) -> Iterator[ColumnElement[bool]]:
    """Yield a condition for each kind of key there is; together they find the cameras the keys name."""
    of: dict[str, list[str]] = {}
    for kind, value in keys:
        of.setdefault(kind, []).append(value)
    if "gb_id" in of:
        yield Camera.gb_id.in_(of["gb_id"])
    if "source_id" in of:
        yield (Camera.source == "import") & Camera.source_id.in_(of["source_id"])
    if "url" in of:
        yield func.md5(Camera.url_masked).in_([_md5(url) for url in of["url"]])


def _md5(text: str) -> str:
    """An index of addresses keeps their digests, for an address can be longer than an entry."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Known:
    """The cameras of an organization that some rows name, locked until the transaction ends."""

    _by_key: dict[Key, list[Any]] = field(default_factory=dict)
    _taken: set[UUID] = field(default_factory=set)

    @classmethod
    def of(cls, session: Session, owner_id: UUID, rows: Sequence[Row]) -> Self:
        """Fetch the cameras these rows name."""
        known, met = cls(), set[UUID]()
        columns = [getattr(Camera, name) for name in COLUMNS]
        for condition in conditions([key for row in rows for key in _keys(row)]):
            statement = (
                select(*columns)
                .where(Camera.owner_id == owner_id, Camera.removed_at.is_(None), condition)
                .order_by(Camera.id)
                .with_for_update(key_share=True)
            )
            for camera in session.execute(statement):
                if camera.id not in met:
                    met.add(camera.id)
                    known._add(camera)
        return known

    def take(self, row: Row) -> Any | None:
        """Return the camera a row names, None for a new one; raises `Wrong` where that is not clear."""
        found = [self._by_key.get(key, []) for key in _keys(row)]
        cameras = {camera.id: camera for each in found for camera in each}
        if len(cameras) > 1:
            by_id = row.values.get("gb_id") or row.values.get("source_id")
            raise Wrong("id_conflict", "gb_id") if by_id else Wrong("ambiguous", "url")
        camera = next(iter(cameras.values()), None)
        if camera is not None and camera.id in self._taken:
            raise Wrong("duplicate")
        if camera is not None:
            self._taken.add(camera.id)
        return camera

    def _add(self, camera: Any) -> None:
        self._by_key.setdefault(("url", camera.url_masked), []).append(camera)
        if camera.gb_id is not None:
            self._by_key[("gb_id", camera.gb_id)] = [camera]
        if camera.source == "import" and camera.source_id is not None:
            self._by_key[("source_id", camera.source_id)] = [camera]


def _keys(row: Row) -> list[Key]:
    """Return both ids of a row, or its address where it has neither."""
    ids = [(name, str(row.values[name])) for name in ("gb_id", "source_id") if row.values.get(name)]
    return ids or ([("url", row.url_masked)] if row.url is not None else [])
