"""What a confined child answers while it unpacks an archive: results of checks, and what it hands over."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from core.text import Text
from registry.gate.findings import Finding, Result, state_of
from registry.sandbox import errand
from registry.sandbox.errand import Bounds, Part
from registry.sandbox.errors import ChildFailed, OutputRejected

_VERSION = 1
_FINDINGS = 200
ARCHIVE = "archive"


def not_reached(titles: Mapping[str, Text]) -> dict[str, Result]:
    """Return results that no check has come to yet, by the name of the check."""
    return {name: Result(name, _VERSION, title, "not_reached") for name, title in titles.items()}


def unpacked(
    module: str,
    order: dict[str, Any],
    archive: int,
    bounds: Bounds,
    results: dict[str, Result],
    take: Callable[[Part], None],
) -> None:
    """Have the archive behind a descriptor unpacked, fill in the results and hand on every other part.

    A child that the archive kills is a finding of the check `archive`. Raises `ChildFailed` where no child
    can be started at all.
    """
    confined = False
    try:
        for part in errand.send(module, order, [archive], bounds):
            if errand.CONFINED in part.head:
                confined = True
            else:
                _handed(part, results, take)
    except ChildFailed as fault:
        if not confined:
            raise
        results[ARCHIVE] = replace(results[ARCHIVE], state="failed", findings=(_blamed(fault),))


def _handed(part: Part, results: dict[str, Result], take: Callable[[Part], None]) -> None:
    head = part.head
    try:
        if "result" not in head:
            take(part)
            return
        findings = tuple(map(Finding.read, head["findings"][:_FINDINGS]))
        known = results[head["result"]]
        results[known.name] = replace(known, state=state_of(findings), findings=findings)
    except (KeyError, TypeError, ValidationError, ValueError) as fault:
        raise OutputRejected(reason="the unpacker's answer is not what it should be") from fault


def _blamed(fault: ChildFailed) -> Finding:
    what = Text(
        f"解包失败：{fault.message('zh')}", f"It could not be unpacked: {fault.message('en')}"
    )
    return Finding(what, Text("请检查压缩包并重新打包。", "Check the archive and pack it anew."))
