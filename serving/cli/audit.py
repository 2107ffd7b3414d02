"""`algomart audit`: is the trail what it was, and a copy of it, from the machine the product runs on."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import select

from accounts.audit import export as files
from accounts.audit import heads as outside
from accounts.audit import service
from accounts.audit.findings import Report
from accounts.audit.model import AuditEntry
from accounts.audit.verify import verify as walk
from core.database.engine import transaction
from core.http.services import Services
from core.settings import Settings
from core.text import Language, Text
from serving import opening

app = typer.Typer(no_args_is_help=True, help="The audit trail: verify it, export it.")

_INTACT = Text("审计记录完好。", "The trail is intact.")
_BROKEN = Text("发现 {found} 处问题。", "{found} findings.")
_COUNTS = Text(
    "{seals} 个封印，{sealed} 条已封印，{unsealed} 条待封印；比对了 {heads} 个库外链头。",
    "{seals} seals, {sealed} lines sealed, {unsealed} not yet; {heads} heads outside compared.",
)


@app.command()
def verify(
    heads: Annotated[
        Path | None,
        typer.Option(help="File of heads kept outside the database; the configured one if there."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check every seal and line; exit 1 when something was changed. The product must be running."""
    settings = Settings()
    kept = heads or outside.file_of(settings)
    with _opened(settings) as services, transaction(services.sessions) as session:
        report = walk(session, services.keyring, kept if heads or kept.exists() else None)
    _show(report, settings.language, as_json)
    raise typer.Exit(0 if report.intact else 1)


@app.command()
def export(
    since: Annotated[
        datetime | None, typer.Option(help="From this instant on; local time without an offset.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this instant.")] = None,
    form: Annotated[str, typer.Option("--format", help="jsonl or csv.")] = "jsonl",
) -> None:
    """Write the trail to the standard output, oldest first; the export is itself audited."""
    if form not in ("jsonl", "csv"):
        raise typer.BadParameter("jsonl or csv", param_hint="--format")
    chosen: files.Format = "csv" if form == "csv" else "jsonl"
    settings = Settings()
    with _opened(settings) as services:
        until = _local(until, settings) or services.clock.now()
        bounds = {"since": _local(since, settings), "until": until}
        with transaction(services.sessions) as session:
            service.record_export(session, None, bounds | {"format": form}, clock=services.clock)
        _write(services, chosen, bounds)


@contextmanager
def _opened(settings: Settings) -> Iterator[Services]:
    services = opening.services(settings, pool_size=1)
    try:
        yield services
    finally:
        services.sessions.kw["bind"].dispose()


def _write(services: Services, form: files.Format, bounds: dict[str, datetime | None]) -> None:
    statement = service.narrow(select(AuditEntry), since=bounds["since"], until=bounds["until"])
    for line in files.stream(services.sessions, statement, form):
        sys.stdout.write(line)


def _local(at: datetime | None, settings: Settings) -> datetime | None:
    return at.replace(tzinfo=settings.zone) if at is not None and at.tzinfo is None else at


def _show(report: Report, language: Language, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(report.plain(language), ensure_ascii=False) + "\n")
        return
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for finding in report.findings:
        console.print(f"✗ {finding.message(language)}")
    told = {name: getattr(report, name) for name in ("seals", "sealed", "unsealed", "heads")}
    console.print(_COUNTS.render(language, **told))
    for remark in report.remarks():
        console.print(f"! {remark.render(language)}")
    verdict = _INTACT if report.intact else _BROKEN
    console.print(verdict.render(language, found=report.found))
