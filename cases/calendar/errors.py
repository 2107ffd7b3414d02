"""What is refused about working calendars."""

from core.errors import Conflict, Invalid
from core.text import Text


class CalendarMisplaced(Conflict):
    """A working calendar belongs to a city, and to nobody else."""

    code = "calendar_misplaced"
    title = Text("工作日历属于城市", "A working calendar belongs to a city")
    detail = Text(
        "“{organization}”不是城市，不能有自己的工作日历。请在所属城市上设置。",
        "“{organization}” is no city and has no working calendar of its own. Set that of its city.",
    )


class CalendarInvalid(Invalid):
    """The days of a year contradict each other."""

    code = "calendar_invalid"
    title = Text("工作日历有误", "The working calendar is not valid")
    detail = Text("{date}：{fault}。请改正后重试。", "{date}: {fault}. Correct it and try again.")
