"""A camera's picture, and a look at it by one version."""

from dataclasses import dataclass, field

from algorithms.contract.values import Frame, Letterbox, Pixels
from algorithms.ops import letterbox
from serving.cluster.assignment import Watch

Size = tuple[int, int, int]
"""Width, height and fill of a model's input."""


@dataclass(eq=False)
class Picture:
    """What a camera shows, fitted once to each input size, whoever looks at it."""

    frame: Frame
    problem: str | None = None
    """What is wrong with the picture, though it can be looked at."""
    _fitted: dict[Size, tuple[Pixels, Letterbox]] = field(default_factory=dict)

    def look(self, watch: Watch) -> "Look":
        """Return a look at it."""
        size = watch.input_width, watch.input_height, watch.input_fill
        if size not in self._fitted:
            self._fitted[size] = letterbox(self.frame.pixels, *size)
        return Look(watch, self.frame, *self._fitted[size], self.problem, self)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A frame that one subscription will look at, fitted to its model's input."""

    watch: Watch
    frame: Frame
    pixels: Pixels
    letterbox: Letterbox
    problem: str | None = None
    """What is wrong with the picture, though it can be looked at."""
    picture: Picture | None = None
    """Where other versions can look at the same frame."""

    def by(self, watch: Watch) -> "Look":
        """Return the look of another version at the same frame."""
        return (self.picture or Picture(self.frame, self.problem)).look(watch)

    @property
    def size(self) -> tuple[int, int]:
        """Of the camera's picture, width × height in pixels."""
        height, width = self.frame.pixels.shape[:2]
        return width, height
