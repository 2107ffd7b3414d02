"""The command line of the benchmarks. What they need is imported when one is run."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

MODEL = Path(__file__).resolve().parents[1] / "weights" / "fire.onnx"
"""The model the product's first algorithm runs."""

app = typer.Typer(
    no_args_is_help=True, help="Figures measured on this machine; nothing else should run on it."
)


@app.callback()
def main() -> None:
    """Keep the commands' names even while there is only one."""


@app.command("cost-per-camera")
def cost_per_camera(
    cameras: Annotated[int, typer.Option(min=2, help="Cameras the product watches.")] = 8,
    small: Annotated[
        int, typer.Option(min=0, help="The smaller count; 0: a quarter of the cameras.")
    ] = 0,
    seconds: Annotated[float, typer.Option(min=5, help="Length of each window.")] = 60,
    interval: Annotated[float, typer.Option(min=1, help="Seconds from look to look.")] = 5,
    model: Annotated[Path, typer.Option(help="ONNX file the two peers run.")] = MODEL,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """CPU cores per camera beside the bare limit and plain OpenCV, on the same feeds."""
    from benchmarks.cost import Plan, measure
    from benchmarks.report import show

    few = small or max(1, cameras // 4)
    if few >= cameras:
        raise typer.BadParameter("the smaller count must be smaller", param_hint="--small")
    faults = [] if model == MODEL else ["the peers ran another model than the product"]
    plan = Plan(cameras, few, seconds, interval, model, faults)
    progress = Console(stderr=True)
    runs, cost = measure(plan, lambda step: progress.print(f"[dim]{step}[/dim]"))
    show(runs, cost, as_json)


@app.command()
def authorization(
    users: Annotated[int, typer.Option(min=100, help="Users of the city.")] = 10_000,
    cameras: Annotated[int, typer.Option(min=1000, help="Cameras of the city.")] = 230_000,
    rounds: Annotated[int, typer.Option(min=50, help="Requests of each kind.")] = 500,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Milliseconds that authentication and scope add to a request, on the same requests without them."""
    from benchmarks.authorization import measure, show

    progress = Console(stderr=True)
    added = measure(users, cameras, rounds, lambda step: progress.print(f"[dim]{step}[/dim]"))
    show(added, as_json)


@app.command()
def quality(
    paths: Annotated[
        list[Path], typer.Argument(exists=True, help="Clips, or folders of them and stills.")
    ],
    stills: Annotated[int, typer.Option(min=1, help="Stills of each folder to use.")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Faulty pictures found, good ones called faulty, and microseconds per look."""
    from benchmarks.quality import cameras, cost_of_1080p, measure, show

    progress = Console(stderr=True)
    cost = cost_of_1080p()
    figures = measure(cameras(paths, stills), lambda step: progress.print(f"[dim]{step}[/dim]"))
    show(figures, cost, as_json)


def simulator(
    cameras: Annotated[int, typer.Option(min=1, help="Cameras registered.")] = 500,
    streams: Annotated[int, typer.Option(min=1, help="Cameras watched at once.")] = 64,
    seconds: Annotated[float, typer.Option(min=5, help="Length of the window.")] = 20,
    udp: Annotated[bool, typer.Option(help="RTP over UDP instead of the RTSP connection.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Cores the camera simulator takes while it plays 1080p25 streams of 4 Mbit/s."""
    from benchmarks.feed import prepare
    from benchmarks.simulator import Plan, run, show

    if streams > cameras:
        raise typer.BadParameter("no more streams than cameras", param_hint="--streams")
    progress = Console(stderr=True)
    progress.print("[dim]preparing the feed, encoded once[/dim]")
    cost = run(
        Plan(cameras, streams, seconds, udp),
        prepare(),
        lambda step: progress.print(f"[dim]{step}[/dim]"),
    )
    show(cost, as_json)


@app.command("cameras")
def camera_catalogue(
    cameras: Annotated[int, typer.Option(min=1000, help="Cameras of the city.")] = 230_000,
    rounds: Annotated[int, typer.Option(min=20, help="Requests of each kind.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="End with one JSON line.")] = False,
) -> None:
    """Seconds to import a city's list of cameras, and milliseconds to list, search and map it."""
    from benchmarks.catalogue import measure, show

    progress = Console(stderr=True)
    show(measure(cameras, rounds, lambda step: progress.print(f"[dim]{step}[/dim]")), as_json)
