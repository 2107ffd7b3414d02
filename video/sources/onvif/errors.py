"""What is refused about look-ups."""

from core.errors import Conflict, Invalid, TooMany
from core.text import Text


class TicketInvalid(Invalid):
    """The ticket of a look-up is not ours, not this person's, or too old."""

    code = "ticket_invalid"
    title = Text("查询结果已失效", "The look-up is no longer valid")
    detail = Text(
        "码流查询结果已过期或不属于您，请重新查询。",
        "The look-up has run out or was somebody else's; look the streams up again.",
    )


class DiscoveryOff(Conflict):
    """The operator does not let the local network be searched."""

    code = "discovery_off"
    title = Text("未开启网段搜索", "Searching the network is off")
    detail = Text(
        "未开启本网段搜索。请填写设备地址查询，或由系统管理员开启 ALGOMART_CAMERA_DISCOVERY。",
        "Searching the local network is off. Look a device up by its address, or ask a system "
        "administrator to switch ALGOMART_CAMERA_DISCOVERY on.",
    )


class LookupsTooOften(TooMany):
    """One person looks devices up faster than anybody types addresses."""

    code = "lookups_too_often"
    detail = Text(
        "每分钟最多查询 {limit} 次，请在 {retry_after_s} 秒后再试。",
        "Devices may be looked up {limit} times a minute; try again in {retry_after_s} seconds.",
    )


class LookupsBusy(TooMany):
    """As many look-ups as may be are under way already."""

    code = "lookups_busy"
    detail = Text(
        "正在查询的设备已达 {limit} 台，请几秒后再试。",
        "{limit} devices are being looked up right now; try again in some seconds.",
    )
