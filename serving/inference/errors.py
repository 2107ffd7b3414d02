"""What callers of models are told.

* UnknownModel           404  no model of that name and version that the caller may call
* ModelElsewhere         409  its model stays with its vendor (`registry.packages.errors`)
* ModelNotReady          503  the gate has yet to look at the version again, after an upgrade
* CallInvalid            400  the call does not fit the model, or the protocol
* PictureFailed          503  the model failed on a picture
* InferencesTooOften     429  over the organization's rate
* CallsAtOnce            429  over the calls of one organization, or of all, under way
* CallTooLarge           413  over the largest call
"""

from core.errors import Invalid, NotFound, TooLarge, TooMany, Unavailable
from core.text import Text


class UnknownModel(NotFound):
    """No model of that name and version that the caller may call."""

    code = "unknown_model"
    detail = Text(
        "没有可调用的模型 {model}（Request for unknown model）。"
        "用 POST /v2/repository/index 查看可调用的模型。",
        "Request for unknown model: {model} is not found, or you may not call it. "
        "POST /v2/repository/index lists the models there are.",
    )


class ModelNotReady(Unavailable):
    """A version whose verdict is of another gate or another runtime."""

    code = "model_not_ready"
    detail = Text(
        "模型 {model} 在升级后尚待重新检测，请稍后重试。",
        "The gate has yet to look at {model} again after an upgrade; try again later.",
    )


class CallInvalid(Invalid):
    """The call does not fit the model, or the protocol."""

    code = "call_invalid"
    detail = Text("调用有误：{what}", "{what}")


class PictureFailed(Unavailable):
    """The model failed on a picture; it is started again."""

    code = "picture_failed"
    detail = Text(
        "算法处理该图片时失败，其进程将重新启动；可重试或换一张图片。",
        "The model failed on this picture; its process is started again. Try again, or another picture.",
    )


class InferencesTooOften(TooMany):
    """An organization sends more frames a minute than it may."""

    code = "inferences_too_often"
    detail = Text(
        "“{organization}”的每分钟推理次数配额为 {limit}，请在 {retry_after_s} 秒后再试，"
        "或请系统管理员调整配额。",
        "“{organization}” may have {limit} inferences a minute; try again in {retry_after_s} seconds, "
        "or ask a system administrator for more.",
    )


class CallsAtOnce(TooMany):
    """More calls are under way than are taken."""

    code = "calls_at_once"
    detail = Text(
        "同时进行的调用已达上限 {limit}，请在 {retry_after_s} 秒后再试。",
        "{limit} calls are under way, and no more are taken; try again in {retry_after_s} seconds.",
    )


class CallTooLarge(TooLarge):
    """A call is over the limit, packed or unpacked."""

    code = "call_too_large"
    detail = Text(
        "调用内容超过上限 {limit_mb} MB（ALGOMART_INFER_MAX_MB），请减小批量。",
        "The call is over the limit of {limit_mb} MB (ALGOMART_INFER_MAX_MB); send fewer frames.",
    )


def invalid(zh: str, en: str) -> CallInvalid:
    """Return the refusal of a call, in words."""
    return CallInvalid(what=Text(zh, en))
