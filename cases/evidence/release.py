"""The one way a picture leaves the case circle: for notifications, public pages and screen walls."""

from collections.abc import Sequence

from algorithms.contract.values import Detection
from cases.evidence import jpeg
from cases.evidence.mask import mask


def release(data: bytes, hits: Sequence[Detection]) -> bytes:
    """Return a stored picture as a masked JPEG; any doubt raises an `AlgomartError`, and nothing leaves."""
    return jpeg.encode(mask(jpeg.decode(data), hits), kind="released")
