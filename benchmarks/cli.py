"""The command line of the benchmarks. What they need is imported when one is run."""

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.model_cli import app as models
from benchmarks.options import AsJson, progress

MODEL = Path(__file__).resolve().parents[1] / "weights" / "fire.onnx"
"""The model the product's first algorithm runs."""

Seconds = Annotated[float, typer.Option(min=5, help="Length of each window.")]
Interval = Annotated[float, typer.Option(min=1, help="Seconds from look to look.")]

app = typer.Typer(
    no_args_is_help=True, help="Figures measured on this machine; nothing else should run on it."
)
app.add_typer(models)  # without a name of its own: its commands stand beside these


@app.callback()
def main() -> None:
    """Keep the commands' names even while there is only one."""


@app.command("cost-per-camera")
def cost_per_camera(
    cameras: Annotated[int, typer.Option(min=2, help="Cameras the product watches.")] = 8,
    small: Annotated[
        int, typer.Option(min=0, help="The smaller count; 0: a quarter of the cameras.")
    ] = 0,
    seconds: Seconds = 60,
    interval: Interval = 5,
    model: Annotated[Path, typer.Option(help="ONNX file the two peers run.")] = MODEL,
    as_json: AsJson = False,
) -> None:
    """CPU cores per camera beside the bare limit and plain OpenCV, on the same feeds."""
    from benchmarks.cost import Plan, measure
    from benchmarks.report import show

    faults = [] if model == MODEL else ["the peers ran another model than the product"]
    plan = Plan(cameras, _few(small, cameras), seconds, interval, model, faults)
    runs, cost = measure(plan, progress())
    show(runs, cost, as_json)


@app.command()
def growth(
    few: Annotated[int, typer.Option(min=4, help="The smaller number of cameras.")] = 8,
    many: Annotated[int, typer.Option(min=5, help="The larger number of cameras.")] = 48,
    seconds: Seconds = 60,
    interval: Interval = 5,
    as_json: AsJson = False,
) -> None:
    """What one more camera costs among many cameras, over what it costs among few."""
    from benchmarks.growth import Plan, compare, measure, show

    if few >= many:
        raise typer.BadParameter("the smaller number must be smaller", param_hint="--few")
    plan = Plan(few, many, seconds, interval)
    runs = measure(plan, progress())
    show(runs, compare(plan, runs), as_json)


@app.command("fan-out")
def fan_out(
    cameras: Annotated[int, typer.Option(min=2, help="Cameras the product watches.")] = 8,
    small: Annotated[
        int, typer.Option(min=0, help="The smaller count; 0: a quarter of the cameras.")
    ] = 0,
    algorithms: Annotated[int, typer.Option(min=2, max=16, help="Algorithms on each.")] = 4,
    seconds: Seconds = 60,
    interval: Interval = 5,
    as_json: AsJson = False,
) -> None:
    """Several algorithms on a camera, beside one decode and their bare inferences."""
    from benchmarks.fan_out import Plan, compare, measure, show

    plan = Plan(cameras, _few(small, cameras), algorithms, seconds, interval, MODEL)
    runs = measure(plan, progress())
    show(runs, compare(plan, runs), as_json)


@app.command()
def patrol(
    cameras: Annotated[int, typer.Option(min=2, help="Cameras.")] = 500,
    recorders: Annotated[int, typer.Option(min=1, help="Recorders they stand behind.")] = 10,
    sessions: Annotated[int, typer.Option(min=1, help="Sessions of each recorder.")] = 8,
    seconds: Seconds = 300,
    interval: Interval = 60,
    main_stream: Annotated[
        bool, typer.Option("--main", help="1080p streams instead of 640 × 360.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Hundreds of cameras seen in turn, through recorders that give few sessions."""
    from benchmarks.feed import MAIN, SUB
    from benchmarks.patrol import Plan, measure, show

    stream = MAIN if main_stream else SUB
    plan = Plan(cameras, recorders, sessions, seconds, interval, stream)
    run, figures = measure(plan, progress())
    show(run, figures, as_json)


@app.command("camera-faults")
def camera_faults(
    faults: Annotated[
        list[str] | None, typer.Option("--fault", help="Only this one; may be repeated.")
    ] = None,
    cameras: Annotated[int, typer.Option(min=2, help="Cameras of the recorder.")] = 4,
    interval: Interval = 5,
    main_stream: Annotated[
        bool, typer.Option("--main", help="1080p streams instead of 640 × 360.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """How soon each fault of a camera is told, how soon it is over, and what other cameras lose."""
    from benchmarks.camera_faults import Plan, measure, selected, show
    from benchmarks.feed import MAIN, SUB

    try:
        cases = selected(faults or ())
    except ValueError as fault:
        raise typer.BadParameter(str(fault), param_hint="--fault") from None
    plan = Plan(cameras, interval, cases, MAIN if main_stream else SUB)
    show(plan, measure(plan, progress()), as_json)


@app.command()
def storm(
    dead: Annotated[int, typer.Option(min=1, help="Cameras behind the dead recorder.")] = 1000,
    live: Annotated[int, typer.Option(min=1, help="Cameras that live, elsewhere.")] = 8,
    fault: Annotated[
        str, typer.Option(help="What the dead recorder does: reset, mute or closed.")
    ] = "reset",
    seconds: Seconds = 120,
    interval: Annotated[
        float,
        typer.Option(min=1, help="Of the dead cameras: two cores must bear it once they live."),
    ] = 210,
    live_interval: Annotated[float, typer.Option(min=1, help="Of the live cameras.")] = 5,
    connects: Annotated[
        float,
        typer.Option(
            min=0.1, help="Attempts a second the recorder may get: two cores must bear it."
        ),
    ] = 5,
    sessions: Annotated[int, typer.Option(min=1, help="Sessions of the recorder.")] = 64,
    as_json: AsJson = False,
) -> None:
    """A recorder with a thousand cameras is dead, then lives again: attempts, and who suffers."""
    from benchmarks.storm import FAULTS, Plan, measure, show

    if fault not in FAULTS:
        raise typer.BadParameter(", ".join(FAULTS), param_hint="--fault")
    plan = Plan(dead, live, fault, seconds, interval, live_interval, connects, sessions)
    run, figures = measure(plan, progress())
    show(run, figures, as_json)


@app.command("worker-loss")
def worker_loss(
    cameras: Annotated[int, typer.Option(min=2, help="Cameras.")] = 16,
    per_worker: Annotated[int, typer.Option(min=1, help="Cameras of each worker.")] = 8,
    rounds: Annotated[int, typer.Option(min=1, help="Workers killed, and as many stopped.")] = 3,
    interval: Interval = 2,
    as_json: AsJson = False,
) -> None:
    """A worker is killed, or hangs: seconds until every camera is looked at again."""
    from benchmarks.worker_loss import Plan, measure, show

    show(measure(Plan(cameras, per_worker, interval, rounds), progress()), as_json=as_json)


@app.command("alias-switch")
def alias_switch(
    cameras: Annotated[int, typer.Option(min=1, help="Cameras.")] = 8,
    moves: Annotated[int, typer.Option(min=1, help="Moves, each to a version not yet loaded.")] = 5,
    interval: Interval = 2,
    as_json: AsJson = False,
) -> None:
    """An alias moves: looks missed, and seconds until every camera is inferred by the new version."""
    from benchmarks.alias_switch import Plan, measure, show

    show(measure(Plan(cameras, interval, moves), progress()), as_json=as_json)


@app.command()
def soak(
    minutes: Annotated[float, typer.Option(min=1, help="Length, warming up included.")] = 20,
    cameras: Annotated[int, typer.Option(min=2, help="Cameras, of which half flap.")] = 16,
    interval: Interval = 5,
    as_json: AsJson = False,
) -> None:
    """Half the cameras come and go: memory, descriptors, threads and processes that are left of it."""
    from benchmarks.soak import Plan, measure, show

    show(measure(Plan(cameras, minutes, interval), progress()), as_json)


@app.command()
def authorization(
    users: Annotated[int, typer.Option(min=100, help="Users of the city.")] = 10_000,
    cameras: Annotated[int, typer.Option(min=1000, help="Cameras of the city.")] = 230_000,
    rounds: Annotated[int, typer.Option(min=50, help="Requests of each kind.")] = 500,
    as_json: AsJson = False,
) -> None:
    """Milliseconds that authentication and scope add to a request, on the same requests without them."""
    from benchmarks.authorization import measure, show

    added = measure(users, cameras, rounds, progress())
    show(added, as_json)


@app.command()
def quality(
    paths: Annotated[
        list[Path], typer.Argument(exists=True, help="Clips, or folders of them and stills.")
    ],
    stills: Annotated[int, typer.Option(min=1, help="Stills of each folder to use.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Faulty pictures found, good ones called faulty, and microseconds per look."""
    from benchmarks.quality import cameras, cost_of_1080p, measure, show

    cost = cost_of_1080p()
    figures = measure(cameras(paths, stills), progress())
    show(figures, cost, as_json)


@app.command()
def simulator(
    cameras: Annotated[int, typer.Option(min=1, help="Cameras registered.")] = 500,
    streams: Annotated[int, typer.Option(min=1, help="Cameras watched at once.")] = 64,
    seconds: Annotated[float, typer.Option(min=5, help="Length of the window.")] = 20,
    udp: Annotated[bool, typer.Option(help="RTP over UDP instead of the RTSP connection.")] = False,
    as_json: AsJson = False,
) -> None:
    """Cores the camera simulator takes while it plays 1080p25 streams of 4 Mbit/s."""
    from benchmarks.feed import prepare
    from benchmarks.simulator import Plan, run, show

    if streams > cameras:
        raise typer.BadParameter("no more streams than cameras", param_hint="--streams")
    tell = progress()
    tell("preparing the feed, encoded once")
    cost = run(Plan(cameras, streams, seconds, udp), prepare(), tell)
    show(cost, as_json)


@app.command()
def audit(
    writers: Annotated[int, typer.Option(min=2, help="Writers at once.")] = 100,
    seconds: Annotated[float, typer.Option(min=1, help="Length of each of three runs.")] = 8,
    rest: Annotated[float, typer.Option(min=0, help="Seconds in each transaction.")] = 0.5,
    as_json: AsJson = False,
) -> None:
    """Parallel writers with their line in the trail over the same without it."""
    from benchmarks.trail import Plan, run, show_figures

    show_figures(run(Plan(writers, seconds, rest), progress()), as_json=as_json)


@app.command()
def delivery(
    messages: Annotated[int, typer.Option(min=40, help="Messages about cases.")] = 10_000,
    timeout: Annotated[float, typer.Option(min=0.2, help="Seconds a receiver may take.")] = 1,
    worker_every: Annotated[float, typer.Option(min=1, help="Seconds between its kills.")] = 8,
    database_every: Annotated[float, typer.Option(min=2, help="Seconds between its kills.")] = 25,
    as_json: AsJson = False,
) -> None:
    """Messages lost, doubled or out of order at a bad receiver, worker and database killed at random."""
    from benchmarks.delivery import Plan, run, show_figures

    plan = Plan(messages, timeout, worker_every, database_every)
    show_figures(plan, run(plan, progress()), as_json=as_json)


@app.command("cameras")
def camera_catalogue(
    cameras: Annotated[int, typer.Option(min=1000, help="Cameras of the city.")] = 230_000,
    rounds: Annotated[int, typer.Option(min=20, help="Requests of each kind.")] = 60,
    as_json: AsJson = False,
) -> None:
    """Seconds to import a city's list of cameras, and milliseconds to list, search and map it."""
    from benchmarks.catalogue import measure, show

    show(measure(cameras, rounds, progress()), as_json)


@app.command()
def desk(
    events: Annotated[int, typer.Option(min=3, help="Events that wait.")] = 100_000,
    verdicts: Annotated[int, typer.Option(min=10, help="Verdicts by key.")] = 60,
    pause: Annotated[float, typer.Option(min=0, help="Seconds from verdict to verdict.")] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Milliseconds from a reviewer's key to the next picture in Chromium, with a full queue."""
    from benchmarks.desk import Plan, measure, show

    show(measure(Plan(events, verdicts, pause), progress()), as_json=as_json)


@app.command()
def events(
    events: Annotated[int, typer.Option(min=1000, help="Events there are, a tenth waiting.")] = 10
    ** 6,
    rounds: Annotated[int, typer.Option(min=20, help="Requests of each kind.")] = 40,
    seconds: Annotated[float, typer.Option(min=1, help="Length of each of two intakes.")] = 20,
    processes: Annotated[int, typer.Option(min=1, help="Workers that report.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Milliseconds of the desk's pages among a million events, and events taken in a second."""
    from benchmarks.events import Plan, measure, show

    found, asked = measure(Plan(events, rounds, seconds, processes), progress())
    show(found, asked, as_json=as_json)


@app.command("cases")
def case_work(
    cases: Annotated[int, typer.Option(min=100, help="Cases there are.")] = 620_000,
    walked: Annotated[
        int, typer.Option(min=1, help="Cases the services take all the way.")
    ] = 62_000,
    rounds: Annotated[int, typer.Option(min=20, help="Requests of each kind.")] = 40,
    as_json: AsJson = False,
) -> None:
    """Milliseconds of lists and key figures among a month's cases, and whether the figures are right."""
    from benchmarks.cases import Plan, measure, show

    found, asked = measure(Plan(cases, walked, rounds), progress())
    show(found, asked, as_json=as_json)


@app.command()
def screen(
    consoles: Annotated[int, typer.Option(min=1, help="Consoles that follow.")] = 50,
    per_second: Annotated[float, typer.Option(min=0.1, help="Events a second.")] = 0.5,
    seconds: Annotated[float, typer.Option(min=5, help="How long they come.")] = 60,
    events: Annotated[int, typer.Option(min=1000, help="Events there are before.")] = 100_000,
    as_json: AsJson = False,
) -> None:
    """Milliseconds from the confirming frame to the event on each of many dispatchers' screens."""
    from benchmarks.screen import Plan, measure, show

    show(measure(Plan(consoles, per_second, seconds, events), progress()), as_json=as_json)


def _few(small: int, cameras: int) -> int:
    few = small or max(1, cameras // 4)
    if few >= cameras:
        raise typer.BadParameter("the smaller count must be smaller", param_hint="--small")
    return few
