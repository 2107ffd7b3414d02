"""Notebooks, executed as a reader does it: against an API that listens, with the reader's token."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from serving.api.server import bind, serving
from tests.house.source import ROOT


def executed(
    notebook: str, app: FastAPI, token: str, home: Path, python: str = sys.executable, **told: str
) -> str:
    """Run a notebook and return all that its cells print and display; `told` is its environment."""
    done = home / "done.ipynb"
    execute = [python, "-m", "jupyter", "execute", str(ROOT / "notebooks" / notebook)]
    homes = dict.fromkeys(("HOME", "IPYTHONDIR", "TMPDIR"), str(home))
    with bind("127.0.0.1", 0) as listener, serving(app, listener):
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        city = {"ALGOMART_URL": address, "ALGOMART_TOKEN": token}
        ran = subprocess.run(
            [*execute, f"--output={done}"],
            env=os.environ | homes | city | told,
            capture_output=True,
            text=True,
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return "\n".join(_shown(json.loads(done.read_text())))


def _shown(notebook: dict[str, Any]) -> Iterator[str]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            kinds = output.get("data", {"text": output.get("text", "")})
            yield from ("".join(one) for one in kinds.values())
