"""What the gate refuses."""

from collections.abc import Mapping
from typing import Any

from core.errors import Invalid
from core.text import Language, Text


class GateFailed(Invalid):
    """Checks of the gate did not pass; every finding is listed, with what mends it."""

    code = "gate_failed"
    title = Text("未通过准入检查", "The gate was not passed")

    def __init__(self, report: Mapping[str, Any]) -> None:
        self.report = report
        super().__init__(report=report)

    def message(self, language: Language) -> str:
        """Return every finding that refuses, a line each."""
        head = Text(
            "未通过准入检查，请改正后以新版本提交：",
            "The gate was not passed. Correct this and hand in a new version:",
        )
        return "\n".join([head.said_in(language), *_lines(self.report, language)])

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.report,)


def _lines(report: Mapping[str, Any], language: Language) -> list[str]:
    return [
        f"- {check[f'title_{language}']}: {finding[language]} {finding[f'remedy_{language}']}"
        for check in report["checks"]
        for finding in check["findings"]
        if finding["refuses"]
    ]
