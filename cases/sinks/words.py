"""A message in words, for those who read it: one line for a robot, a few for a letter. Never a picture."""

from collections.abc import Sequence

from cases.sinks.kind import Message
from core.text import Language, Text

LINE_BYTES = 190
"""A robot takes 4,096 bytes: twenty lines of this length and a heading."""
_SEVERITY = {
    "critical": Text("紧急", "critical"),
    "major": Text("较重", "major"),
    "minor": Text("一般", "minor"),
}
_HEADING = Text("案件通知 {count} 条", "{count} messages about cases")
_TEST = Text("测试消息：推送目标可以收到消息。", "A test: this receiver gets messages.")


def heading(messages: Sequence[Message], language: Language) -> str:
    """Return what stands above the lines."""
    return _HEADING.render(language, count=len(messages))


def line(message: Message, language: Language) -> str:
    """Return one message in at most `LINE_BYTES` bytes, ended by its event's id, which tells repetitions."""
    if message.is_test:
        return _TEST.render(language)
    case, step = message.data["data"]["case"], message.data["data"]["step"]
    title = case["title_zh"] if language == "zh" else case["title_en"]
    severity = _SEVERITY.get(case["severity"], Text("", "")).render(language)
    end = f" {case['number']} {step['action']} #{str(message.data['id'])[-8:]}"
    start = f"[{severity}] {title} {case['place']}".replace("\n", " ")
    return cut(start, LINE_BYTES - len(end.encode())) + end


def letter(message: Message, language: Language) -> list[str]:
    """Return the lines of a letter about one message."""
    if message.is_test:
        return [line(message, language)]
    case = message.data["data"]["case"]
    return [line(message, language), case["url"], f"event id: {message.data['id']}", ""]


def cut(text: str, most: int) -> str:
    """Return the text in at most so many bytes of UTF-8, whole characters only."""
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode(errors="ignore") + "…"
