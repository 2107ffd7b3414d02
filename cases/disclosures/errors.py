"""What is refused about letting vendors see pictures."""

from core.errors import Conflict
from core.text import Text

DISCLOSURE = Text("公开给厂商的图片", "picture for the vendor")


class NotDisclosable(Conflict):
    """Only false alarms of an algorithm that still have their picture are for its vendor's eyes."""

    code = "not_disclosable"
    title = Text("不能公开给厂商", "Not for the vendor")
    detail = Text(
        "只有被驳回、由算法发现且图片仍在保存期内的事件，才能公开给厂商。",
        "Only an event that is rejected, that an algorithm saw, and whose picture is still kept can be shown "
        "to the vendor.",
    )
