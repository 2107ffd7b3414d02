"""Every kind of receiver there is, by the name sinks carry."""

from collections.abc import Mapping

from cases.sinks.kind import Kind, ListenerOptions
from cases.sinks.kinds.cloudevents import CloudEvents
from cases.sinks.kinds.open311 import Open311
from cases.sinks.kinds.robots import DingTalk, Feishu, WeCom
from cases.sinks.kinds.smtp import Smtp
from cases.sinks.model import Sink

KINDS: Mapping[str, Kind] = {
    "cloudevents": CloudEvents(),
    "open311": Open311(),
    "wecom": WeCom(),
    "dingtalk": DingTalk(),
    "feishu": Feishu(),
    "smtp": Smtp(),
}


def hears_escalations(sink: Sink) -> bool:
    """Tell whether a sink is told of events that wait too long: people are, unless it is switched off."""
    told = KINDS[sink.kind].manner.options.model_validate(sink.options)
    return isinstance(told, ListenerOptions) and told.escalations
