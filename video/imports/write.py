"""Applying some rows of a file: new cameras are added, known ones changed, equal ones left alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from core.ids import uuid7
from core.secrets import Keyring
from video.cameras import gb28181
from video.cameras.model import Camera
from video.cameras.service import url_context
from video.imports.faults import Fault
from video.imports.known import Known
from video.imports.rows import Row, Wrong

Values = dict[str, Any]
PLAIN = (
    "name_zh", "name_en", "place", "longitude", "latitude", "coordinate_system", "gb_id", "region",
    "manufacturer", "model", "ptz", "room", "direction", "resolution", "height_m", "pitch_deg",
    "smallest_px", "night", "secrecy", "parent", "nvr", "source_id", "tags", "group_path",
)  # fmt: skip
"""Columns a row may bring, its address aside."""
_EMPTY: Values = {
    "place": "", "longitude": None, "latitude": None, "coordinate_system": "wgs84", "gb_id": None,
    "region": None, "manufacturer": "", "model": "", "ptz": None, "room": None, "direction": None,
    "resolution": "", "height_m": None, "pitch_deg": None, "smallest_px": None, "night": None,
    "secrecy": "open", "parent": "", "nvr": "", "source_id": None, "tags": [],
    "group_path": "",
}  # fmt: skip
_INSERTED = (
    "id", "owner_id", "url_sealed", "url_masked", "created_at", "state_since", "source", *PLAIN,
)  # fmt: skip
_CHANGED = (*PLAIN, "url_sealed", "url_masked")


@dataclass(slots=True)
class Judged:
    """What becomes of some rows."""

    new: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes rows into one organization's catalogue; a row never reaches a camera of another one."""

    owner_id: UUID
    keyring: Keyring
    now: datetime

    def judge(self, session: Session, rows: Sequence[Row]) -> Judged:
        """Say what becomes of rows, no two of which have the same key; the cameras they name are locked."""
        judged, keys = Judged(), self.keyring.held()
        known = Known.of(session, self.owner_id, rows)
        for row in rows:
            try:
                camera = known.take(row)
                values = self._added(row, keys) if camera is None else self._changed(row, camera)
            except Wrong as wrong:
                judged.faults.append(Fault(row.number, wrong.field or "", wrong.code))
                continue
            if camera is None:
                judged.new.append(values)
            elif values:
                judged.changed.append(values)
            else:
                judged.unchanged += 1
        return judged

    def write(self, session: Session, judged: Judged) -> None:
        """Apply what was judged in the same transaction."""
        if judged.new:
            _insert(session, judged.new)
        if judged.changed:
            _update(session, judged.changed)

    def _added(self, row: Row, keys: Keyring) -> Values:
        if row.url is None or row.is_masked:
            raise Wrong("url_masked" if row.is_masked else "url_missing", "url")
        names = [row.values[name] for name in ("name_zh", "name_en") if name in row.values]
        if not names:
            raise Wrong("missing", "name_zh")
        camera_id = uuid7()
        values = _EMPTY | {"name_zh": names[0], "name_en": names[-1]} | row.values
        return _with_region(values) | {
            "id": camera_id,
            "owner_id": self.owner_id,
            "url_sealed": keys.seal(row.url.strip(), context=url_context(camera_id)),
            "url_masked": row.url_masked,
            "created_at": self.now,
            "state_since": self.now,
            "source": "import",
        }

    def _changed(self, row: Row, camera: Any) -> Values:
        """Return the whole row as it shall be, or nothing where it is so already."""
        before = {name: getattr(camera, name) for name in _CHANGED}
        told = dict(row.values)
        if camera.source != "import":
            told.pop("source_id", None)  # its id elsewhere is not ours to change
        if "gb_id" in told and "region" not in told and told["gb_id"] != before["gb_id"]:
            told["region"] = None  # it follows the new id
        after = _with_region(before | told)
        if row.is_masked and row.url_masked != camera.url_masked:
            raise Wrong("url_masked", "url")
        if row.url is not None and not row.is_masked and row.url.strip() != self._clear(camera):
            sealed = self.keyring.seal(row.url.strip(), context=url_context(camera.id))
            after |= {"url_sealed": sealed, "url_masked": row.url_masked}
        return {} if after == before else after | {"_id": camera.id}

    def _clear(self, camera: Any) -> str:
        return self.keyring.unseal(camera.url_sealed, context=url_context(camera.id))


def _with_region(values: Values) -> Values:
    """Fill in the region that a device id tells where none was given."""
    device = gb28181.parse(values["gb_id"] or "")
    if values["region"] is None and device is not None:
        return values | {"region": device.region or None}
    return values


def _insert(session: Session, rows: Sequence[Values]) -> None:
    raw = session.connection().connection.driver_connection
    assert raw is not None
    columns = sql.SQL(", ").join(map(sql.Identifier, _INSERTED))
    statement = sql.SQL("COPY cameras ({}) FROM STDIN").format(columns)
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([row[name] for name in _INSERTED])


def _update(session: Session, rows: Sequence[Values]) -> None:
    table = Camera.__table__
    assert isinstance(table, Table)
    values = {name: bindparam(name) for name in _CHANGED} | {"revision": table.c.revision + 1}
    statement = update(table).where(table.c.id == bindparam("_id")).values(values)
    session.connection().execute(statement, list(rows))
