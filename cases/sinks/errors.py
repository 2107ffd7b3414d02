"""Why a sink is refused."""

from core.errors import Invalid
from core.text import Text


class SinkUrlRefused(Invalid):
    """The address cannot be one of a receiver."""

    code = "sink_url_refused"
    detail = Text("接收地址无效：{fault}。", "This is no address of a receiver: {fault}.")


class SinkSecretRefused(Invalid):
    """The signing secret has the wrong form."""

    code = "sink_secret_refused"
    detail = Text(
        "签名密钥须为 whsec_ 加 24 至 64 字节的 Base64；留空则自动生成。",
        "A signing secret is whsec_ followed by 24 to 64 bytes in base64; "
        "leave it out and one is made.",
    )
