"""What is refused about key figures."""

from core.errors import Invalid
from core.text import Text

SCHEME = Text("考核方案", "weights and limit")


class MonthsInvalid(Invalid):
    """The months asked for are none, or too many."""

    code = "kpi_months_invalid"
    title = Text("月份有误", "The months are not valid")
    detail = Text(
        "起始月份不能晚于结束月份，且最多 {most} 个月。",
        "The first month must not be after the last, and there are at most {most}.",
    )
