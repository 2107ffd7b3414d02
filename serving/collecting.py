"""What was purged leaves the store, unless something else refers to the same bytes."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.events.model import Event, Evidence
from cases.photos.model import CasePhoto
from core.database.engine import transaction
from core.http.services import Services
from registry.catalogue.model import Version
from registry.testsets.model import CityPicture
from registry.tuning.model import Tuning

GRACE_S = 24 * 3600.0
"""A blob that was put so recently may wait for its row; putting it again renews its age."""
AGAIN = timedelta(days=2)
"""What was purged within so long is looked after again: a crash, or the grace, may have left its blobs."""
BATCH = 500


def collect(services: Services, digests: Collection[str], grace_s: float = GRACE_S) -> int:
    """Delete those of the blobs that nothing refers to and that are old enough; return how many."""
    wanted, deleted = sorted(set(digests)), 0
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        with transaction(services.sessions) as session:
            used = _referred(session, some)
        deleted += sum(services.blobs.delete(one, grace_s) for one in some if one not in used)
    return deleted


def collect_left(services: Services) -> int:
    """Delete what earlier purges left behind; return how many blobs that were."""
    since = services.clock.now() - AGAIN
    left = (
        select(Evidence.digest)
        .join(Event, Event.id == Evidence.event_id)
        .where(Event.purged_at > since, Evidence.state == "purged", Evidence.digest.is_not(None))
    )
    with transaction(services.sessions) as session:
        digests = [one for one in session.scalars(left) if one is not None]
    return collect(services, digests)


def _referred(session: Session, digests: Collection[str]) -> set[str]:
    """Return the digests that kept evidence, a photo of a case, a test set or any package refers to."""
    kept = select(Evidence.digest).where(Evidence.digest.in_(digests), Evidence.state == "kept")
    found = {one for one in session.scalars(kept) if one is not None}
    found |= {*session.scalars(select(CasePhoto.digest).where(CasePhoto.digest.in_(digests)))}
    found |= {*session.scalars(select(CityPicture.digest).where(CityPicture.digest.in_(digests)))}
    variants = select(Tuning.variant_digest).where(Tuning.variant_digest.in_(digests))
    found |= {one for one in session.scalars(variants) if one is not None}
    for files in session.scalars(select(Version.files)):
        found |= {file["digest"] for file in files.values()}
    return found
