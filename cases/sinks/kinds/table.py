"""Every kind of receiver there is, by the name sinks carry."""

from collections.abc import Mapping

from cases.sinks.kind import Kind
from cases.sinks.kinds.cloudevents import CloudEvents
from cases.sinks.kinds.open311 import Open311
from cases.sinks.kinds.robots import DingTalk, Feishu, WeCom
from cases.sinks.kinds.smtp import Smtp

KINDS: Mapping[str, Kind] = {
    "cloudevents": CloudEvents(),
    "open311": Open311(),
    "wecom": WeCom(),
    "dingtalk": DingTalk(),
    "feishu": Feishu(),
    "smtp": Smtp(),
}
