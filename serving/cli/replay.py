"""`algomart replay`: what a rule would have raised on what was recorded."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from cases.events.errors import EVENT
from cases.events.model import Event
from core.database.engine import transaction
from core.errors import Invalid, NotFound
from core.settings import Settings
from core.text import Text
from registry.subscriptions.model import Subscription
from registry.subscriptions.rules import RuleOverrides
from registry.subscriptions.service import SUBSCRIPTION
from serving import opening
from serving.api.replays import ReplayedEventOut, ReplayOut, out
from serving.replaying import Wish, replayed

BEFORE, AFTER = timedelta(minutes=10), timedelta(minutes=2)
"""What of the time around an event is replayed with it."""
_LOOKS = Text("回放了 {looks} 次观察。", "{looks} looks were replayed.")
_CUT = Text("观察过多，止于 {at}。", "There were too many looks: stopped at {at}.")
_KINDS = {
    "would": Text("规则会上报", "would be raised"),
    "were": Text("当时已上报", "was raised"),
}


class RuleUnreadable(Invalid):
    """What was given as a rule is none."""

    code = "rule_unreadable"
    detail = Text(
        "--rule 应为 JSON 或一个 JSON 文件：{reason}。",
        "--rule takes JSON, or a file of it: {reason}.",
    )


class RangeMissing(Invalid):
    """Neither an event nor a subscription with a range was named."""

    code = "replay_range_missing"
    detail = Text(
        "请给出事件编号，或同时给出 --subscription、--since 和 --until。",
        "Name an event, or give --subscription, --since and --until together.",
    )


def replay(
    event_id: Annotated[UUID | None, typer.Argument(help="An event: the time around it.")] = None,
    subscription: Annotated[UUID | None, typer.Option(help="Id of a subscription.")] = None,
    since: Annotated[
        datetime | None, typer.Option(help="From this instant on; local time without an offset.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this instant.")] = None,
    rule: Annotated[
        str | None,
        typer.Option(metavar="FILE|JSON", help="What the rule shall differ in; the present one."),
    ] = None,
    as_judged: Annotated[
        bool, typer.Option(help="By the rules in force then, with what the judge then knew.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what a rule would have raised on recorded looks. The product must be running."""
    settings = Settings()
    changed = _rule(rule)
    with _opened(settings) as session:
        if event_id is not None:
            row, begin, end = _around(session, event_id)
        elif subscription and since and until:
            row = session.get(Subscription, subscription)
            begin, end = (_local(at, settings) for at in (since, until))
        else:
            raise RangeMissing
        if row is None:
            raise NotFound(kind=SUBSCRIPTION, id=subscription or "-")
        wish = Wish(begin, end, changed, as_judged)
        told = out(wish, replayed(session, settings, row, wish))
    _show(told, settings, as_json)


def _around(session: Session, event_id: UUID) -> tuple[Subscription | None, datetime, datetime]:
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound(kind=EVENT, id=event_id)
    row = session.get(Subscription, event.subscription_id) if event.subscription_id else None
    return row, event.opened_at - BEFORE, (event.ended_at or event.updated_at) + AFTER


def _rule(given: str | None) -> RuleOverrides | None:
    if given is None:
        return None
    try:
        text = given if given.lstrip().startswith("{") else Path(given).read_text()
        return RuleOverrides.model_validate_json(text)
    except (OSError, ValueError) as error:
        raise RuleUnreadable(reason=" ".join(str(error).split())[:300]) from error


@contextmanager
def _opened(settings: Settings) -> Iterator[Session]:
    services = opening.services(settings, pool_size=1)
    try:
        with transaction(services.sessions) as session:
            yield session
    finally:
        services.sessions.kw["bind"].dispose()


def _local(at: datetime, settings: Settings) -> datetime:
    return at.replace(tzinfo=settings.zone) if at.tzinfo is None else at


def _show(told: ReplayOut, settings: Settings, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(told.model_dump(mode="json"), ensure_ascii=False) + "\n")
        return
    console, language = Console(highlight=False, markup=False), settings.language
    for one in told.events:
        title = one.title_zh if language == "zh" else one.title_en
        console.print(_table(one, f"{title} ({one.event_type})", settings))
    console.print(_LOOKS.render(language, looks=told.looks))
    if told.cut_at is not None:
        console.print(_CUT.render(language, at=told.cut_at.astimezone(settings.zone)))


def _table(one: ReplayedEventOut, title: str, settings: Settings) -> Table:
    table = Table("", "", "", "", title=title, show_header=False, title_justify="left")
    lines = [("would", line) for line in one.would] + [("were", line) for line in one.were]
    for kind, line in sorted(lines, key=lambda pair: (pair[1].opened_at, pair[0])):
        ended_at = line.ended_at.astimezone(settings.zone) if line.ended_at else None
        table.add_row(
            _KINDS[kind].render(settings.language),
            f"{line.opened_at.astimezone(settings.zone):%Y-%m-%d %H:%M:%S}",
            f"{ended_at:%H:%M:%S}" if ended_at else "–",
            f"{line.looks} × {line.score:.2f}",
        )
    return table
