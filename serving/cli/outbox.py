"""`algomart outbox`: what was filed against what every receiver acknowledged."""

import json
import sys
from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cases.outbox.reconcile import Account, Reconciliation, reconcile
from cases.sinks.reasons import reason
from core.database.engine import transaction
from core.settings import Settings
from core.text import Language, Text
from serving import opening

app = typer.Typer(no_args_is_help=True, help="Messages about cases: what arrived, what is missing.")

_COLUMNS = (
    Text("推送目标", "receiver"),
    Text("应送案件", "cases owed"),
    Text("已确认", "acknowledged"),
    Text("缺少", "missing"),
    Text("等待", "waiting"),
    Text("重试中", "retrying"),
    Text("死信", "dead"),
)
_HEAD = Text("立案 {filed} 件（{since} 至 {until}）", "{filed} cases filed ({since} to {until})")
_EVEN = Text("全部送达并确认。", "Everything was acknowledged.")
_UNEVEN = Text("有未确认的案件：", "Not acknowledged:")
_UNWRITTEN = Text("立案时目标已停用", "the receiver was switched off when it was filed")


@app.callback()
def main() -> None:
    """Keep the command's name while there is only one."""


@app.command("reconcile")
def reconcile_command(
    since: Annotated[
        datetime | None, typer.Option(help="Filed from this instant on; the last 30 days.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(help="Filed before this instant.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare cases with what receivers took; exit 1 when something is missing. The database must run."""
    settings = Settings()
    services = opening.services(settings, pool_size=1)
    try:
        end = _local(until, settings) or services.clock.now()
        begin = _local(since, settings) or end - timedelta(days=30)
        with transaction(services.sessions) as session:
            found = reconcile(session, begin, end)
    finally:
        services.sessions.kw["bind"].dispose()
    if as_json:
        sys.stdout.write(json.dumps(found.plain(), ensure_ascii=False) + "\n")
    else:
        _show(found, settings)
    raise typer.Exit(0 if found.is_even else 1)


def _local(at: datetime | None, settings: Settings) -> datetime | None:
    return at.replace(tzinfo=settings.zone) if at is not None and at.tzinfo is None else at


def _show(found: Reconciliation, settings: Settings) -> None:
    language = settings.language
    console = Console(soft_wrap=True, highlight=False, markup=False)
    since, until = (
        f"{at.astimezone(settings.zone):%Y-%m-%d %H:%M}" for at in (found.since, found.until)
    )
    console.print(_HEAD.render(language, filed=found.filed, since=since, until=until))
    table = Table()
    for head in _COLUMNS:
        table.add_column(head.render(language))
    for one in found.accounts:
        states = [one.messages.get(name, 0) for name in ("waiting", "retrying", "dead")]
        counts = (one.owed, one.acknowledged, one.owed - one.acknowledged, *states)
        table.add_row(one.name, *map(str, counts))
    console.print(table)
    console.print((_EVEN if found.is_even else _UNEVEN).render(language))
    for one in found.accounts:
        _name(console, one, language)


def _name(console: Console, one: Account, language: Language) -> None:
    for missing in one.missing:
        told = reason(missing.error)
        why = getattr(told, language) if told else ""
        if missing.state == "unwritten":
            why = _UNWRITTEN.render(language)
        console.print(f"  {one.name}  {missing.number}  {missing.state}  {why}")
