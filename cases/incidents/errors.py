"""What is refused about incidents."""

from core.errors import Conflict
from core.text import Text


class NotTogether(Conflict):
    """The event is alone in its incident: there is nothing to take it out of."""

    code = "not_together"
    title = Text("该事件未与其他事件合并", "The event stands alone")
    detail = Text(
        "该事件没有与其他事件合并，无需拆分。",
        "This event belongs with no other; nothing to split.",
    )


class OpensTheCase(Conflict):
    """The case was filed for this event; the others can leave it, it cannot."""

    code = "opens_the_case"
    title = Text("该事件是立案依据", "The case was filed for this event")
    detail = Text(
        "案件 {number} 由该事件立案，不能将其拆出；请拆出其他事件。",
        "Case {number} was filed for this event, so it cannot leave; take the other events out.",
    )
