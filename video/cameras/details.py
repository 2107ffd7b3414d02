"""What a catalogue says of a camera beside its name, its address and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from core.text import Text

Ptz = Literal[
    "ptz_dome", "dome", "bullet", "ptz_bullet", "ptz_half_dome", "multi_panorama", "multi_part",
]  # fmt: skip
Room = Literal["outdoor", "indoor"]
Direction = Literal[
    "east", "west", "south", "north", "southeast", "northeast", "southwest", "northwest"
]
Secrecy = Literal["open", "classified"]
Night = Literal["sees", "blind"]
Source = Literal["typed", "import", "wvp"]

PTZS: tuple[str, ...] = get_args(Ptz)
ROOMS: tuple[str, ...] = get_args(Room)
DIRECTIONS: tuple[str, ...] = get_args(Direction)
SECRECIES: tuple[str, ...] = get_args(Secrecy)
NIGHTS: tuple[str, ...] = get_args(Night)
SOURCES: tuple[str, ...] = get_args(Source)

TAGS_MAX = 20
"""Tags a camera may have."""

WORDS: Mapping[str, Mapping[str, Text]] = {
    "ptz": {
        "ptz_dome": Text("球机", "PTZ dome"),
        "dome": Text("半球", "dome"),
        "bullet": Text("固定枪机", "bullet"),
        "ptz_bullet": Text("遥控枪机", "PTZ bullet"),
        "ptz_half_dome": Text("遥控半球", "PTZ half dome"),
        "multi_panorama": Text("多目全景", "multi-eyed, panorama"),
        "multi_part": Text("多目分割", "multi-eyed, one part"),
    },
    "room": {"outdoor": Text("室外", "outdoor"), "indoor": Text("室内", "indoor")},
    "direction": {
        "east": Text("东", "east"),
        "west": Text("西", "west"),
        "south": Text("南", "south"),
        "north": Text("北", "north"),
        "southeast": Text("东南", "southeast"),
        "northeast": Text("东北", "northeast"),
        "southwest": Text("西南", "southwest"),
        "northwest": Text("西北", "northwest"),
    },
    "secrecy": {"open": Text("不涉密", "open"), "classified": Text("涉密", "classified")},
    "night": {
        "sees": Text("夜间可用", "sees at night"),
        "blind": Text("夜间不可用", "blind at night"),
    },
}
"""The words of each coded field, in the order of GB/T 28181: the first is its 1, secrecy's its 0."""

GB_CODES: Mapping[str, Mapping[str, str]] = {
    field: {str(number): word for number, word in enumerate(words, field != "secrecy")}
    for field, words in WORDS.items()
    if field != "night"
}
"""From the numbers GB/T 28181 and WVP use to our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The plain fields of a catalogue; empty text and None mean that nothing is known."""

    gb_id: str | None = None
    """Twenty digits (GB/T 28181), once in an organization."""
    region: str | None = None
    """Administrative code (GB/T 2260) of 2 to 8 digits; None: that of `gb_id`."""
    manufacturer: str = ""
    model: str = ""
    ptz: Ptz | None = None
    room: Room | None = None
    direction: Direction | None = None
    """Where it looks."""
    resolution: str = ""
    height_m: float | None = None
    """Metres above the ground."""
    pitch_deg: float | None = None
    """Degrees below the horizon; 90 looks straight down."""
    smallest_px: int | None = None
    """Shorter side of the smallest thing that shall be seen, in pixels of its picture."""
    night: Night | None = None
    """Whether it sees at night, by lamps or by infrared."""
    secrecy: Secrecy = "open"
    parent: str = ""
    """Id of what it hangs on at its source: a device, a platform."""
    nvr: str = ""
    """Cameras behind one recorder share its sessions; empty: host and port of the address stand for it."""
    source: Source = "typed"
    source_id: str | None = None
    """Its id there, once in an organization and source."""
    tags: tuple[str, ...] = ()
    group: str = ""
    """Where in the organization's own tree of groups: names with `/` between."""
