"""What is refused about platforms. No message repeats an address or a secret."""

from core.errors import Conflict, Invalid
from core.text import Text


class SourceUrlRefused(Invalid):
    """The address cannot be one of a platform."""

    code = "source_url_refused"
    title = Text("平台地址无效", "The platform's address is not valid")
    detail = Text(
        "平台地址无效：{fault}。格式：https://主机:端口。",
        "The platform's address is not valid: {fault}. It looks like https://host:port.",
    )


class StreamPatternRefused(Invalid):
    """The pattern makes no address of a stream."""

    code = "stream_pattern_refused"
    title = Text("码流地址模板无效", "The pattern of stream addresses is not valid")
    detail = Text(
        "模板须以 rtsp:// 开头，并含 <gb_id> 或 <channel_id>，可含 <parent_id>，"
        "例如 rtsp://主机:554/rtp/<parent_id>_<gb_id>。",
        "The pattern begins with rtsp:// and has <gb_id> or <channel_id> in it, maybe <parent_id>: "
        "rtsp://host:554/rtp/<parent_id>_<gb_id>.",
    )


class SourceSecretMissing(Invalid):
    """The way to sign in lacks what it needs."""

    code = "source_secret_missing"
    detail = Text(
        "请填写登录凭据：password 方式需要账号和密码，token 方式需要访问令牌。",
        "Give what signing in needs: an account and its password, or an access token.",
    )


class SourceBusy(Conflict):
    """A run is under way."""

    code = "source_busy"
    detail = Text("正在同步，请等它结束。", "It is being synchronized; wait until that has ended.")


class SourceOff(Conflict):
    """The platform is switched off."""

    code = "source_off"
    detail = Text("该平台已停用，请先启用。", "The platform is switched off; switch it on first.")
