"""Why a GeoReport call is refused."""

from core.errors import Invalid, NotFound
from core.text import Text


class RequestIncomplete(Invalid):
    """A parameter that GeoReport wants is missing or wrong."""

    code = "request_incomplete"
    detail = Text("参数 {name} 缺失或有误：{fault}。", "{name} is missing or wrong: {fault}.")


class ServiceUnknown(NotFound):
    """There is no service of this code."""

    code = "service_unknown"
    detail = Text(
        "没有代码为 {service_code} 的服务，请查询服务列表。",
        "There is no service with the code {service_code}; see the list of services.",
    )
