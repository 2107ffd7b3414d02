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
    version: int
    title_zh: str
    title_en: str
    state: State
    detail: str
    """What was measured or counted."""
    findings: list[FindingOut]


class GateReportOut(BaseModel):
    """What the gate found, check by check."""

    gate_version: int | None
    at: datetime | None
    passed: bool | None
    """Unset: the gate has not looked yet."""
    runtime: dict[str, str]
    """Versions of what the verdict is bound to."""
    measured: dict[str, float]
    checks: list[CheckOut]

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> Self:
        """Return a report as it was written to a row."""
        return cls(
            gate_version=report.get("gate_version"),
            at=report.get("at"),
            passed=report.get("passed"),
            runtime=report.get("runtime", {}),
            measured=report.get("measured", {}),
            checks=[_check(one) for one in report.get("checks", ())],
        )


def _check(said: Mapping[str, Any]) -> CheckOut:
    """The first gate wrote neither titles nor states."""
    name = said.get("name", "")
    usual = {
        "version": 1,
        "title_zh": name,
        "title_en": name,
        "state": "passed" if said.get("passed", True) else "failed",
        "detail": "",
        "findings": [],
    }
    return CheckOut.model_validate(usual | dict(said))
