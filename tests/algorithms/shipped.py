"""The packages of the shelf as they are shipped, ready to look."""

from functools import cache
from pathlib import Path

from algorithms.contract import manifest
from algorithms.contract.manifest import Manifest
from algorithms.training.eyes import Eyes

ROOT = Path(__file__).parents[2]
GOODS = sorted(path.parent.name for path in (ROOT / "algorithms").glob(f"*/{manifest.FILE}"))


def folder(name: str) -> Path:
    """Return where a package lies."""
    return ROOT / "algorithms" / name


@cache
def package(name: str) -> Manifest:
    """Return a package's manifest."""
    return manifest.load(folder(name))


@cache
def eyes(name: str) -> Eyes:
    """Return a package's model, without a sandbox: the weights are our own."""
    return Eyes(package(name), folder(name) / package(name).model_stages[0].file)
