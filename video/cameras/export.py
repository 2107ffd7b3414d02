"""The catalogue as a file: the columns an import reads, and what only we know; no credentials ever."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from accounts.organizations.model import Organization
from accounts.scope import Scope
from core.database.engine import Sessions, transaction
from core.sheet import BOM, Cell, line
from core.text import Language, Text
from video.cameras.details import WORDS
from video.cameras.filters import Filter
from video.cameras.model import Camera
from video.cameras.titles import FIELDS

_BATCH = 2000
STATE_NAMES: Mapping[str, Text] = {
    "new": Text("新接入", "new"),
    "in_view": Text("在看", "in view"),
    "late": Text("延迟", "late"),
    "poor_picture": Text("画面差", "poor picture"),
    "silent": Text("无画面", "silent"),
    "refused": Text("拒绝登录", "refused"),
    "wrong_stream": Text("码流不符", "wrong stream"),
    "offline": Text("离线", "offline"),
    "paused": Text("已暂停", "paused"),
}
OURS: Mapping[str, Text] = {
    "owner": Text("所属组织", "Organization"),
    "state": Text("状态", "State"),
    "last_inferred_at": Text("最近分析时间", "Last look"),
    "id": Text("系统编号", "Id"),
}


Row = list[Cell]


def rows(sessions: Sessions, scope: Scope, wanted: Filter, language: Language) -> Iterator[Row]:
    """Yield the heading, then what the caller may see, in short transactions however long it is."""
    yield [text.said_in(language) for text in (*FIELDS.values(), *OURS.values())]
    after: UUID | None = None
    while True:
        statement = scope.limit(wanted.apply(select(Camera, Organization)), Camera)
        statement = statement.join(Organization, Organization.id == Camera.owner_id)
        rest = statement if after is None else statement.where(Camera.id > after)
        with transaction(sessions) as session:
            found = session.execute(rest.order_by(Camera.id).limit(_BATCH)).all()
        for camera, owner in found:
            yield list(_cells(camera, owner, language))
        if len(found) < _BATCH:
            return
        after = found[-1][0].id


def csv(told: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a CSV file."""
    yield BOM
    yield from map(line, told)


def _cells(camera: Camera, owner: Organization, language: Language) -> Iterator[Cell]:
    for name in FIELDS:
        value = getattr(camera, _COLUMNS.get(name, name))
        yield WORDS[name][value].said_in(language) if name in WORDS and value else _told(value)
    yield owner.name_zh if language == "zh" else owner.name_en
    yield STATE_NAMES[camera.state].said_in(language)
    yield _told(camera.last_inferred_at)
    yield str(camera.id)


_COLUMNS = {"url": "url_masked", "group": "group_path"}


def _told(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, float):
        return value
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
