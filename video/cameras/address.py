"""The address of a camera: what may be entered, and what of it may be shown."""

import re
from urllib.parse import SplitResult, unquote, urlsplit

from core.masking import MASK
from core.net.allowed import Allowed
from core.net.networks import parse_networks
from core.net.resolve import check_host
from core.settings import Settings
from core.text import Text
from video.cameras.errors import CameraUrlInvalid
from video.readers.probe import PORTS

LONGEST = 2048
SCHEMES = ("rtsp", "rtsps")

_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_UNFIT_NAME = re.compile(r'[\x00-\x1f\x7f"]')
_HOST = re.compile(r"[0-9A-Za-z:._-]+")


def networks(settings: Settings) -> Allowed:
    """Return where cameras may be: in the listed networks and nowhere else."""
    listed = parse_networks(settings.camera_networks)
    return Allowed(listed, "ALGOMART_CAMERA_NETWORKS", public=False)


def check(url: str, allowed: Allowed) -> str:
    """Return the address without surrounding blanks; raises `CameraUrlInvalid` where it is unusable.

    A host written as an IP address must be an allowed one; a name is resolved and checked by the reader,
    whenever it connects.
    """
    url = url.strip()
    if not url or len(url) > LONGEST or _UNFIT.search(url):
        raise _invalid(
            "为空、过长或含有空格等非法字符", "it is empty, too long, or has blanks in it"
        )
    if MASK in url:
        raise _invalid(
            f"{MASK} 是隐藏的凭据，请填写真实凭据",
            f"{MASK} stands for hidden credentials; enter the real ones",
        )
    parts = _split(url)
    if parts.scheme not in SCHEMES:
        raise _invalid("只支持 rtsp:// 或 rtsps://", "only rtsp:// and rtsps:// are supported")
    host = parts.hostname or ""
    if not _HOST.fullmatch(host) or max(map(len, host.split("."))) > 63 or ".." in host:
        raise _invalid("缺少主机名或主机名有误", "the host is missing or malformed")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if _UNFIT_NAME.search(user) or _UNFIT_NAME.search(password.replace('"', "")):
        raise _invalid("用户名或密码含有非法字符", "user name or password has unfit characters")
    check_host(host, allowed)
    return url


def recorder_of(url: str) -> str:
    """Return `host:port` of an address, masked or clear: what cameras of one recorder have in common."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or PORTS[parts.scheme]}"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        unusable = parts.port == 0
    except ValueError as error:  # a port that is no number, a bracket that never closes
        raise _invalid("主机或端口有误", "host or port is malformed") from error
    if unusable:
        raise _invalid("端口有误", "the port is malformed")
    return parts


def _invalid(zh: str, en: str) -> CameraUrlInvalid:
    return CameraUrlInvalid(reason=Text(zh, en))
