"""The client of a WVP-GB28181-pro platform: signing in, and its list of channels page by page."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import AlgomartError
from core.net.allowed import Allowed
from core.net.client import open_client
from core.net.failures import failure_of
from video.sources.channel import Channel

PAGE = 500
ANSWER_BYTES = 8 << 20
REQUEST_S = 30.0
CHANNELS_MAX = 300_000
_NO_CAMERAS = frozenset({"134", "135", "136", "137", "138", "200", "215", "216"})
"""Types of GB/T 28181 devices without a picture: alarms, voice, platforms, groups."""


class WvpFailed(Exception):
    """The platform did not tell; `reason` is a key of `video.sources.reasons.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Access:
    """How to sign in at a platform."""

    base_url: str
    by_token: bool
    account: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Batch:
    """A page's channels that may be cameras, and how many of its entries are none."""

    channels: tuple[Channel, ...]
    others: int


class _Row(BaseModel):
    """An entry of the list; names are the platform's."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    gbId: int = Field(gt=0)  # noqa: N815
    gbDeviceId: str | None = None  # noqa: N815
    gbName: str | None = None  # noqa: N815
    gbManufacturer: str | None = None  # noqa: N815
    gbModel: str | None = None  # noqa: N815
    gbCivilCode: str | None = None  # noqa: N815
    gbAddress: str | None = None  # noqa: N815
    gbParentId: str | None = None  # noqa: N815
    gbBusinessGroupId: str | None = None  # noqa: N815
    gbStatus: str | None = None  # noqa: N815
    gbLongitude: float | None = None  # noqa: N815
    gbLatitude: float | None = None  # noqa: N815
    gbPtzType: int | None = None  # noqa: N815
    gbRoomType: int | None = None  # noqa: N815
    gbDirectionType: int | None = None  # noqa: N815
    gbResolution: str | None = None  # noqa: N815
    gbSecrecy: int | None = None  # noqa: N815

    def channel(self) -> Channel:
        """Return it as a channel; a position of 0, 0 means that none was entered."""
        longitude, latitude = self._position()
        return Channel(
            channel_id=str(self.gbId),
            gb_id=_line(self.gbDeviceId, 64),
            name=_line(self.gbName, 200),
            place=_line(self.gbAddress, 200),
            parent_id=_line(self.gbParentId, 64),
            civil_code=_line(self.gbCivilCode, 20),
            group=_line(self.gbBusinessGroupId, 64),
            manufacturer=_line(self.gbManufacturer, 100),
            model=_line(self.gbModel, 100),
            longitude=longitude,
            latitude=latitude,
            ptz=self.gbPtzType,
            room=self.gbRoomType,
            direction=self.gbDirectionType,
            resolution=_line(self.gbResolution, 100),
            secrecy=self.gbSecrecy,
            online=None if self.gbStatus is None else self.gbStatus.upper() in ("ON", "OK", "1"),
        )

    def _position(self) -> tuple[float | None, float | None]:
        longitude, latitude = self.gbLongitude, self.gbLatitude
        if longitude is None or latitude is None or (longitude, latitude) == (0, 0):
            return None, None
        is_on_earth = -180 <= longitude <= 180 and -90 <= latitude <= 90
        return (longitude, latitude) if is_on_earth else (None, None)


class _Page(BaseModel):
    """One page of the list."""

    model_config = ConfigDict(extra="ignore")

    total: int = Field(ge=0)
    rows: list[_Row] = Field(alias="list", max_length=PAGE)


class Wvp:
    """One platform for the time of one run."""

    def __init__(self, access: Access, allowed: Allowed) -> None:
        self._access = access
        self._http = open_client(allowed, timeout_s=REQUEST_S, answer_max=ANSWER_BYTES)
        self._headers: dict[str, str] = {}

    def __enter__(self) -> "Wvp":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def batches(self) -> Iterator[Batch]:
        """Yield the channels page by page; ends once all that the platform counts were given.

        Raises `WvpFailed`, also where the list never ends, repeats itself, or is shorter than it says.
        """
        seen: set[int] = set()
        total, number = 1, 0
        while len(seen) < total:
            number += 1
            page = self._page(number)
            total = page.total
            if total > CHANNELS_MAX:
                raise WvpFailed("too_many")
            fresh = [row for row in page.rows if row.gbId not in seen]
            seen.update(row.gbId for row in fresh)
            if not fresh and len(seen) < total:
                raise WvpFailed("pages_repeat" if page.rows else "incomplete")
            yield _batch(fresh)

    def _page(self, number: int) -> _Page:
        asked = {"page": number, "count": PAGE}
        told = self._ask("/api/common/channel/list", asked)
        try:
            return _Page.model_validate(told)
        except ValidationError as error:
            raise WvpFailed("broken_answer") from error

    def _ask(self, path: str, asked: dict[str, int]) -> Any:
        """Ask as who is signed in; a session that has run out is begun again, once."""
        for attempt in range(2):
            if not self._headers or attempt:
                self._sign_in()
            answer = self._sent("GET", path, params=asked, headers=self._headers)
            if _status(answer) != 401:
                return _data(answer)
        raise WvpFailed("bad_credentials")

    def _sign_in(self) -> None:
        access = self._access
        if access.by_token:
            if not access.secret.isascii():  # no header can carry it
                raise WvpFailed("bad_credentials")
            self._headers = {"access-token": access.secret, "api-key": access.secret}
            return
        # The platform keeps and compares this digest; it is its protocol, not our protection.
        digest = hashlib.md5(access.secret.encode(), usedforsecurity=False).hexdigest()
        asked = {"username": access.account, "password": digest}
        answer = self._sent("POST", "/api/user/login", data=asked)
        if answer.status_code == 405:  # releases that take it as a query only
            answer = self._sent("GET", "/api/user/login", params=asked)
        if answer.status_code >= 500:
            raise WvpFailed("broken_answer")
        if _status(answer) != 200:
            raise WvpFailed("bad_credentials")
        data = _data(answer)
        told = data.get("accessToken") if isinstance(data, dict) else None
        token = answer.headers.get("access-token") or told
        if not isinstance(token, str) or not token.isascii():
            raise WvpFailed("broken_answer")
        self._headers = {"access-token": token}

    def _sent(self, method: str, path: str, **asked: Any) -> httpx.Response:
        try:
            return self._http.request(method, self._access.base_url + path, **asked)
        except (AlgomartError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise WvpFailed(failure_of(error)) from error


def _status(answer: httpx.Response) -> int:
    """Return the status that counts: the platform tells errors in the body, too, under HTTP 200."""
    if answer.status_code != 200:
        return answer.status_code
    code = _json(answer).get("code", 0)
    return 200 if code == 0 else code if isinstance(code, int) else 500


def _data(answer: httpx.Response) -> Any:
    status = _status(answer)
    if status in (400, 403):
        raise WvpFailed("refused")
    if status != 200:
        raise WvpFailed("broken_answer")
    told = _json(answer)
    return told.get("data", told)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        raise WvpFailed("broken_answer") from error
    if not isinstance(told, dict):
        raise WvpFailed("broken_answer")
    return told


def _batch(rows: list[_Row]) -> Batch:
    cameras = [row for row in rows if _may_be_camera(row.gbDeviceId or "")]
    return Batch(tuple(row.channel() for row in cameras), len(rows) - len(cameras))


def _may_be_camera(gb_id: str) -> bool:
    is_standard = len(gb_id) == 20 and gb_id.isdecimal()
    return not (is_standard and gb_id[10:13] in _NO_CAMERAS)


def _line(text: str | None, longest: int) -> str:
    return "".join(filter(str.isprintable, text or "")).strip()[:longest]
