"""What a new installation needs before anybody signs in; repeating it changes nothing."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import select

from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from accounts.setup import service as setup
from algorithms.contract.manifest import FILE
from core.database.engine import transaction
from core.http.services import Services
from core.log import get_logger
from core.text import Text
from registry.catalogue import service as catalogue
from registry.sandbox import Limits

_log = get_logger(__name__)
ALGORITHMS = Path(__file__).resolve().parents[1] / "algorithms"
BUILT_IN_VENDOR = Text("算法超市内置", "algomart built-ins")


def install(services: Services) -> None:
    """Put the built-in algorithms on the shelf, through the gate that everybody's go through."""
    with transaction(services.sessions) as session:
        vendor = session.scalar(select(Organization).filter_by(name_en=BUILT_IN_VENDOR.en))
        if vendor is None:
            root = organizations.operator(session)
            vendor = organizations.create(session, None, root, "vendor", BUILT_IN_VENDOR)
    for manifest in sorted(ALGORITHMS.glob(f"*/{FILE}")):
        with transaction(services.sessions) as session, package(manifest.parent) as folder:
            catalogue.install_builtin(
                session,
                folder,
                vendor.id,
                version("algomart"),
                services.blobs,
                services.settings,
                services.clock,
                Limits(memory_mb=services.settings.model_memory_mb),
            )


@contextmanager
def package(folder: Path) -> Iterator[Path]:
    """Yield a built-in as a vendor would hand it in: a folder without links, its weights among the files."""
    with tempfile.TemporaryDirectory(prefix="algomart-package-") as scratch:
        whole = Path(scratch) / folder.name
        shutil.copytree(folder, whole)
        yield whole


def setup_link(services: Services) -> str | None:
    """Return a fresh one-time link for the first user, or None once there is one."""
    settings = services.settings
    with transaction(services.sessions) as session:
        return setup.offer_link(session, settings.home, settings.base_url, services.clock)
