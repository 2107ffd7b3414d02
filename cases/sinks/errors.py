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


class SinkSecretMissing(Invalid):
    """A kind that cannot do without a secret was given none."""

    code = "sink_secret_missing"
    detail = Text(
        "请填写密钥：机器人填写完整的 Webhook 地址，Open311 填写 api_key。",
        "Enter the secret: for a robot its whole webhook address, for Open311 the api_key.",
    )


class SinkAudienceRefused(Invalid):
    """A kind that knows cases only cannot tell anybody of an emergency."""

    code = "sink_audience_refused"
    detail = Text(
        "Open311 接收方只能接收案件，请把接收对象设为“案件”。",
        "An Open311 receiver takes cases only; let its audience be “cases”.",
    )


class SinkOptionsRefused(Invalid):
    """An option does not fit the kind of the sink."""

    code = "sink_options_refused"
    detail = Text(
        "选项 {option} 不适用于 {kind} 或取值有误。请对照接口文档修改。",
        "The option {option} does not fit a sink of the kind {kind}, or its value is wrong; "
        "see the API's document.",
    )
