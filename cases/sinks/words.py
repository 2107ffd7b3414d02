"""A message in words, for those who read it: one line for a robot, a few for a letter. Never a picture."""

from collections.abc import Sequence
from typing import Any

from cases.lifecycle.transitions import TRANSITIONS
from cases.sinks.kind import Message
from cases.sinks.message import ESCALATED_TYPE
from core.text import Language, Text

LINE_BYTES = 190
"""A robot takes 4,096 bytes: twenty lines of this length and a heading."""
_SEVERITY = {
    "critical": Text("紧急", "critical"),
    "major": Text("重要", "major"),
    "minor": Text("一般", "minor"),
}
_CASES = Text("案件通知 {count} 条", "{count} messages about cases")
_ESCALATED = Text("事件超时未认领 {count} 条", "{count} events waiting too long")
_WAITED = Text("已等待 {minutes} 分钟无人认领", "unclaimed for {minutes} min")
_HEADING = Text("通知 {count} 条", "{count} messages")
_KINDS = {
    "waterlogging": Text("道路积水", "waterlogging"),
    "fire": Text("火情", "fire"),
}
_COLOURS = {
    "blue": Text("蓝色预警", "blue warning"),
    "yellow": Text("黄色预警", "yellow warning"),
    "orange": Text("橙色预警", "orange warning"),
    "red": Text("红色预警", "red warning"),
}
_RESPONSE = Text("{level}级响应", "response {level}")
_TRENDS = {
    "rising": Text("上涨", "rising"),
    "falling": Text("回落", "falling"),
    "steady": Text("平稳", "steady"),
}
_WHYS = {
    "opened": Text("启动响应", "response begins"),
    "raised": Text("响应升级", "raised"),
    "lowered": Text("响应降级", "lowered"),
    "over": Text("险情解除", "over"),
    "dispatch": Text("请立即处置", "act now"),
}
_TEST = Text("测试消息：推送目标可以收到消息。", "A test: this receiver gets messages.")


def heading(messages: Sequence[Message], language: Language) -> str:
    """Return what stands above the lines."""
    alike = {_heading(one) for one in messages}
    text = alike.pop() if len(alike) == 1 else _HEADING
    return text.render(language, count=len(messages))


def line(message: Message, language: Language) -> str:
    """Return one message in at most `LINE_BYTES` bytes, ended by its event's id, which tells repetitions."""
    if message.is_test:
        return _TEST.render(language)
    told = message.data["data"]
    if "emergency" in told:
        return _alarm(message, language)
    if _is_escalated(message):
        about = told["event"]
        places = [about[f"camera_{language}"], about["place"]]
        end = _WAITED.render(language, minutes=told["waited_s"] // 60)
    else:
        about = told["case"]
        places = [about["place"]]
        end = f"{about['number']} {_done(told['step'], language)}"
    return _line(about, places, f" {end} #{str(message.data['id'])[-8:]}", language)


def _alarm(message: Message, language: Language) -> str:
    """Say what residents may read as well: nothing but what the message itself has."""
    emergency, call = message.data["data"]["emergency"], message.data["data"]["call"]
    level = _level(emergency, language)
    depth, trend = emergency.get("depth_cm"), emergency.get("trend")
    measured = "" if depth is None else f"{depth:.0f} cm"
    how = _TRENDS[trend].render(language) if trend else ""
    kind, why = _KINDS[emergency["kind"]].render(language), _WHYS[call["why"]].render(language)
    parts = [f"[{level}]" if level else "", kind, emergency["place"], measured, how, why]
    parts += [call.get("name") or "", call.get("note") or ""]
    end = f" #{str(message.data['id'])[-8:]}"
    start = " ".join(part for part in parts if part).replace("\n", " ")
    return cut(start, LINE_BYTES - len(end.encode())) + end


def _level(emergency: dict[str, Any], language: Language) -> str:
    warning, response = emergency.get("warning"), emergency.get("response")
    colour = _COLOURS[warning].render(language) if warning else ""
    level = "" if response is None else _RESPONSE.render(language, level="ⅠⅡⅢⅣ"[response - 1])
    return " ".join(part for part in (colour, level) if part)


def letter(message: Message, language: Language) -> list[str]:
    """Return the lines of a letter about one message."""
    if message.is_test:
        return [line(message, language)]
    told = message.data["data"]
    if _is_escalated(message):
        url = told["event"]["page"]
    else:
        url = (told.get("emergency") or told["case"]).get("url")
    note = told.get("step", {}).get("note", "")
    lines = [line(message, language), note, url, f"event id: {message.data['id']}"]
    return [*filter(None, lines), ""]


def cut(text: str, most: int) -> str:
    """Return the text in at most so many bytes of UTF-8, whole characters only."""
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"


def _heading(message: Message) -> Text:
    if _is_escalated(message):
        return _ESCALATED
    return _HEADING if message.is_test or "emergency" in message.data["data"] else _CASES


def _done(step: dict[str, Any], language: Language) -> str:
    """Return what was done to the case, in words; an older release's step speaks for itself."""
    known = TRANSITIONS.get(step["action"])
    return known.name.render(language) if known else step["action"]


def _is_escalated(message: Message) -> bool:
    return message.data.get("type") == ESCALATED_TYPE


def _line(about: dict[str, Any], places: Sequence[str], end: str, language: Language) -> str:
    severity = _SEVERITY.get(about["severity"], Text("", "")).render(language)
    start = " ".join([f"[{severity}] {about[f'title_{language}']}", *filter(None, places)])
    return cut(start.replace("\n", " "), LINE_BYTES - len(end.encode())) + end
