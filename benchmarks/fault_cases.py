"""The simulator's faults as they are tried on a camera: at which value, and whether it must be told."""

from dataclasses import dataclass

from video.simulator import FAULTS, Fault


@dataclass(frozen=True, slots=True)
class Case:
    """One fault."""

    fault: Fault
    breaks: bool = True
    """Whether a camera that has it cannot be analysed; else it must go on, or be back by itself."""
    cut: bool = False
    """Only new connections meet it: the one that plays is broken."""
    value: float | None = None
    whole: bool = False
    """Only a whole recorder can have it."""

    @property
    def name(self) -> str:
        """The fault, and its value where it is not the usual one."""
        return self.fault if self.value is None else f"{self.fault} {self.value:g}"

    @property
    def film(self) -> bool:
        """Whether the camera plays another film."""
        return FAULTS[self.fault].film


CASES = (
    Case(Fault.CLOSED, cut=True, whole=True),
    Case(Fault.RESET, cut=True),
    Case(Fault.MUTE, cut=True),
    Case(Fault.REFUSED, cut=True),
    Case(Fault.FULL, cut=True, value=0),
    Case(Fault.FULL_FORBIDDEN, cut=True, value=0),
    Case(Fault.STALLED),
    Case(Fault.HUNG_UP),
    Case(Fault.TORN),
    Case(Fault.CORRUPT, value=0.9),
    Case(Fault.SLOW, value=1_000),
    Case(Fault.FROZEN),
    Case(Fault.GRAY),
    Case(Fault.BLACK),
    Case(Fault.OVEREXPOSED),
    Case(Fault.BLURRED),
    Case(Fault.COVERED),
    Case(Fault.MOVED),
    Case(Fault.SLOW, breaks=False),
    Case(Fault.CLOCK_JUMPS, breaks=False),
    Case(Fault.CLOCK_OFFSET, breaks=False),
    Case(Fault.CLOCK_DRIFT, breaks=False),
    Case(Fault.LONG_GOP, breaks=False),
    Case(Fault.RESIZED, breaks=False),
    Case(Fault.OTHER_CODEC, breaks=False),
)
