"""The way out to endpoints: only hosts an operator has listed, over TLS, at addresses that are checked."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from core.net import client
from core.net.allowed import Allowed
from core.net.networks import parse_networks
from core.settings import Settings
from core.text import Text
from registry.remote.errors import EndpointFailed, EndpointUrlRefused, RemoteOff

ANSWER_BYTES_MAX = 64 << 20
"""As much as a sandboxed child may give of one batch."""
_ROOM = 1 << 20
_URL_MOST = 500


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is, and what it is shown with every call."""

    url: str
    """`https://host[:port][/prefix]`, without a slash at its end."""
    header: str = "authorization"
    """The header of the credential; `authorization` carries it as a bearer token."""
    credential: str = field(default="", repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The credential as it is sent; nothing where there is none."""
        if not self.credential:
            return {}
        bearer = self.header == "authorization"
        return {self.header: f"Bearer {self.credential}" if bearer else self.credential}


def is_listed(url: str, settings: Settings) -> bool:
    """Tell whether the host of an URL is one that remote algorithms may be at."""
    return (urlsplit(url).hostname or "") in settings.hosts_of_remotes


def checked_url(url: str, settings: Settings) -> str:
    """Return an endpoint's URL without a slash at its end; raises `EndpointUrlRefused` or `RemoteOff`.

    Which address the name has is checked whenever a connection is made.
    """
    if not settings.hosts_of_remotes:
        raise RemoteOff
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise EndpointUrlRefused(why=_PLAIN) from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= _URL_MOST
    if parts.scheme != "https" or not parts.hostname or not plain:
        raise EndpointUrlRefused(why=_PLAIN)
    if "@" in parts.netloc or parts.query or parts.fragment or "?" in url or "#" in url:
        raise EndpointUrlRefused(why=_BARE)
    if not is_listed(url, settings):
        raise EndpointUrlRefused(why=_LISTED.filled(host=parts.hostname))
    return url.rstrip("/")


def open_http(settings: Settings, *, keeps: bool = False) -> httpx.Client:
    """Return a client that connects to allowed addresses only, follows no redirect and is bounded.

    One that `keeps` its connections is closed before long: see `registry.remote.lines`. Raises
    `EndpointFailed` where the operator's certificate authority cannot be read.
    """
    networks = parse_networks(settings.remote_networks)
    allowed = Allowed(networks, "ALGOMART_REMOTE_NETWORKS", public=True)
    return client.open_client(
        allowed,
        timeout_s=settings.remote_timeout_s,
        answer_max=ANSWER_BYTES_MAX + _ROOM,
        verify=_trusted(settings.remote_ca_file),
        keeps=keeps,
    )


def _trusted(authority: Path | None) -> ssl.SSLContext | None:
    try:
        return ssl.create_default_context(cafile=str(authority)) if authority else None
    except OSError as fault:  # an ssl.SSLError is one
        raise EndpointFailed("authority_unreadable") from fault


_PLAIN = Text("须为 https 地址", "it must be an https address")
_BARE = Text(
    "不得含用户名、密码、查询参数或锚点",
    "it must have no user, password, query or fragment",
)
_LISTED = Text(
    "主机 {host} 不在允许名单内，请系统管理员加入 ALGOMART_REMOTE_HOSTS",
    "the host {host} is not on the list; a system administrator adds it to ALGOMART_REMOTE_HOSTS",
)
