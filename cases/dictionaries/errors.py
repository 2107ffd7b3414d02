"""What is refused about a city's dictionary."""

from core.errors import Conflict, Invalid, NotFound
from core.text import Text

DICTIONARY = Text("事项字典", "dictionary of matters")
MATTER = Text("事项", "matter")
MAPPING = Text("事件类型对应关系", "mapping of an event type")


class CodeRefused(Invalid):
    """The code is none that a local extension may have."""

    code = "matter_code_refused"
    detail = Text(
        "扩展事项代码 {given} 无效：{fault}。留空则自动编号。",
        "A local extension cannot have the code {given}: {fault}. Leave it out and one is given.",
    )


class StandardFixed(Conflict):
    """What the standard says of a matter is not changed."""

    code = "matter_is_standard"
    detail = Text(
        "“{name}”是国家标准事项，名称不可修改；可修改时限、应急代码或停用，或新增扩展事项。",
        "“{name}” is the national standard's: its names stay. Change its limits or its emergency "
        "code, switch it off, or add an extension of your own.",
    )


class NoMatter(NotFound):
    """The city's dictionary has no such matter, or it is switched off."""

    code = "matter_unknown"
    detail = Text(
        "本市事项字典中没有启用的事项 {id}，请从字典中选择。",
        "The city's dictionary has no matter {id} in use; choose one of it.",
    )
