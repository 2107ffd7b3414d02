"""Verification: walks the chain and every line under it, in constant memory, and names what is wrong."""

import hmac
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from accounts.audit import chain, guard
from accounts.audit.chain import Keys
from accounts.audit.findings import Finding, Report
from accounts.audit.heads import Head
from accounts.audit.model import AuditEntry, AuditSeal
from core.secrets import KeyMissing, Keyring

LATE = timedelta(hours=1)
_AT_ONCE = 16
_AUDIT: Table = AuditEntry.metadata.tables["audit"]


def verify(session: Session, keyring: Keyring, heads: Path | None) -> Report:
    """Check the chain, its lines, and the heads outside; the session must be a fresh one.

    It reads one snapshot: what is written meanwhile is neither missed nor reported. Without a file of heads
    a tail that was cut off, seals and lines together, goes unnoticed.
    """
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    report = Report(guarded=guard.watching(session.connection()))
    walk = _Walk(session, keyring, report)
    walk.seals()
    walk.strays()
    if heads is not None:
        _compare(session, heads, report, walk.newest)
    return report


class _Walk:
    """One pass over the seals, oldest first."""

    def __init__(self, session: Session, keyring: Keyring, report: Report) -> None:
        self.session = session
        self.keyring = keyring
        self.report = report
        self.newest = 0
        self._head: bytes | None = chain.START
        """Head of the seal before; None when that is not there."""
        self._matched = 0
        self._keys: dict[int, Keys | None] = {}

    def seals(self) -> None:
        """Check every seal and the lines it knows."""
        for seal in self._seals():
            if seal.number > self.newest + 1:
                self._missing(self.newest + 1, seal.number - 1)
            self._check(seal)
            self.newest, self._head = max(seal.number, 0), seal.head
            self.report.seals += 1
            self.report.newest = seal.head.hex()

    def strays(self) -> None:
        """Find the lines that claim a seal and are known to none."""
        sealed = func.count(_AUDIT.c.seal)
        every, claimed = self.session.execute(
            select(func.count(), sealed).select_from(_AUDIT)
        ).one()
        self.report.sealed, self.report.unsealed = claimed, every - claimed
        if claimed == self._matched:
            return
        claims = select(_AUDIT.c.seal, _AUDIT.c.id).where(_AUDIT.c.seal.is_not(None))
        rows = self.session.execute(
            claims.order_by(_AUDIT.c.seal, _AUDIT.c.id), execution_options={"yield_per": 5000}
        )
        named = self.report.named()
        for number, group in groupby(rows, key=lambda row: row.seal):
            self._stray(number, (row.id for row in group), named)

    def _stray(self, number: int, ids: Iterator[UUID], named: frozenset[UUID]) -> None:
        wanted = select(AuditSeal.entries).where(AuditSeal.number == number)
        entries = self.session.scalar(wanted)
        if entries is None:
            lines = str(sum(1 for _ in ids))
            self.report.add(Finding("lines_without_seal", seal=number, detail=lines))
            return
        known = {line for line, _ in chain.unpack(entries)} | named
        for line in ids:
            if line not in known:
                self.report.add(Finding("line_inserted", seal=number, line=line))

    def _seals(self) -> Iterator[AuditSeal]:
        after = -(2**63)
        while True:
            statement = select(AuditSeal).where(AuditSeal.number > after)
            found = self.session.scalars(statement.order_by(AuditSeal.number).limit(_AT_ONCE)).all()
            yield from found
            if not found:
                return
            after = found[-1].number
            self.session.expunge_all()

    def _missing(self, first: int, last: int) -> None:
        detail = str(first) if first == last else f"{first}-{last}"
        self.report.add(Finding("seal_removed", seal=first, detail=detail))
        self._head = None

    def _check(self, seal: AuditSeal) -> None:
        keys = self._keys_of(seal.key_number)
        if keys is None:
            key = str(seal.key_number)
            self.report.add(Finding("key_missing", seal=seal.number, detail=key))
        elif not hmac.compare_digest(chain.head_of(keys.heads, seal), seal.head):
            self.report.add(Finding("seal_changed", seal=seal.number))
        if self._head is not None and seal.previous != self._head:
            self.report.add(Finding("chain_broken", seal=seal.number))
        self._check_lines(seal, keys)

    def _check_lines(self, seal: AuditSeal, keys: Keys | None) -> None:
        known = dict(chain.unpack(seal.entries))
        wanted = chain.lines().where(_AUDIT.c.id == func.any([*known]))
        rows: dict[UUID, Any] = {row["id"]: row for row in self.session.execute(wanted).mappings()}
        for line, mac in known.items():
            self._check_line(seal, keys, line, mac, rows.get(line))

    def _check_line(
        self, seal: AuditSeal, keys: Keys | None, line: UUID, mac: bytes, row: Any
    ) -> None:
        if row is None:
            self.report.add(Finding("line_removed", seal=seal.number, line=line))
            return
        if row["seal"] == seal.number:
            self._matched += 1
        else:
            said = str(row["seal"] or "-")
            self.report.add(Finding("line_moved", seal=seal.number, line=line, detail=said))
        if keys is not None and not hmac.compare_digest(chain.line_mac(keys.lines, row), mac):
            self.report.add(Finding("line_changed", seal=seal.number, line=line))
        if seal.sealed_at - row["taken_at"] > LATE:
            self.report.late += 1

    def _keys_of(self, number: int) -> Keys | None:
        if number not in self._keys:
            try:
                self._keys[number] = Keys.of(self.keyring, number)
            except KeyMissing:
                self._keys[number] = None
        return self._keys[number]


def _compare(session: Session, path: Path, report: Report, newest: int) -> None:
    """Hold the chain against the heads that were told outside."""
    beyond: Head | None = None
    try:
        with path.open("rb") as file:
            while lines := [*islice(file, 1000)]:
                told = [head for line in lines if (head := Head.parse(line))]
                report.unreadable_heads += len(lines) - len(told)
                _hold(session, told, report)
                report.heads += len(told)
                above = [head for head in told if head.number > newest]
                beyond = max([*above, *([beyond] if beyond else [])], key=_number, default=None)
    except OSError as error:
        detail = f"{path}: {error.strerror}"
        report.add(Finding("heads_missing", detail=detail))
    if beyond is not None:
        report.add(Finding("tail_cut", seal=beyond.number, detail=beyond.at))


def _hold(session: Session, told: list[Head], report: Report) -> None:
    wanted = select(AuditSeal.number, AuditSeal.head).where(
        AuditSeal.number == func.any([head.number for head in told])
    )
    kept = {number: head.hex() for number, head in session.execute(wanted)}
    for head in told:
        if kept.get(head.number, head.head) != head.head:
            report.add(Finding("head_differs", seal=head.number, detail=head.at))


def _number(head: Head) -> int:
    return head.number
