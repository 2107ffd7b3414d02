"""The head gets outside, whatever the disk and the network do."""

import json
import socket
import stat
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from accounts.audit import heads, witness
from accounts.audit.heads import Head
from accounts.audit.witness import Witness
from core.clock import ManualClock
from core.database.engine import Sessions
from core.secrets import Keyring
from core.settings import Settings
from tests.accounts.audit.conftest import Check, Seal, Write
from tests.core.conftest import no_file_above

HEAD = Head(7, "ab" * 32, 70, "2026-11-22T00:00:00+00:00")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of this test's own."""
    return Settings(home=tmp_path)


def test_each_minute_the_newest_head_becomes_a_line(
    settings: Settings, sessions: Sessions, keyring: Keyring, clock: ManualClock, write: Write
) -> None:
    outside = Witness(settings)
    write(2)
    witness.keep(sessions, keyring, clock, outside)
    write(2)
    witness.keep(sessions, keyring, clock, outside)
    assert [head.number for head in _lines(settings)] == [1], "the minute is not over"
    outside.due = 0
    witness.keep(sessions, keyring, clock, outside)
    outside.due = 0
    witness.keep(sessions, keyring, clock, outside)
    assert [head.number for head in _lines(settings)] == [1, 2], "the same head once"


def test_the_last_head_is_told_at_the_stop(
    settings: Settings,
    sessions: Sessions,
    keyring: Keyring,
    clock: ManualClock,
    write: Write,
    check: Check,
) -> None:
    outside = Witness(settings)
    write(1)
    witness.keep(sessions, keyring, clock, outside)
    write(1)
    witness.close(sessions, keyring, clock, outside)
    assert [head.number for head in _lines(settings)] == [1, 2]
    report = check(heads.file_of(settings))
    assert (report.intact, report.heads, report.unsealed) == (True, 2, 0)


def test_the_file_is_for_its_owner_alone(settings: Settings) -> None:
    file = heads.file_of(settings)
    heads.append(file, HEAD.line())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert json.loads(file.read_text()) == {
        "number": 7,
        "head": "ab" * 32,
        "rows": 70,
        "at": "2026-11-22T00:00:00+00:00",
    }


def test_a_full_disk_is_said_and_tried_again_and_sealing_goes_on(
    settings: Settings,
    sessions: Sessions,
    keyring: Keyring,
    clock: ManualClock,
    write: Write,
    seal: Seal,
) -> None:
    outside = Witness(settings)
    file = heads.file_of(settings)
    heads.append(file, HEAD.line())
    before = file.read_bytes()
    write(2)
    with no_file_above(len(before) + 20), capture_logs() as logs:
        witness.keep(sessions, keyring, clock, outside)
    assert file.read_bytes() == before, "nothing torn stays"
    assert seal() == 0, "the lines are sealed all the same"
    assert [line["event"] for line in logs] == ["the audit head could not be written"]
    assert outside.due < time.monotonic() + witness.EVERY_S / 2
    outside.due = 0
    witness.keep(sessions, keyring, clock, outside)
    assert [head.number for head in _lines(settings)] == [7, 1]


def test_a_line_a_crash_tore_does_not_spoil_the_next(settings: Settings) -> None:
    file = heads.file_of(settings)
    heads.append(file, HEAD.line())
    with file.open("a") as torn:
        torn.write('{"number": 8, "he')
    assert heads.newest(file) == HEAD
    heads.append(file, HEAD.line())
    assert [Head.parse(line) for line in file.read_text().splitlines()] == [HEAD, None, HEAD]


def test_the_newest_head_of_a_long_file_is_found_without_reading_it(settings: Settings) -> None:
    file = heads.file_of(settings)
    assert heads.newest(file) is None
    file.parent.mkdir()
    file.write_text("x" * 10_000 + "\n" + HEAD.line() + "\n")
    assert heads.newest(file) == HEAD


@pytest.mark.parametrize(
    "line",
    [
        "",
        "7",
        "null",
        '{"number": 7}',
        HEAD.line().replace("ab", "xy"),
        HEAD.line().replace("7", "-7"),
    ],
)
def test_what_is_no_head_is_none(line: str) -> None:
    assert Head.parse(line) is None


def test_a_syslog_hears_of_it_by_udp(
    tmp_path: Path, sessions: Sessions, keyring: Keyring, clock: ManualClock, write: Write
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(5)
        target = f"127.0.0.1:{receiver.getsockname()[1]}"
        settings = Settings(home=tmp_path, audit_syslog=target)
        write(1)
        witness.keep(sessions, keyring, clock, Witness(settings))
        message = receiver.recv(2000).decode()
    priority_and_version, at, _, program, _, kind, structured, told = message.split(" ", 7)
    assert (priority_and_version, program, kind, structured) == (
        "<109>1",
        "algomart",
        "audit-head",
        "-",
    )
    [line] = _lines(settings)
    assert (Head.parse(told), line.at) == (line, at)


def test_a_syslog_hears_of_it_by_socket(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "log"))
        heads.send(str(tmp_path / "log"), HEAD)
        assert HEAD.line() in receiver.recv(2000).decode()


def test_a_deaf_syslog_does_not_keep_the_head_from_the_file(
    tmp_path: Path, sessions: Sessions, keyring: Keyring, clock: ManualClock, write: Write
) -> None:
    settings = Settings(home=tmp_path, audit_syslog=str(tmp_path / "nobody"))
    outside = Witness(settings)
    write(1)
    witness.keep(sessions, keyring, clock, outside)
    assert [head.number for head in _lines(settings)] == [1]
    assert outside.told == {"file": 1}


def _lines(settings: Settings) -> list[Head]:
    found = [Head.parse(line) for line in heads.file_of(settings).read_text().splitlines()]
    return [head for head in found if head]
