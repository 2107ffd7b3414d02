"""Those commands of the benchmarks that are about models: called, hosted, tuned, and what they see."""

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.options import AsJson, progress

app = typer.Typer()


@app.command()
def protocol(
    calls: Annotated[int, typer.Option(min=5, help="Calls of each kind.")] = 100,
    text_calls: Annotated[int, typer.Option(min=3, help="Calls with numbers as JSON.")] = 20,
    as_json: AsJson = False,
) -> None:
    """What a call over the Open Inference Protocol costs beyond the bare model, beside MLServer."""
    from benchmarks.protocol import Plan, measure, show

    show(measure(Plan(calls, text_calls), progress()), as_json=as_json)


@app.command()
def hosting(
    versions: Annotated[int, typer.Option(min=17, help="Versions on the shelf.")] = 100,
    hot: Annotated[int, typer.Option(min=1, max=15, help="Those that are called.")] = 4,
    frames: Annotated[int, typer.Option(min=1, max=16, help="Frames in a batch.")] = 2,
    rounds: Annotated[int, typer.Option(min=5, help="Calls to each host.")] = 70,
    cold: Annotated[int, typer.Option(min=2, help="Versions asked for without a child.")] = 25,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds from one to the next.")] = 2,
    as_json: AsJson = False,
) -> None:
    """What a shelf full of versions costs the hot ones, how soon a cold one answers, what a child holds."""
    from benchmarks.hosting import measure
    from benchmarks.hosting_report import Plan, show

    plan = Plan(versions, hot, frames, rounds, cold, every)
    show(plan, measure(plan, progress()), as_json=as_json)


@app.command()
def incidents(
    algorithm: Annotated[str, typer.Option(metavar="ID[@VERSION]", help="Goods of the shelf.")],
    hours: Annotated[float, typer.Option(min=0, help="Hours of quiet streets.")] = 4,
    count: Annotated[int, typer.Option(min=0, help="Streets with an incident.")] = 20,
    as_json: AsJson = False,
) -> None:
    """False events on hours of rendered streets, and how soon rendered incidents are found."""
    from benchmarks.incidents import measure, show

    show(measure(algorithm, hours, count), as_json)


@app.command()
def tuning(
    algorithm: Annotated[str, typer.Option(metavar="ID[@VERSION]", help="Goods of the shelf.")],
    dataset: Annotated[Path, typer.Option(help="Folder with images/, labels/ and classes.txt.")],
    as_json: AsJson = False,
) -> None:
    """How much faster a built-in is in INT8 and on OpenVINO here, and what it loses on labelled pictures."""
    from benchmarks.tuning import measure, show

    show(measure(algorithm, dataset), as_json)


@app.command("remote-lines")
def remote_lines(
    calls: Annotated[int, typer.Option(min=5, help="Calls of each kind.")] = 100,
    side: Annotated[int, typer.Option(min=32, help="Pixels of the model's input, square.")] = 640,
    round_trip: Annotated[
        float, typer.Option(min=0, help="Milliseconds to the distant endpoint and back.")
    ] = 20,
    as_json: AsJson = False,
) -> None:
    """What a call to a vendor's endpoint takes over a connection that is kept, beside a new one."""
    from benchmarks.lines import Plan, measure, show

    show(measure(Plan(calls, side, round_trip), progress()), as_json=as_json)
