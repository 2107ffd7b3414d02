"""`algomart keys`: which keys the secrets at rest are under, and how they move to a new one."""

import os
from dataclasses import dataclass

import typer

from accounts.audit.service import record
from core.database.engine import transaction
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from core.text import Text
from serving import opening
from serving.sealed import SEALED, Progress, Sealed, numbers, reseal

app = typer.Typer(no_args_is_help=True, help="Keys of the secrets at rest.")

_SOURCE = Text(
    "密钥来自 {source}，当前为第 {number} 号", "Keys from {source}; the current one is {number}"
)
_UNDER = Text(
    "{column}：第 {number} 号密钥 {count} 行", "{column}: {count} rows under key {number}"
)
_NOTHING = Text("{column}：没有机密", "{column}: no secret")
_RESUMED = Text("继续上次未完成的更换", "An earlier rotation was not finished; going on with it")
_ADDED = Text("已写入第 {number} 号密钥", "Key {number} is written")
_MOVED = Text("{column}：{moved}/{total} 行已改用新密钥", "{column}: {moved}/{total} rows moved")
_LOST = Text(
    "{column} 第 {row} 行：没有任何密钥能打开，请重新录入",
    "{column}, row {row}: no key opens it; enter it again",
)
_DONE = Text(
    "完成。旧密钥请保留：备份与审计封条仍需要它们。",
    "Done. Keep the old keys: backups and audit seals need them.",
)


@dataclass(frozen=True, slots=True)
class Keys:
    """What the trail names when keys are changed: all of them."""

    id: None = None
    __tablename__ = "keys"


@app.command()
def status() -> None:
    """Show the current key and how many secrets are under which key."""
    settings = Settings()
    services = opening.services(settings, pool_size=1)
    _say(settings, _SOURCE, source=_source(services.keyring), number=services.keyring.current)
    for sealed in SEALED:
        counts = numbers(services.sessions, sealed)
        for number, count in sorted(counts.items()):
            _say(settings, _UNDER, column=sealed.name, number=number, count=count)
        if not counts:
            _say(settings, _NOTHING, column=sealed.name)


@app.command()
def rotate() -> None:
    """Add a new current key and move every secret to it; may be repeated, also after a kill."""
    settings = Settings()
    services = opening.services(settings, pool_size=1)
    _renew(services)
    progress = [_rotated(services, sealed) for sealed in SEALED]
    moved = {one.column: one.moved for one in progress}
    lost = {one.column: [str(row) for row in one.lost] for one in progress if one.lost}
    _record(
        services, "keys.reseal", {"key": services.keyring.current, "moved": moved, "lost": lost}
    )
    if services.keyring.path is not None:
        services.keyring.end_rotation()
    if lost:
        raise typer.Exit(1)
    _say(settings, _DONE)


def _renew(services: Services) -> None:
    """Add a key, unless the setting brings them or a killed rotation left one half used."""
    keyring = services.keyring
    if keyring.path is None:
        return
    if keyring.moving:
        _say(services.settings, _RESUMED)
        return
    _record(services, "keys.add", {"key": max(keyring.keys) + 1})
    keyring.begin_rotation()
    _say(services.settings, _ADDED, number=keyring.current)


def _rotated(services: Services, sealed: Sealed) -> Progress:
    """Move one column and tell how it goes, now and then."""
    progress = Progress(sealed.name, 0)
    said = -1
    for progress in reseal(services.sessions, services.keyring, sealed):
        if progress.moved - said >= 1000:
            said = progress.moved
            _tell(services.settings, progress)
    if progress.moved != said:
        _tell(services.settings, progress)
    for row in progress.lost:
        _say(services.settings, _LOST, column=sealed.name, row=row)
    return progress


def _tell(settings: Settings, progress: Progress) -> None:
    total = max(progress.total, progress.moved)
    _say(settings, _MOVED, column=progress.column, moved=progress.moved, total=total)


def _record(services: Services, action: str, after: dict[str, object]) -> None:
    """Write the trail before a key is used: who has the machine needs no account here."""
    reason = f"algomart keys, run by user id {os.getuid()}"
    with transaction(services.sessions) as session:
        record(session, None, action, Keys(), after=after, reason=reason, clock=services.clock)


def _source(keyring: Keyring) -> str:
    return "ALGOMART_KEYS" if keyring.path is None else str(keyring.path)


def _say(settings: Settings, words: Text, **blanks: object) -> None:
    typer.echo(words.render(settings.language, **blanks))
