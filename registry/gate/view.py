"""A report as the API shows it, whatever version of the gate wrote it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from registry.gate.findings import State


class FindingOut(BaseModel):
    """One thing a check found, and what mends it."""

    model_config = ConfigDict(extra="ignore")

    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    refuses: bool
    """False: a note for whoever approves."""


class CheckOut(BaseModel):
    """What became of one check."""

    model_config = ConfigDict(extra="ignore")

    name: str
    version: int = 1
    title_zh: str
    title_en: str
    state: State
    detail: str = ""
    """What was measured or counted."""
    findings: list[FindingOut] = []


class GateReportOut(BaseModel):
    """What the gate found, check by check."""

    gate_version: int | None = None
    at: datetime | None = None
    passed: bool | None = None
    """Unset: the gate has not looked yet."""
    runtime: dict[str, str] = {}
    """Versions of what the verdict is bound to."""
    measured: dict[str, float] = {}
    checks: list[CheckOut] = []

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Self:
        """Return a report as it was written to a row."""
        named = {name: report[name] for name in cls.model_fields.keys() & report.keys()}
        checks = [_filled(check) for check in report.get("checks", ())]
        return cls.model_validate(named | {"checks": checks})


def _filled(check: Mapping[str, Any]) -> dict[str, Any]:
    """The first gate wrote neither titles nor states."""
    name = check.get("name", "")
    state = "passed" if check.get("passed", True) else "failed"
    return {"title_zh": name, "title_en": name, "state": state} | dict(check)
