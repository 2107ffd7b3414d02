"""Whatever is changed behind the product's back is found, and named."""

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.audit import heads, sealer
from accounts.audit.findings import KINDS, LISTED, Finding, Report
from accounts.audit.heads import Head
from accounts.audit.model import AuditEntry
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.secrets import Keyring
from tests.accounts.audit.conftest import Check, Seal, Write, kinds, somebody, tamper

CHANGES = {
    "taken_at": "taken_at + interval '1 microsecond'",
    "owner_id": "NULL",
    "user_id": "NULL",
    "login": "login || ' '",
    "address": "'10.0.0.8'",
    "action": "'user.read'",
    "object_type": "'cameras'",
    "object_id": "gen_random_uuid()",
    "before": "jsonb_set(before, '{n}', '1.50')",
    "after": "after - 'none'",
    "reason": "NULL",
}
"""Another value for every column but the id and the seal, as near to the old one as it gets."""


def test_every_column_is_changed_in_turn() -> None:
    assert {*CHANGES, "id", "seal"} == {*AuditEntry.__table__.columns.keys()}


def test_an_untouched_trail_is_intact(write: Write, seal: Seal, check: Check) -> None:
    write(3)
    seal()
    write(2)
    seal()
    write(1)
    report = check()
    assert (report.intact, report.seals, report.unsealed) == (True, 2, 1)


def test_an_empty_trail_is_intact(check: Check) -> None:
    assert check().intact


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_line_is_named(
    sessions: Sessions, write: Write, seal: Seal, check: Check, column: str
) -> None:
    line = write(3)[1]
    seal()
    change = f"UPDATE audit SET {column} = {CHANGES[column]} WHERE id = :id"  # noqa: S608
    tamper(sessions, change, id=line)
    [found] = check().findings
    assert (found.kind, found.line, found.seal) == ("line_changed", line, 1)


def test_a_line_under_another_id_is_one_removed_and_one_inserted(
    sessions: Sessions, write: Write, seal: Seal, check: Check
) -> None:
    line, other = write(3)[1], somebody()
    seal()
    tamper(sessions, "UPDATE audit SET id = :other WHERE id = :id", id=line, other=other)
    found = {(one.kind, one.line) for one in check().findings}
    assert found == {("line_removed", line), ("line_inserted", other)}


@pytest.mark.parametrize("place", [0, 4, -1], ids=["first", "middle", "last"])
def test_a_removed_line_is_named(
    sessions: Sessions, write: Write, seal: Seal, check: Check, place: int
) -> None:
    lines = write(3)
    seal()
    lines += write(3)
    seal()
    tamper(sessions, "DELETE FROM audit WHERE id = :id", id=lines[place])
    [found] = check().findings
    assert (found.kind, found.line) == ("line_removed", lines[place])


def test_an_inserted_line_is_named(
    sessions: Sessions, write: Write, seal: Seal, check: Check
) -> None:
    write(2)
    seal()
    [forged] = write(1)
    tamper(sessions, "UPDATE audit SET seal = 1 WHERE id = :id", id=forged)
    [found] = check().findings
    assert (found.kind, found.line, found.seal) == ("line_inserted", forged, 1)


def test_a_line_moved_to_another_seal_is_named_once(
    sessions: Sessions, write: Write, seal: Seal, check: Check
) -> None:
    [line] = write(1)
    seal()
    write(1)
    seal()
    tamper(sessions, "UPDATE audit SET seal = 2 WHERE id = :id", id=line)
    [found] = check().findings
    assert (found.kind, found.line, found.detail) == ("line_moved", line, "2")


def test_a_line_changed_and_given_to_the_sealer_again_is_named(
    sessions: Sessions, write: Write, seal: Seal, check: Check
) -> None:
    [line] = write(1)
    seal()
    tamper(sessions, "UPDATE audit SET seal = NULL, login = 'li' WHERE id = :id", id=line)
    seal()
    assert kinds(check()) == ["line_changed", "line_moved"]


@pytest.mark.parametrize(
    "change",
    [
        "sealed_at = sealed_at - interval '1 second'",
        "count = count - 1",
        "total = total + 1",
        "entries = substring(entries from 49)",
        "entries = set_byte(entries, 40, get_byte(entries, 40) # 1)",
        "previous = sha256(previous)",
        "head = sha256(head)",
    ],
)
def test_a_changed_seal_is_named(
    sessions: Sessions, write: Write, seal: Seal, check: Check, change: str
) -> None:
    for _ in range(3):
        write(2)
        seal()
    tamper(sessions, f"UPDATE audit_seals SET {change} WHERE number = 2")  # noqa: S608
    named = {(one.kind, one.seal) for one in check().findings}
    assert ("seal_changed", 2) in named


def test_a_seal_under_an_unknown_key_is_named(
    sessions: Sessions, write: Write, seal: Seal, check: Check
) -> None:
    write(2)
    seal()
    tamper(sessions, "UPDATE audit_seals SET key_number = 7")
    [found] = check().findings
    assert (found.kind, found.detail) == ("key_missing", "7")


def test_reordered_seals_are_named(
    sessions: Sessions, write: Write, seal: Seal, check: Check
) -> None:
    for _ in range(3):
        write(1)
        seal()
    for old, new in ((2, 9), (3, 2), (9, 3)):
        numbers = {"old": old, "new": new}
        tamper(sessions, "UPDATE audit_seals SET number = :new WHERE number = :old", **numbers)
    named = {(one.kind, one.seal) for one in check().findings}
    wanted = {(kind, seal) for kind in ("seal_changed", "chain_broken") for seal in (2, 3)}
    assert wanted <= named


@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_seal_is_named_with_its_lines(
    sessions: Sessions, write: Write, seal: Seal, check: Check, number: int
) -> None:
    for _ in range(3):
        write(2)
        seal()
    tamper(sessions, "DELETE FROM audit_seals WHERE number = :number", number=number)
    report = check()
    assert kinds(report) == ["lines_without_seal", "seal_removed"]
    assert {one.seal for one in report.findings} == {number}


def test_a_removed_last_seal_leaves_lines_that_claim_it(
    sessions: Sessions, write: Write, seal: Seal, check: Check
) -> None:
    for _ in range(2):
        write(2)
        seal()
    tamper(sessions, "DELETE FROM audit_seals WHERE number = 2")
    [found] = check().findings
    assert (found.kind, found.seal, found.detail) == ("lines_without_seal", 2, "2")


def test_a_tail_cut_off_with_its_lines_is_found_by_the_heads_outside(
    sessions: Sessions, write: Write, seal: Seal, check: Check, tmp_path: Path
) -> None:
    file = tmp_path / "heads.jsonl"
    for _ in range(3):
        write(2)
        seal()
        _tell(sessions, file)
    assert check(file).intact
    tamper(sessions, "DELETE FROM audit WHERE seal >= 2")
    tamper(sessions, "DELETE FROM audit_seals WHERE number >= 2")
    assert check().intact, "the database alone cannot know"
    [found] = check(file).findings
    assert (found.kind, found.seal) == ("tail_cut", 3)


def test_an_old_copy_that_went_on_differs_from_the_heads_outside(
    sessions: Sessions, write: Write, seal: Seal, check: Check, tmp_path: Path
) -> None:
    file = tmp_path / "heads.jsonl"
    for _ in range(2):
        write(2)
        seal()
        _tell(sessions, file)
    tamper(sessions, "DELETE FROM audit WHERE seal = 2")
    tamper(sessions, "DELETE FROM audit_seals WHERE number = 2")
    write(2)
    seal()
    [found] = check(file).findings
    assert (found.kind, found.seal) == ("head_differs", 2)


def test_a_chain_made_with_another_key_is_not_ours(write: Write, seal: Seal, check: Check) -> None:
    write(1)
    seal()
    other = Keyring(current=1, keys={1: b"x" * 32})
    assert kinds(check(ring=other))[:2] == ["line_changed", "line_changed"]
    assert "seal_changed" in kinds(check(ring=other))


def test_a_key_rotated_between_seals_changes_nothing(
    sessions: Sessions, write: Write, check: Check, clock: ManualClock
) -> None:
    old = Keyring(current=1, keys={1: b"1" * 32})
    new = Keyring(current=2, keys={1: b"1" * 32, 2: b"2" * 32})
    for ring in (old, new, new):
        write(2)
        sealer.seal_all(sessions, ring, clock)
    assert check(ring=new).intact
    assert kinds(check(ring=old)) == ["key_missing", "key_missing"]


def test_unreadable_heads_are_counted_and_a_missing_file_is_found(
    sessions: Sessions, write: Write, seal: Seal, check: Check, tmp_path: Path
) -> None:
    file = tmp_path / "heads.jsonl"
    write(1)
    seal()
    _tell(sessions, file)
    file.write_text("torn {\n\n[]\n" + file.read_text())
    report = check(file)
    assert (report.intact, report.heads, report.unreadable_heads) == (True, 1, 3)
    assert kinds(check(tmp_path / "none")) == ["heads_missing"]


def test_lines_that_were_backdated_are_counted(
    write: Write, seal: Seal, check: Check, clock: ManualClock
) -> None:
    seal()
    write(2)
    clock.advance(7200)
    seal()
    assert check().late >= 2


def test_nothing_written_meanwhile_disturbs(write: Write, seal: Seal, check: Check) -> None:
    write(4)
    seal()
    write(4)
    report = check()
    assert (report.intact, report.unsealed) == (True, 4)


def test_only_the_first_thousand_are_named_and_all_are_counted() -> None:
    report = Report()
    for _ in range(LISTED + 5):
        report.add(Finding("line_removed", seal=1, line=somebody()))
    assert (len(report.findings), report.found) == (LISTED, LISTED + 5)


@pytest.mark.parametrize("kind", KINDS)
def test_every_finding_says_itself_in_both_languages(kind: str) -> None:
    finding = Finding(kind, seal=5, line=somebody(), detail="6")
    report = Report()
    report.add(finding)
    [told] = report.plain("zh")["findings"]
    assert told["message"] == finding.message("zh") != finding.message("en")
    assert json.dumps(told)


def _tell(sessions: Sessions, file: Path) -> None:
    with transaction(sessions) as session:
        newest: Any = sealer.last(session)
        heads.append(file, Head.of(newest, newest.sealed_at).line())
