"""The checkout, as the tests of its own form see it."""

import importlib
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TRAINING = ("algorithms", "training")
PACKAGES = ("core", "accounts", "algorithms", "registry", "video", "cases", "serving")


def sources(*packages: str) -> list[Path]:
    """Return the Python files of the packages, relative to the checkout."""
    return sorted(
        path.relative_to(ROOT) for package in packages for path in (ROOT / package).rglob("*.py")
    )


def import_all(*packages: str) -> None:
    """Import every module that needs no environment of its own and starts nothing."""
    for path in sources(*packages):
        if path.name in ("__main__.py", "openvino_child.py") or path.parts[:2] == TRAINING:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Ray's own modules warn of is not the house's
            importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
