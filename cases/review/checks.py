"""Which decided events another person judges once more, unseen, so that agreement can be measured."""

from uuid import UUID

from core.settings import Settings

_PARTS = 1 << 32


def sampled(event_id: UUID, verdict: str, settings: Settings) -> bool:
    """Tell whether an event is in the sample: always the same answer for one event and one share."""
    share = settings.check_share
    return verdict in ("confirm", "reject") and event_id.int % _PARTS < share * _PARTS
