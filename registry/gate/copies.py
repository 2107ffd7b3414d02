"""Are these the weights of somebody else's goods?"""

from collections.abc import Callable

from core.text import Text
from registry.gate.findings import Finding, Result, state_of

TITLE = Text("与已有模型比对", "Copies of known models")


def same_weights(fingerprint: str | None, known: Callable[[str], str | None]) -> Result:
    """Refuse weights that another vendor handed in before."""
    title = known(fingerprint) if fingerprint else None
    findings: tuple[Finding, ...] = ()
    if title is not None:
        findings = (
            Finding(
                Text(
                    f"权重与另一厂商的“{title}”完全相同。",
                    f"Another vendor's “{title}” has the same weights.",
                ),
                Text(
                    "请提交自己的模型；如确有授权，请联系平台。",
                    "Hand in your own model, or tell the platform who licensed it.",
                ),
            ),
        )
    return Result("copies", 1, TITLE, state_of(findings), findings)
