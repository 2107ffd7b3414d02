"""What the gate refuses."""

from core.errors import Invalid
from core.text import Text


class GateFailed(Invalid):
    """A check of the gate did not pass."""

    code = "gate_failed"
    title = Text("未通过准入检查", "The gate was not passed")
    detail = Text(
        "准入检查“{check}”未通过：{reason}。请改正后以新版本提交。",
        "Check “{check}” of the gate did not pass: {reason}. Correct it and hand in a new version.",
    )
