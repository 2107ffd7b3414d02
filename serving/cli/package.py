"""`algomart package`: what a vendor needs to make a package, try it, and hand it in."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from algorithms.contract.manifest import FILE
from algorithms.contract.reference import reference
from algorithms.contract.schema import schema
from core.blobs import FolderBlobs
from core.clock import SystemClock
from core.settings import Settings
from core.text import Language, Text
from registry.gate import service as gate
from registry.gate.trust import UNKNOWN
from registry.packages.reader import read
from registry.sandbox import Limits
from serving import pushing, signing
from serving.package_template import TEMPLATE

app = typer.Typer(no_args_is_help=True, help="Make, try and hand in algorithm packages.")
out = Console(soft_wrap=True, highlight=False, markup=False)

_MARKS = {"passed": "✓", "noted": "i", "failed": "✗", "not_reached": "-"}
_MADE = Text(
    "已生成 {path}，请填写后运行 algomart package check。",
    "Wrote {path}; fill it in, then run algomart package check.",
)
_THERE = Text("{path} 已存在，未改动。", "{path} is there already; nothing was changed.")
_PASSED = Text("通过准入检查。", "The gate is passed.")
_REFUSED = Text(
    "未通过准入检查，请按上述提示改正。", "The gate is not passed; correct what is said above."
)
_SIGNED = Text(
    "已写入 {path}，密钥指纹 {fingerprint}。请在“我的算法包”中登记其公钥。",
    "Wrote {path}, by the key {fingerprint}. Register its public half under My packages.",
)
_PASSWORD = Text("私钥的口令", "Password of the key")
_SENT = Text("已发送 {sent} / {size} MB", "{sent} of {size} MB sent")
Folder = Annotated[Path, typer.Argument(help="The package's folder.")]


@app.command()
def init(folder: Folder) -> None:
    """Begin a package: a folder with a description to fill in."""
    language, path = Settings().language, folder / FILE
    if path.exists():
        out.print(_THERE.render(language, path=path))
        raise typer.Exit(1)
    (folder / "samples").mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE)
    readme = folder / "README.md"
    if not readme.exists():
        readme.write_text(f"# {folder.resolve().name}\n")
    out.print(_MADE.render(language, path=path))


@app.command()
def check(
    folder: Folder,
    key: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="The public key that its signature is held against."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Put a package through the gate here, as the platform will; exit 0 or 1."""
    trust = signing.trusting(key.read_bytes()) if key else UNKNOWN
    with tempfile.TemporaryDirectory(prefix="algomart-check-") as scratch:
        blobs = FolderBlobs(Path(scratch))
        report = gate.inspect(read(folder, blobs), blobs, SystemClock(), Limits(), trust=trust)
    _tell(report, as_json=as_json)


@app.command()
def sign(
    folder: Folder,
    key: Annotated[
        Path,
        typer.Option(exists=True, dir_okay=False, help="The private key: PEM, on P-256 or P-384."),
    ],
) -> None:
    """Sign a package: write model.sig beside its files, which check and push then take along."""
    language = Settings().language
    path, fingerprint = signing.sign(folder, key.read_bytes(), lambda: _asked(language))
    out.print(_SIGNED.render(language, path=path, fingerprint=fingerprint))


@app.command()
def push(
    folder: Folder,
    url: Annotated[str, typer.Option(envvar="ALGOMART_URL", help="The platform, https://…")],
    token: Annotated[str, typer.Option(envvar="ALGOMART_TOKEN", help="A vendor's API token.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Hand a package in and wait for the gate; begun again, it goes on where the connection broke."""
    language = Settings().language
    headers = {"authorization": f"Bearer {token}", "accept-language": language}
    with (
        tempfile.TemporaryDirectory(prefix="algomart-push-") as scratch,
        httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=60) as client,
    ):
        archive = pushing.pack(folder, Path(scratch) / "package.zip")
        report = pushing.push(
            pushing.Platform(client), archive, f"{folder.resolve().name}.zip", _progress(language)
        )
    _tell(report, as_json=as_json)


def _asked(language: Language) -> str:
    return str(typer.prompt(_PASSWORD.said_in(language), hide_input=True))


@app.command(name="schema")
def print_schema() -> None:
    """Print the JSON Schema of algorithm.yaml."""
    sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")


@app.command(name="reference")
def print_reference() -> None:
    """Print the reference of algorithm.yaml as Markdown."""
    sys.stdout.write(reference())


def _progress(language: Language) -> pushing.Progress:
    def tell(sent: int, size: int) -> None:
        said = _SENT.render(language, sent=sent >> 20, size=-(-size >> 20))
        sys.stderr.write(f"\r{said}" + ("\n" if sent == size else ""))

    return tell


def _tell(report: Mapping[str, Any], *, as_json: bool) -> None:
    language = Settings().language
    if as_json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    else:
        for line in _lines(report, language):
            out.print(line)
        out.print((_PASSED if report["passed"] else _REFUSED).said_in(language))
    raise typer.Exit(0 if report["passed"] else 1)


def _lines(report: Mapping[str, Any], language: Language) -> Iterator[str]:
    for one in report["checks"]:
        detail = f" ({one['detail']})" if one["detail"] else ""
        yield f"{_MARKS[one['state']]} {one[f'title_{language}']}{detail}"
        for finding in one["findings"]:
            yield f"    {finding[language]}"
            yield f"    → {finding[f'remedy_{language}']}"
