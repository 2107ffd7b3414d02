"""`algomart evidence`: is the evidence what was sealed, asked on the machine the product runs on."""

import json
import sys
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from cases.evidence.verify import Report
from cases.evidence.verify import verify as check
from core.settings import Settings
from core.text import Language, Text
from serving import opening

app = typer.Typer(no_args_is_help=True, help="The evidence of events: verify it.")

_INTACT = Text("证据完好。", "The evidence is intact.")
_BROKEN = Text("发现 {found} 处问题。", "{found} findings.")
_NONE = Text("没有这个事件。", "There is no such event.")
_COUNTS = Text(
    "{events} 个事件，{pieces} 份证据；{purged} 个事件的证据已到期删除，{unsealed} 个没有清单。",
    "{events} events, {pieces} pieces; {purged} events purged, {unsealed} without a manifest.",
)


@app.callback()
def evidence() -> None:
    """Group the commands, however few."""


@app.command()
def verify(
    event: Annotated[UUID | None, typer.Argument(help="Id of one event; all without it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check manifests, rows and files; exit 1 when something changed or is gone. The product must run."""
    settings = Settings()
    services = opening.services(settings, pool_size=1)
    try:
        report = check(services.sessions, services.blobs, services.keyring, event)
    finally:
        services.sessions.kw["bind"].dispose()
    _show(report, settings.language, as_json)
    unknown = event is not None and not report.events
    raise typer.Exit(1 if report.findings or unknown else 0)


def _show(report: Report, language: Language, as_json: bool) -> None:
    counts = {name: getattr(report, name) for name in ("events", "pieces", "purged", "unsealed")}
    if as_json:
        found = [
            {
                "event_id": str(one.event_id),
                "fault": one.fault,
                "what": one.what,
                "message": one.words.said_in(language),
            }
            for one in report.findings
        ]
        sys.stdout.write(json.dumps({**counts, "findings": found}, ensure_ascii=False) + "\n")
        return
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for one in report.findings:
        console.print(f"✗ {one.event_id} {one.words.said_in(language)}")
    console.print(_COUNTS.render(language, **counts))
    verdict = _BROKEN if report.findings else _INTACT if report.events else _NONE
    console.print(verdict.render(language, found=len(report.findings)))
