"""What is refused about rules of responsibility."""

from core.errors import Conflict, Invalid, TooLarge
from core.text import Text

RULE = Text("责任规则", "rule of responsibility")


class RuleInvalid(Invalid):
    """A rule names no matter, place or unit there is."""

    code = "responsibility_invalid"
    title = Text("责任规则无效", "The rule is not valid")
    detail = Text("{fault}。", "{fault}.")


class RuleTwice(Conflict):
    """There is such a rule already."""

    code = "responsibility_twice"
    title = Text("规则已存在", "There is such a rule already")
    detail = Text(
        "该事项、区域和单位的规则已存在，无需重复添加。",
        "There already is a rule for this matter, place and unit.",
    )


class RulesFileTooLarge(TooLarge):
    """The file is over the limit."""

    code = "responsibility_file_too_large"
    title = Text("文件过大", "The file is too large")
    detail = Text("文件超过 {rows} 行。", "The file has more than {rows} rows.")


class RulesFileInvalid(Invalid):
    """The file is no CSV of rules."""

    code = "responsibility_file_invalid"
    title = Text("文件无法读取", "The file cannot be read")
    detail = Text(
        "须为 UTF-8 或 GB18030 编码的 CSV，表头包含 matter、area、unit（可先导出再修改）。",
        "It must be a CSV in UTF-8 or GB18030 with the columns matter, area and unit; export one first.",
    )


class RulesFaulty(Invalid):
    """Some rows are wrong, and nothing was changed."""

    code = "responsibility_faulty"
    title = Text("文件有误，未作任何修改", "The file has faults; nothing was changed")
    detail = Text(
        "共 {count} 处问题，第一处：第 {row} 行，{fault}。请先“检查”并全部改正。",
        "There are {count} faults; the first: row {row}, {fault}. Check the file, then mend all.",
    )
