"""Why a delivery is refused."""

from core.errors import Conflict
from core.text import Text


class AlreadyDelivered(Conflict):
    """There is nothing to send again."""

    code = "already_delivered"
    detail = Text(
        "该消息已送达，无需重发。", "This message was delivered; there is nothing to retry."
    )
