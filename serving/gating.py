"""The gate, in a process of its own: packages that arrived, then versions whose verdict an upgrade outdated.

That process opens nothing of a vendor's itself; its confined children do.
"""

from core.http.services import Services
from core.log import get_logger
from registry.catalogue import handing_in
from registry.uploads import job
from serving.apart import Apart

_log = get_logger(__name__)


def gatekeeper(services: Services) -> Apart:
    """Return what puts packages and versions through the gate."""
    return Apart(services, "gate", _is_due, work)


def work(services: Services) -> None:
    """Examine again what runs, before it may run on; then what was handed in."""
    for version_id in handing_in.stale(services.sessions):
        _log.info("a version is examined again", version=str(version_id))
        handing_in.examine_again(services, version_id)
    job.run_due(services)


def _is_due(services: Services) -> bool:
    return job.is_due(services.sessions) or bool(handing_in.stale(services.sessions))
