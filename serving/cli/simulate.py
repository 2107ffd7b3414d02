"""`algomart simulate`: simulated cameras to add, to load the product with, and to break on purpose."""

import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from core.settings import Settings
from core.text import Language, Text
from video.simulator import FAULTS, Channel, SimulatorProcess

SPREAD_S = 7.0
"""Cameras of one film begin so far apart, so that no two show the same at once."""

_PASSWORD = Text("摄像机密码", "Password of the cameras")
_HEADS = (Text("故障", "fault"), Text("默认值", "value"), Text("效果", "what it does"))
_STOPS = Text("Ctrl-C 停止", "Ctrl-C stops")


def simulate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="H.264 or H.265 films; without any, the demo's are played."),
    ] = None,
    cameras: Annotated[int, typer.Option(min=1, help="Cameras that play them in turn.")] = 4,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: a free one.")] = 8554,
    user: Annotated[
        str, typer.Option(help="Sign-in name; its password is asked for. None: open to all.")
    ] = "",
    fault: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME[=VALUE][@PATH,...]; a path may end with *. May be given more than once."
        ),
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Folder that keeps the films faults ask for.")
    ] = None,
    faults: Annotated[bool, typer.Option("--faults", help="List the faults and stop.")] = False,
) -> None:
    """Play films as RTSP cameras until Ctrl-C, with faults switched on as asked."""
    settings, out = Settings(), Console(soft_wrap=True, highlight=False, markup=False)
    if faults:
        out.print(_table(settings.language))
        return
    wanted = [parsed(one) for one in fault or ()]
    films = files or _films(settings, out)
    channels = {
        f"/cam{at + 1}": Channel(films[at % len(films)], SPREAD_S * at) for at in range(cameras)
    }
    prompt = _PASSWORD.said_in(settings.language)
    password = typer.prompt(prompt, hide_input=True) if user else ""
    with SimulatorProcess(channels, user, password, host, port, cache) as simulator:
        for name, paths, value in wanted:
            simulator.fault(name, paths, value)
        for path in channels:
            out.print(simulator.url(path))
        out.print(_STOPS.said_in(settings.language))
        threading.Event().wait()


def parsed(written: str) -> tuple[str, str | list[str], float | None]:
    """Return a fault's name, its paths and its value, from `slow=20000@/cam1,/cam2`."""
    said, _, paths = written.partition("@")
    name, _, value = said.partition("=")
    try:
        number = float(value) if value else None
    except ValueError:
        raise typer.BadParameter(f"{value} is no number", param_hint="--fault") from None
    return name, paths.split(",") if paths else "*", number


def _films(settings: Settings, out: Console) -> list[Path]:
    from serving.demo.footage import films

    folder = settings.home.with_name(f"{settings.home.name}-demo") / "footage"
    return list(films(folder, out.print).values())


def _table(language: Language) -> Table:
    table = Table(*(head.said_in(language) for head in _HEADS), box=None)
    for fault, kind in FAULTS.items():
        value = f"{kind.value:g}" if kind.value is not None else ""
        table.add_row(fault, value, kind.text.said_in(language))
    return table
