"""A message in words, for those who read it: one line for a robot, a few for a letter. Never a picture."""

from collections.abc import Sequence
from typing import Any

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
_BOTH = Text(
    "通知 {count} 条：案件与超时事件", "{count} messages: cases, and events waiting too long"
)
_WAITED = Text("已等待 {minutes} 分钟无人认领", "unclaimed for {minutes} min")
_TEST = Text("测试消息：推送目标可以收到消息。", "A test: this receiver gets messages.")


def heading(messages: Sequence[Message], language: Language) -> str:
    """Return what stands above the lines."""
    escalated = [_is_escalated(one) for one in messages]
    text = _ESCALATED if all(escalated) else _BOTH if any(escalated) else _CASES
    return text.render(language, count=len(messages))


def line(message: Message, language: Language) -> str:
    """Return one message in at most `LINE_BYTES` bytes, ended by its event's id, which tells repetitions."""
    if message.is_test:
        return _TEST.render(language)
    told = message.data["data"]
    if _is_escalated(message):
        about = told["event"]
        places = [about[f"camera_{language}"], about["place"]]
        end = _WAITED.render(language, minutes=told["waited_s"] // 60)
    else:
        about = told["case"]
        places = [about["place"]]
        end = f"{about['number']} {told['step']['action']}"
    return _line(about, places, f" {end} #{str(message.data['id'])[-8:]}", language)


def letter(message: Message, language: Language) -> list[str]:
    """Return the lines of a letter about one message."""
    if message.is_test:
        return [line(message, language)]
    told = message.data["data"]
    url = told["event"]["page"] if _is_escalated(message) else told["case"]["url"]
    return [line(message, language), url, f"event id: {message.data['id']}", ""]


def cut(text: str, most: int) -> str:
    """Return the text in at most so many bytes of UTF-8, whole characters only."""
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"


def _is_escalated(message: Message) -> bool:
    return message.data.get("type") == ESCALATED_TYPE


def _line(about: dict[str, Any], places: Sequence[str], end: str, language: Language) -> str:
    severity = _SEVERITY.get(about["severity"], Text("", "")).render(language)
    start = " ".join([f"[{severity}] {about[f'title_{language}']}", *filter(None, places)])
    return cut(start.replace("\n", " "), LINE_BYTES - len(end.encode())) + end
