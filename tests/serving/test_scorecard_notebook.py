"""The notebook about scorecards, executed by a department's viewer and by a vendor."""

from pathlib import Path

import pytest

from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.tokens import service as tokens
from core.database.engine import transaction
from core.intervals import wilson
from tests.serving.belongings import user
from tests.serving.field import Field, field
from tests.serving.notebooks import executed

__all__ = ["field"]
NOTEBOOK = "03_read_the_scorecard.ipynb"


@pytest.fixture
def judged(field: Field) -> Field:
    """An hour of looking for each subscription, and verdicts of two departments."""
    for of in (field.lake, field.bridge, field.tunnel):
        field.looked(of)
    for said in ("confirm", "confirm", "confirm", "reject", None):
        field.saw(field.lake, said)
    field.saw(field.bridge, "reject")
    field.saw(field.tunnel, "confirm")
    return field


def read(field: Field, owner: Organization, role: Role, home: Path) -> str:
    """Return what the notebook shows somebody of November."""
    with transaction(field.services.sessions) as session:
        who = user(session, session.get_one(Organization, owner.id), role)
        token = tokens.issue(
            session, None, who, tokens.Wanted("notebook", 1), field.services.clock
        ).secret
    return executed(NOTEBOOK, field.app, token, home, MONTH="2026-11")


def told(right: int, of: int) -> str:
    """Return a precision and its interval as two cells of a table."""
    share, (low, high) = right / of, wilson(right, of) or (0, 0)
    return f"<td>{share:.1%}</td><td>{low:.1%} to {high:.1%}</td>"


def test_a_department_reads_versions_groups_reasons_and_its_statement(
    judged: Field, tmp_path: Path
) -> None:
    shown = read(judged, judged.parks, Role.VIEWER, tmp_path)
    assert f"<td>Fire 1.0.0</td><td>5</td><td>1</td><td>1</td>{told(3, 4)}" in shown
    assert f"<td>Fire 1.0.0 · 秘密分组</td><td>5</td><td>1</td><td>1</td>{told(3, 4)}" in shown
    assert "<td>Lights, reflections</td><td>1</td><td>100.0%</td>" in shown
    assert "wait for more verdicts" in shown
    assert "24.00 false alarms for each camera and day" in shown
    assert "<td>Parks</td><td>Vendor</td><td>Fire</td><td>1.0</td><td>720</td><td>3</td>" in shown
    assert "2026-11 is not closed yet." in shown
    assert "Roads" not in shown


@pytest.mark.long
def test_a_vendor_reads_its_own_goods_by_district(judged: Field, tmp_path: Path) -> None:
    shown = read(judged, judged.vendor, Role.VENDOR, tmp_path)
    assert f"<td>Fire 1.0.0</td><td>6</td><td>1</td><td>2</td>{told(3, 5)}" in shown
    assert f"<td>Fire 1.0.0 · 370203</td><td>1</td><td>0</td><td>1</td>{told(0, 1)}" in shown
    assert "秘密" not in shown
    assert "Rival" not in shown
