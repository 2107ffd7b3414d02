"""What a verification can find, in words, and the report it makes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.text import Language, Text

LISTED = 1000
"""Findings that are named; the others are only counted."""

KINDS: dict[str, Text] = {
    "line_changed": Text(
        "记录 {line} 的内容被改动（第 {seal} 号封印）。",
        "Line {line} was changed (seal {seal}).",
    ),
    "line_removed": Text(
        "记录 {line} 被删除（第 {seal} 号封印）。",
        "Line {line} was removed (seal {seal}).",
    ),
    "line_moved": Text(
        "记录 {line} 属于第 {seal} 号封印，却标为 {detail}。",
        "Line {line} belongs to seal {seal} but says {detail}.",
    ),
    "line_inserted": Text(
        "记录 {line} 自称属于第 {seal} 号封印，而该封印不含它：系事后插入。",
        "Line {line} claims seal {seal}, which does not know it: it was inserted.",
    ),
    "lines_without_seal": Text(
        "{detail} 条记录标为第 {seal} 号封印，而该封印不存在：封印被删除，或记录系事后插入。",
        "{detail} lines claim seal {seal}, which is not there: the seal was removed, "
        "or the lines were inserted.",
    ),
    "seal_changed": Text(
        "第 {seal} 号封印被改动，或不是由本系统的密钥生成。",
        "Seal {seal} was changed, or was not made with this installation's key.",
    ),
    "seal_removed": Text(
        "缺少第 {detail} 号封印。",
        "Seal {detail} is missing.",
    ),
    "chain_broken": Text(
        "第 {seal} 号封印与前一号不相连：次序被改，或前一号被替换。",
        "Seal {seal} does not follow from the one before: they were reordered, or that one was replaced.",
    ),
    "key_missing": Text(
        "第 {seal} 号封印所用的第 {detail} 号密钥不在密钥环中，无法核对。",
        "Seal {seal} was made with key {detail}, which is not among the keys: it cannot be checked.",
    ),
    "tail_cut": Text(
        "库外链头文件记有第 {seal} 号封印（{detail}），数据库中没有：尾部被截去，或恢复了旧的数据库。",
        "The file of heads knows seal {seal} ({detail}), the database does not: its tail was cut off, "
        "or an older copy was restored.",
    ),
    "head_differs": Text(
        "第 {seal} 号封印与库外链头文件（{detail}）所记不符：链被重写。",
        "Seal {seal} is not the one the file of heads tells of ({detail}): the chain was rewritten.",
    ),
    "heads_missing": Text(
        "无法读取库外链头文件：{detail}。",
        "The file of heads cannot be read: {detail}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed."""

    kind: str
    seal: int | None = None
    line: UUID | None = None
    detail: str = ""

    def message(self, language: Language) -> str:
        """Say it in one language."""
        return KINDS[self.kind].render(language, seal=self.seal, line=self.line, detail=self.detail)


@dataclass(slots=True)
class Report:
    """What a verification saw."""

    findings: list[Finding] = field(default_factory=list)
    """The first thousand."""
    found: int = 0
    """All of them."""
    seals: int = 0
    sealed: int = 0
    unsealed: int = 0
    late: int = 0
    """Lines sealed more than an hour after the instant they state."""
    heads: int = 0
    """Heads outside the database that were compared."""
    unreadable_heads: int = 0
    guarded: bool = True
    """Whether the triggers are on the tables."""
    newest: str | None = None
    """Head of the newest seal, hexadecimal."""

    @property
    def intact(self) -> bool:
        """Whether everything sealed is as it was."""
        return self.found == 0

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it while there is room."""
        self.found += 1
        if len(self.findings) < LISTED:
            self.findings.append(finding)

    def named(self) -> frozenset[UUID]:
        """Return the lines that are named so far."""
        return frozenset(one.line for one in self.findings if one.line is not None)

    def plain(self, language: Language) -> dict[str, Any]:
        """Return the report for machines."""
        told = [
            {
                "kind": one.kind,
                "seal": one.seal,
                "line": str(one.line) if one.line else None,
                "message": one.message(language),
            }
            for one in self.findings
        ]
        counts = {
            name: getattr(self, name)
            for name in ("seals", "sealed", "unsealed", "late", "heads", "unreadable_heads")
        }
        rest = {"guarded": self.guarded, "newest": self.newest, "found": self.found}
        return {"intact": self.intact} | counts | rest | {"findings": told}

    def remarks(self) -> Iterator[Text]:
        """Yield what is worth knowing though it proves nothing."""
        if self.late:
            yield Text(
                f"{self.late} 条记录在其所记时间一小时之后才封印。若当时产品并未停机，请核查。",
                f"{self.late} lines were sealed more than an hour after the time they state. "
                "Look into them unless the product was down.",
            )
        if self.unreadable_heads:
            yield Text(
                f"链头文件中有 {self.unreadable_heads} 行无法辨认，已跳过。",
                f"{self.unreadable_heads} lines of the file of heads could not be read and were passed.",
            )
        if not self.heads:
            yield Text(
                "没有可比对的库外链头：整条链被截尾或替换时无法发现。",
                "No head outside the database was compared: a tail cut off would go unnoticed.",
            )
        if not self.guarded:
            yield Text(
                "审计表上的防改触发器缺失或被停用。",
                "The triggers that guard the audit tables are missing or disabled.",
            )
