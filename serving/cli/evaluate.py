"""`algomart evaluate`: how good an algorithm of the shelf is on pictures or films that are labelled."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from core.settings import Settings
from core.text import Language, Text
from registry.evaluation import folders, looking, report
from serving import watching
from serving.first_start import ALGORITHMS, package

_PICTURES = report.MEANS
_WIDTH = 200
_FILMS = ("incidents", "found", "seconds_to_find", "false_events", "false_per_hour")
_HEADS = Text("事件 / 来源", "event / source")
_COUNT = Text("图片（含事件）", "pictures (with it)")
_MEAN = Text("平均", "mean")
_LOOK = Text(
    "每次观察（单线程）：中位 {median} 毫秒，95% 在 {p95} 毫秒内",
    "One look, one thread: median {median} ms, 95 % within {p95} ms",
)
_LEFT_OUT = Text(
    "数据集没有以下事件的标签，未评测：{events}",
    "Not measured, the data set has no labels for: {events}",
)


def evaluate(
    algorithm: Annotated[
        str, typer.Option(metavar="ID[@VERSION]", help="Goods of the shelf's folder.")
    ],
    dataset: Annotated[
        Path | None, typer.Option(help="Folder with images/, labels/ and classes.txt.")
    ] = None,
    video: Annotated[Path | None, typer.Option(help="A film; needs --truth.")] = None,
    truth: Annotated[
        Path | None, typer.Option(help="CSV of its incidents: event_type,start_s,end_s.")
    ] = None,
    shelf: Annotated[Path, typer.Option(help="Folder that holds the packages.")] = ALGORITHMS,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure an algorithm on labelled pictures (--dataset) or on a film (--video with --truth)."""
    with package(looking.find(shelf, algorithm)) as folder:
        if dataset is not None and video is None and truth is None:
            found, tables = folders.evaluate(folder, dataset), _picture_tables
        elif dataset is None and video is not None and truth is not None:
            found, tables = _on_film(folder, video, truth), _film_tables
        else:
            raise typer.BadParameter("give either --dataset, or --video together with --truth")
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    out = Console(soft_wrap=True, highlight=False, width=_WIDTH)
    language = Settings().language
    for part in tables(found, language):
        out.print(part)
    out.print(_LOOK.render(language, **found["latency_ms"]))


def _on_film(folder: Path, video: Path, truth: Path) -> dict[str, Any]:
    spans = watching.read_spans(truth)
    with looking.opened(folder) as eyes:
        manifest = eyes.manifest
        seen = watching.watch(eyes, watching.frames(video, manifest.look.interval_s))
        events = {
            name: asdict(
                watching.compare(at, [s for s in spans if s.event_type == name], seen.hours)
            )
            for name, at in seen.raised.items()
        }
        return {
            "algorithm": manifest.id,
            "version": manifest.version,
            "video": video.name,
            "hours": round(seen.hours, 5),
            "looks": seen.looks,
            "events": events,
            "latency_ms": eyes.latency_ms(),
        }


def _picture_tables(found: dict[str, Any], language: Language) -> Iterator[Table | str]:
    table = _table(_HEADS.said_in(language), _COUNT.said_in(language), *_PICTURES)
    for event_type, figures in found["events"].items():
        table.add_row(event_type, *_picture_row(figures), style="bold")
        for source, by_event in found["sources"].items():
            table.add_row(f"  {source}", *_picture_row(by_event[event_type]))
    means = (_cell(found["mean"][name]) for name in _PICTURES)
    table.add_row(_MEAN.said_in(language), str(found["pictures"]), *means, style="bold")
    yield table
    if found["unmeasured"]:
        yield _LEFT_OUT.render(language, events=", ".join(found["unmeasured"]))


def _picture_row(figures: dict[str, Any]) -> list[str]:
    count = f"{figures['pictures']} ({figures['positives']})"
    return [count, *(_cell(figures[name]) for name in _PICTURES)]


def _film_tables(found: dict[str, Any], language: Language) -> Iterator[Table]:
    table = _table(_HEADS.said_in(language), *_FILMS)
    for event_type, figures in found["events"].items():
        table.add_row(event_type, *(_cell(figures[name]) for name in _FILMS))
    yield table


def _table(first: str, *others: str) -> Table:
    """Return a table that is as wide as its words, whatever the terminal."""
    table = Table(box=None)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, no_wrap=True, justify="right")
    return table


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_cell(one) for one in value) or "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    return "–" if value is None else str(value)
