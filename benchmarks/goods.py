"""More algorithms for the shelf of a product under measurement: copies of a built-in, each a model by itself.

A copy goes through the same gate as every built-in, under another id; its
model computes the same and is another file, so that nothing can be shared between them.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import onnx
import yaml
from sqlalchemy import select

from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from algorithms.contract.manifest import FILE
from benchmarks.product import ALGORITHM
from core.database.engine import transaction
from core.http.services import Services
from core.settings import Settings
from registry.catalogue import life
from registry.catalogue import service as catalogue
from registry.catalogue.model import Algorithm, Version
from registry.packages.reader import read
from serving import opening
from serving.first_start import ALGORITHMS, BUILT_IN_VENDOR


def offer(home: Path, slugs: Sequence[str]) -> None:
    """Put a copy of the built-in on the shelf of the product in this home, under each of these ids."""
    services = opening.services(Settings(home=home, database_url=None), pool_size=1)
    with tempfile.TemporaryDirectory(prefix="am-bench-goods-") as scratch:
        for slug in slugs:
            _install(services, copy_of(ALGORITHMS / ALGORITHM, Path(scratch) / slug))


def offer_versions(home: Path, slug: str, versions: Sequence[str]) -> None:
    """Put several versions of a copy on the shelf of the product in this home; the last one is stable."""
    services = opening.services(Settings(home=home, database_url=None), pool_size=1)
    with tempfile.TemporaryDirectory(prefix="am-bench-goods-") as scratch:
        for version in versions:
            folder = Path(scratch) / version / slug
            _install(services, copy_of(ALGORITHMS / ALGORITHM, folder, version))


def shelve(services: Services, folders: Sequence[Path]) -> list[UUID]:
    """Put versions of one algorithm on a shelf that has none yet, and return their ids in this order.

    The first goes through the gate, and its verdict stands for the others: they have its weights, and a
    hundred runs of the gate would take minutes and tell nothing of hosting them.
    """
    with transaction(services.sessions) as session:
        operator = organizations.operator(session)
        organizations.create(session, None, operator, "vendor", BUILT_IN_VENDOR)
    first = _install(services, folders[0])
    return [first, *(_beside(services, first, folder) for folder in folders[1:])]


def copy_of(built_in: Path, folder: Path, version: str | None = None) -> Path:
    """Write a copy of a package under the id its folder is named by, and return the folder.

    Without a version it has that of the built-in.
    """
    shutil.copytree(built_in, folder)
    described = yaml.safe_load((folder / FILE).read_text())
    described["id"] = folder.name
    described["version"] = version or described["version"]
    (folder / FILE).write_text(yaml.safe_dump(described, allow_unicode=True))
    for stage in described["stages"]:
        model = onnx.load(folder / stage["file"])
        model.doc_string = f"{folder.name} {described['version']}"
        onnx.save(model, folder / stage["file"])
    return folder


def _install(services: Services, folder: Path) -> UUID:
    with transaction(services.sessions) as session:
        name = BUILT_IN_VENDOR.en
        vendor = session.scalars(select(Organization).filter_by(name_en=name)).one()
        installed = catalogue.install_builtin(
            session,
            folder,
            vendor.id,
            "benchmark",
            services.blobs,
            services.settings,
            services.clock,
        )
        return installed.id


def _beside(services: Services, first_id: UUID, folder: Path) -> UUID:
    package = read(folder, services.blobs)
    with transaction(services.sessions) as session:
        first = session.get_one(Version, first_id)
        algorithm = session.get_one(Algorithm, first.algorithm_id)
        version = catalogue.new_version(algorithm, package, services.clock.now())
        version.gate = {**first.gate, "model_digest": version.model_digest}
        version.approval = first.approval
        life.begin(session, None, version, "install", services.clock)
        life.take(session, None, version, "publish", services.clock)
        return version.id
