"""The sealer: many write, one seals, nothing is forgotten and nothing is sealed twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from accounts.audit import chain, sealer
from accounts.audit.model import AuditEntry, AuditSeal
from accounts.audit.service import record
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.secrets import Keyring
from tests import make
from tests.accounts.audit.conftest import Check, Seal, Write


def test_nothing_to_seal_makes_no_seal(sessions: Sessions, write: Write, seal: Seal) -> None:
    write(1)
    assert seal() > 0
    assert seal() == 0
    assert _numbers(sessions) == [1]


def test_long_queues_are_sealed_in_batches(
    sessions: Sessions,
    write: Write,
    seal: Seal,
    check: Check,
    monkeypatch: pytest.MonkeyPatch,
    keyring: Keyring,
    clock: ManualClock,
) -> None:
    lines = write(8)
    with transaction(sessions) as session:
        assert sealer.seal_batch(session, keyring, clock, limit=4) == 4
    monkeypatch.setattr(sealer, "BATCH", 4)
    seal()
    with transaction(sessions) as session:
        seals = session.scalars(select(AuditSeal).order_by(AuditSeal.number)).all()
        total = session.query(AuditEntry).count()
    sealed = [line for one in seals for line, _ in chain.unpack(one.entries)]
    assert sealed == sorted(sealed)
    assert {*lines} <= {*sealed}
    assert seals[-1].total == total == len(sealed)
    assert check().intact


def test_a_line_that_commits_late_falls_in_a_later_batch(
    sessions: Sessions, write: Write, seal: Seal, check: Check
) -> None:
    write(1)
    seal()
    with sessions() as late:
        user = make.user(late)
        late.flush()
        early = write(2)
        seal()
        late.commit()
    assert seal() > 0
    with transaction(sessions) as session:
        after = session.scalars(select(AuditEntry).filter_by(object_id=user.id)).one()
        assert (after.seal, after.id < early[0]) == (3, True)
    assert check().intact


def test_many_writers_and_two_sealers_at_once(
    sessions: Sessions, write: Write, keyring: Keyring, clock: ManualClock, check: Check
) -> None:
    write(1)
    with transaction(sessions) as session:
        user = make.user(session)
        scope = make.scope_of(user, "user.update")
    stop = threading.Event()

    def writes(number: int) -> None:
        for turn in range(20):
            with transaction(sessions) as session:
                record(session, scope, "user.update", user, after={"n": number, "t": turn})

    def seals() -> None:
        while not stop.is_set():
            sealer.seal_all(sessions, keyring, clock)

    with ThreadPoolExecutor(10) as pool:
        sealers = [pool.submit(seals) for _ in range(2)]
        for one in [pool.submit(writes, number) for number in range(8)]:
            one.result()
        stop.set()
        for one in sealers:
            one.result()
    sealer.seal_all(sessions, keyring, clock)
    report = check()
    assert (report.intact, report.unsealed) == (True, 0)
    assert report.sealed >= 160
    assert _numbers(sessions) == [*range(1, report.seals + 1)]


def test_the_second_sealer_does_not_wait_for_the_first(
    sessions: Sessions, write: Write, keyring: Keyring, clock: ManualClock
) -> None:
    write(1)
    with transaction(sessions) as first:
        assert sealer.seal_batch(first, keyring, clock) > 0
        assert sealer.seal_all(sessions, keyring, clock) == 0


def test_a_writer_does_not_wait_for_the_sealer(
    sessions: Sessions, write: Write, keyring: Keyring, clock: ManualClock
) -> None:
    write(1)
    with transaction(sessions) as sealing:
        sealer.seal_batch(sealing, keyring, clock)
        with transaction(sessions) as session:
            session.execute(text("SET LOCAL lock_timeout = '1s'"))
            written = make.user(session).id
    with sessions() as session:
        assert session.get(User, written) is not None


def test_a_sealer_killed_between_leaves_everything_as_it_was(
    sessions: Sessions, write: Write, keyring: Keyring, clock: ManualClock, check: Check
) -> None:
    write(3)
    with sessions() as killed:
        sealer.seal_batch(killed, keyring, clock)
        killed.connection().invalidate()
    assert _numbers(sessions) == []
    assert sealer.seal_all(sessions, keyring, clock) > 0
    assert check().intact


def _numbers(sessions: Sessions) -> list[int]:
    with transaction(sessions) as session:
        return [*session.scalars(select(AuditSeal.number).order_by(AuditSeal.number))]
