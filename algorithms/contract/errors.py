"""What can be wrong with an algorithm's description."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Invalid
from core.text import Language, Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place of the manifest, such as `events[0].rule.k`."""

    path: str
    text: Text

    def render(self, language: Language) -> str:
        """Return the place and what is wrong there, on one line."""
        return f"{self.path}: {self.text.zh if language == 'zh' else self.text.en}"


class ManifestRefused(Invalid):
    """The manifest breaks the contract; every fault is listed, not only the first."""

    code = "manifest_refused"
    title = Text("算法描述文件不合格", "The algorithm's manifest is not acceptable")

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(faults=self.faults)

    def message(self, language: Language) -> str:
        """Return every fault on a line of its own."""
        head = Text(
            "algorithm.yaml 有 {count} 处问题，请逐一改正：",
            "algorithm.yaml has {count} fault(s); correct each:",
        )
        lines = [f"- {fault.render(language)}" for fault in self.faults]
        return "\n".join([head.render(language, count=len(self.faults)), *lines])

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.faults,)
