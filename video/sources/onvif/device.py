"""Asking one device for its streams. Nothing it says is believed: not where it sends us, nor that it ends."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Literal
from urllib.parse import SplitResult, quote, urlsplit
from xml.etree.ElementTree import Element  # nosec B405  # the type; defusedxml parses

import httpx

from core.clock import Clock
from core.errors import AlgomartError
from core.net.failures import failure_of
from video.sources.onvif.soap import (
    Unreadable,
    envelope,
    every,
    number_of,
    parse,
    text_of,
    username_token,
)

ANSWER_BYTES = 256 * 1024
CALL_S = 5.0
"""A call is given so long; a look-up altogether LOOKUP_S."""
LOOKUP_S = 25.0
PROFILES_MAX = 16
PATH = "/onvif/device_service"

_DEVICE = "http://www.onvif.org/ver10/device/wsdl"
_MEDIA = "http://www.onvif.org/ver10/media/wsdl"
_SCHEMA = "http://www.onvif.org/ver10/schema"

Role = Literal["main", "sub"]


class LookupFailed(Exception):
    """The device did not tell; `reason` is a key of `video.sources.reasons.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Profile:
    """One stream a device offers."""

    token: str
    name: str
    url: str = field(repr=False)
    """RTSP, at the host that was asked, with the credentials that were given."""
    snapshot_url: str = field(repr=False)
    """Where the device gives single pictures, without credentials; empty where it does not."""
    codec: str
    width: int | None
    height: int | None
    fps: float | None
    role: Role = "sub"


@dataclass(frozen=True, slots=True)
class Device:
    """What a device says of itself, and its streams, the largest picture first."""

    manufacturer: str
    model: str
    profiles: tuple[Profile, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """Who asks."""

    user: str
    password: str = field(repr=False)


class Asker:
    """Speaks to one device, at the host that was asked and nowhere else.

    Whatever other host a device names, for its services or its streams, is replaced by the one that was
    asked: cameras behind NAT name addresses nobody reaches, and a hostile one would have our credentials
    sent elsewhere.
    """

    def __init__(self, http: httpx.Client, url: str, account: Account, clock: Clock) -> None:
        self._http, self._account, self._clock = http, account, clock
        self._url = urlsplit(url)
        self._ahead = timedelta(0)
        self._until = time.monotonic() + LOOKUP_S

    def device(self) -> Device:
        """Return the device with its streams; raises `LookupFailed`."""
        self._set_clock()
        media = self._media()
        told = self._call(self._url, f'<GetDeviceInformation xmlns="{_DEVICE}"/>')
        found = [*self._profiles(media)]
        if not found:
            raise LookupFailed("no_profiles")
        made = _line(text_of(told, "GetDeviceInformationResponse", "Manufacturer"))
        model = _line(text_of(told, "GetDeviceInformationResponse", "Model"))
        return Device(made, model, _ranked(found))

    def _set_clock(self) -> None:
        """Learn how far the device's clock is ahead of ours: its check of the token goes by it."""
        asked = f'<GetSystemDateAndTime xmlns="{_DEVICE}"/>'
        told = next(iter(every(self._call(self._url, asked, signed=False), "UTCDateTime")), None)
        if told is None:
            return
        date = [int(number_of(told, "Date", name) or 0) for name in ("Year", "Month", "Day")]
        time_ = [int(number_of(told, "Time", name) or 0) for name in ("Hour", "Minute", "Second")]
        try:
            theirs = datetime(*date, *time_, tzinfo=UTC)  # type: ignore[arg-type,misc]
        except (ValueError, OverflowError):  # a clock that was never set
            return
        self._ahead = theirs - self._clock.now()

    def _media(self) -> SplitResult:
        asked = f'<GetServices xmlns="{_DEVICE}"><IncludeCapability>false</IncludeCapability></GetServices>'
        try:
            services = every(self._call(self._url, asked), "Service")
        except LookupFailed as failed:
            if failed.reason != "device_fault":
                raise
            services = []  # older devices know GetCapabilities only
        for service in services:
            if text_of(service, "Namespace") == _MEDIA:
                return self._here(text_of(service, "XAddr"))
        asked = f'<GetCapabilities xmlns="{_DEVICE}"><Category>Media</Category></GetCapabilities>'
        for media in every(self._call(self._url, asked), "Media"):
            if address := text_of(media, "XAddr"):
                return self._here(address)
        raise LookupFailed("no_media")

    def _profiles(self, media: SplitResult) -> Iterator[Profile]:
        asked = self._call(media, f'<GetProfiles xmlns="{_MEDIA}"/>')
        for told in every(asked, "Profiles")[:PROFILES_MAX]:
            encoder = told.find("./{*}VideoEncoderConfiguration")
            token = told.get("token", "")
            if encoder is None or not 0 < len(token) <= 128:
                continue
            width = number_of(encoder, "Resolution", "Width")
            height = number_of(encoder, "Resolution", "Height")
            url = self._stream(media, token)
            if url is None:
                continue
            yield Profile(
                token=token,
                name=_line(text_of(told, "Name")),
                url=url,
                snapshot_url=self._snapshot(media, token),
                codec=_line(text_of(encoder, "Encoding"))[:20],
                width=None if width is None else int(width),
                height=None if height is None else int(height),
                fps=number_of(encoder, "RateControl", "FrameRateLimit"),
            )

    def _stream(self, media: SplitResult, token: str) -> str | None:
        asked = (
            f'<GetStreamUri xmlns="{_MEDIA}"><StreamSetup>'
            f'<Stream xmlns="{_SCHEMA}">RTP-Unicast</Stream>'
            f'<Transport xmlns="{_SCHEMA}"><Protocol>RTSP</Protocol></Transport></StreamSetup>'
            f"<ProfileToken>{escape(token)}</ProfileToken></GetStreamUri>"
        )
        uri = self._uri(media, asked)
        if uri is None or uri.scheme not in ("rtsp", "rtsps"):
            return None
        user = self._account.user
        if not user:
            return uri.geturl()
        secret = f"{quote(user, safe='')}:{quote(self._account.password, safe='')}"
        return uri._replace(netloc=f"{secret}@{uri.netloc}").geturl()

    def _snapshot(self, media: SplitResult, token: str) -> str:
        asked = f"<ProfileToken>{escape(token)}</ProfileToken>"
        try:
            uri = self._uri(media, f'<GetSnapshotUri xmlns="{_MEDIA}">{asked}</GetSnapshotUri>')
        except LookupFailed:  # not every device takes single pictures
            return ""
        return uri.geturl() if uri is not None and uri.scheme in ("http", "https") else ""

    def _uri(self, media: SplitResult, asked: str) -> SplitResult | None:
        told = every(self._call(media, asked), "Uri")
        address = (told[0].text or "").strip() if told else ""
        return self._here(address) if 0 < len(address) <= 1024 and address.isprintable() else None

    def _here(self, address: str) -> SplitResult:
        """Return an address that a device named, at the host that was asked, without its credentials."""
        try:
            named = urlsplit(address)
            port = named.port
        except ValueError as error:
            raise LookupFailed("broken_answer") from error
        host = self._url.netloc.rpartition("@")[2]
        bare = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        return named._replace(netloc=f"{bare}:{port}" if port else bare)

    def _call(self, url: SplitResult, body: str, *, signed: bool = True) -> Element:
        """Send one request and return the answer's body; raises `LookupFailed`."""
        if time.monotonic() > self._until:
            raise LookupFailed("no_answer")
        header = ""
        if signed and self._account.user:
            now = self._clock.now() + self._ahead
            header = username_token(self._account.user, self._account.password, now)
        content = {"content-type": "application/soap+xml; charset=utf-8"}
        try:
            answer = self._http.post(url.geturl(), content=envelope(body, header), headers=content)
            if answer.status_code in (401, 403):
                raise LookupFailed("bad_credentials")
            return _body(answer)
        except (AlgomartError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise LookupFailed(failure_of(error)) from error


def _body(answer: httpx.Response) -> Element:
    try:
        tree = parse(answer.content)
    except Unreadable as error:
        raise LookupFailed("not_onvif") from error
    body = tree.find("./{*}Body")
    if body is None or not tree.tag.endswith("}Envelope"):
        raise LookupFailed("not_onvif")
    faults = every(body, "Fault")
    if faults:
        codes = {(one.text or "").rpartition(":")[2] for one in every(faults[0], "Value")}
        refused = codes & {"NotAuthorized", "FailedAuthentication", "SenderNotAuthorized"}
        raise LookupFailed("bad_credentials" if refused else "device_fault")
    if answer.status_code != 200:
        raise LookupFailed("not_onvif")
    return body


def _ranked(found: list[Profile]) -> tuple[Profile, ...]:
    """Return the streams, the largest picture first; that one is the main stream."""
    found.sort(key=lambda one: (one.width or 0) * (one.height or 0), reverse=True)
    return tuple(replace(one, role="sub" if place else "main") for place, one in enumerate(found))


def _line(text: str) -> str:
    """Return what a device calls something, fit to be shown."""
    return "".join(filter(str.isprintable, text))[:100]
