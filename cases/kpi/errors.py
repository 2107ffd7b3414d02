"""What is refused about key figures."""

from core.errors import Conflict, Invalid
from core.text import Text


class SchemeMisplaced(Conflict):
    """Weights and limits belong to a city."""

    code = "kpi_scheme_misplaced"
    title = Text("考核方案属于城市", "Weights and limits belong to a city")
    detail = Text(
        "“{organization}”不是城市，不能有自己的考核方案。请在所属城市上设置。",
        "“{organization}” is no city and has no weights or limits of its own. Set those of its city.",
    )


class MonthsInvalid(Invalid):
    """The months asked for are none, or too many."""

    code = "kpi_months_invalid"
    title = Text("月份有误", "The months are not valid")
    detail = Text(
        "起始月份不能晚于结束月份，且最多 {most} 个月。",
        "The first month must not be after the last, and there are at most {most}.",
    )
