"""What is refused about working calendars."""

from core.errors import Invalid
from core.text import Text

CALENDAR = Text("工作日历", "working calendar")


class CalendarInvalid(Invalid):
    """The days of a year contradict each other."""

    code = "calendar_invalid"
    title = Text("工作日历有误", "The working calendar is not valid")
    detail = Text("{date}：{fault}。请改正后重试。", "{date}: {fault}. Correct it and try again.")
