"""What the readers of labels share."""

from dataclasses import dataclass, field

from core.text import Text
from registry.evaluation.labels import Thing
from registry.gate.findings import Finding

FOLDER = "images/"
Size = tuple[int, int]
"""Width and height in pixels."""
UNREADABLE: Size = (0, 0)
"""Of what is no picture, which has been said."""


@dataclass(slots=True)
class Labels:
    """The classes of a set, and the things in each picture by its name below `images/`."""

    classes: tuple[str, ...] = ()
    things: dict[str, list[Thing]] = field(default_factory=dict)


def finding(zh: str, en: str, mend_zh: str, mend_en: str, *, refuses: bool = True) -> Finding:
    """Return a fault with what mends it."""
    return Finding(Text(zh, en), Text(mend_zh, mend_en), refuses)


def text_of(data: bytes) -> str | None:
    """Return a file's text, None where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
