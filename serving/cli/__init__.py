"""The command line: `algomart up`, `algomart demo`, `algomart user`, and what operators need."""

import sys
import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer
from pydantic import ValidationError
from rich.console import Console

from core.errors import AlgomartError
from core.settings import Settings
from core.text import Language
from serving.cli import audit, evaluate, evidence, keys, outbox, package, replay, simulate, users

P = ParamSpec("P")
out = Console(soft_wrap=True, highlight=False)
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="algomart · 算法超市",
    pretty_exceptions_enable=False,
)
app.add_typer(users.app, name="user")
app.add_typer(keys.app, name="keys")
app.add_typer(audit.app, name="audit")
app.add_typer(evidence.app, name="evidence")
app.add_typer(outbox.app, name="outbox")
app.add_typer(package.app, name="package")
app.command()(replay.replay)
app.command()(simulate.simulate)
app.command()(evaluate.evaluate)


@app.command()
def up(
    address: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Join the cluster of this head as a further node."),
    ] = None,
) -> None:
    """Start the product and stay with it; Ctrl-C stops everything."""
    from serving import join
    from serving import up as product
    from serving.announce import announce, announce_node

    settings = Settings()
    if address is not None:
        join.run(settings, address, lambda: announce_node(out, address), threading.Event())
        return
    product.run(settings, lambda running: announce(out, running), threading.Event())


@app.command()
def demo(
    check: Annotated[
        bool, typer.Option(help="Run once in a temporary home, tell what happened, exit 0 or 1.")
    ] = False,
    open_console: Annotated[
        bool, typer.Option("--open", help="Open the console in a browser.")
    ] = False,
    home: Annotated[Path | None, typer.Option(help="Where the demo keeps its data.")] = None,
) -> None:
    """Start the product with demo cameras, departments and a receiver of cases."""
    from serving.demo import check as smoke
    from serving.demo import show

    raise typer.Exit(smoke.run(out) if check else show.run(out, home, open_console=open_console))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document the console's client is generated from."""
    import json

    from serving.api.app import create_app

    sys.stdout.write(json.dumps(create_app(None).openapi(), ensure_ascii=False, indent=2) + "\n")


def _with_benchmarks() -> None:
    """Add `algomart bench` where a checkout brings the benchmarks along."""
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    try:
        from benchmarks.cli import app as bench
    except ModuleNotFoundError as error:
        if error.name not in ("benchmarks", "benchmarks.cli"):
            raise
        return
    app.add_typer(bench, name="bench")


def _guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Say what is wrong in the settings' language instead of showing a traceback."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except AlgomartError as error:
            _fail(f"{error.message(_language())} [{error.code}]")
        except ValidationError as error:
            for fault in error.errors():
                name = "_".join(("ALGOMART", *map(str, fault["loc"]))).upper()
                # What is wrong about several together names them itself.
                _fail(f"{name}: {fault['msg']}" if fault["loc"] else fault["msg"], leave=False)
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)

    return guarded


def _language() -> Language:
    try:
        return Settings().language
    except ValidationError:
        return "zh"


def _fail(message: str, *, leave: bool = True) -> None:
    sys.stderr.write(f"algomart: {message}\n")
    if leave:
        sys.exit(2)


@_guarded
def main() -> None:
    """The entry point of the `algomart` program."""
    _with_benchmarks()
    app()
