"""What a check finds: in both languages, each with what mends it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from core.text import Text

State = Literal["passed", "noted", "failed", "not_reached"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found."""

    what: Text
    remedy: Text
    refuses: bool = True
    """False: only a note, for whoever approves the version."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values, as they stand in a report."""
        return {
            "zh": self.what.zh,
            "en": self.what.en,
            "remedy_zh": self.remedy.zh,
            "remedy_en": self.remedy.en,
            "refuses": self.refuses,
        }

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """Return the finding of plain values, printable and of a sane length: a confined child wrote them."""
        zh, en, remedy_zh, remedy_en = (
            _plain(str(said.get(name, ""))) for name in ("zh", "en", "remedy_zh", "remedy_en")
        )
        return cls(Text(zh, en), Text(remedy_zh, remedy_en), bool(said.get("refuses", True)))


_LONGEST = 2000

Findings = Iterator[Finding]


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:_LONGEST])


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one check."""

    name: str
    version: int
    title: Text
    state: State
    findings: tuple[Finding, ...] = ()
    detail: str = ""
    """What was measured or counted, in figures."""

    def as_json(self) -> dict[str, Any]:
        """Return plain values, as they stand in a report."""
        return {
            "name": self.name,
            "version": self.version,
            "title_zh": self.title.zh,
            "title_en": self.title.en,
            "state": self.state,
            "passed": self.state in ("passed", "noted"),
            "detail": self.detail,
            "findings": [finding.as_json() for finding in self.findings],
        }


def state_of(findings: tuple[Finding, ...]) -> State:
    """Return the state a check's findings amount to."""
    if any(finding.refuses for finding in findings):
        return "failed"
    return "noted" if findings else "passed"
