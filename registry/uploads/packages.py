"""A package that was uploaded: unpacked, given its place, put through the gate."""

from typing import Any
from uuid import UUID

from core.database.engine import transaction
from core.errors import AlgomartError, Invalid
from core.http.services import Services
from core.text import Text
from registry.catalogue import handing_in
from registry.gate import service as gate
from registry.gate.findings import Finding, Result
from registry.gate.unpacking import Handed, unpack
from registry.packages.reader import Package
from registry.uploads.model import Upload
from registry.uploads.work import Begun, Outcome

_SHELF = Text("上架条件", "Place on the shelf")


def work(services: Services, begun: Begun, file: int) -> Outcome:
    """Make a version of an archive, passed or not."""
    handed = unpack(file, services.blobs)
    package = handed.package
    if package is None:
        return Outcome(False, _report(services, handed))
    try:
        version_id = _registered(services, begun, package)
    except (Invalid, handing_in.Refused) as error:
        handed.results["shelf"] = _off_the_shelf(error)
        return Outcome(False, _report(services, handed))
    found = handing_in.examine(services, version_id, package, begun.scope)
    return Outcome(found["passed"], _report(services, handed, found))


def _registered(services: Services, begun: Begun, package: Package) -> UUID:
    """Give the package its place: an uploaded version, from here on seen by its vendor."""
    with transaction(services.sessions) as session:
        version = handing_in.hand_in(
            session, begun.scope, package, begun.owner_id, services.settings, services.clock
        )
        session.get_one(Upload, begun.id).version_id = version.id
        return version.id


def _off_the_shelf(error: AlgomartError) -> Result:
    what = Text(error.message("zh"), error.message("en"))
    remedy = Text("请改正后重新上传。", "Correct this and upload it again.")
    return Result("shelf", 1, _SHELF, "failed", (Finding(what, remedy),))


def _report(
    services: Services, handed: Handed, found: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what was found of the archive, before what was found of the version it became."""
    before = [one.as_json() for one in handed.results.values()]
    if found is None:
        return gate.heading(services.clock) | {"passed": False, "checks": before}
    return found | {"checks": [*before, *found["checks"]]}
