"""What a vendor states beside the model: needs, privacy, samples, figures, origin, cameras."""

from typing import Literal

from pydantic import Field, field_validator

from algorithms.contract import faults
from algorithms.contract.part import Fraction, PackagedFile, Part, Words

Range = tuple[float, float]
GRADES = {"light": (50, 300), "medium": (250, 1000)}
"""Most milliseconds of CPU time and megabytes of each grade; more is heavy."""


class Resources(Part):
    """What the vendor states; the gate measures for itself."""

    memory_mb: int = Field(ge=16, le=65536)
    """Memory of the model's process."""
    cpu_ms: float = Field(gt=0, le=600_000)
    """CPU time of one frame on one core."""
    grade: Literal["light", "medium", "heavy"] | None = None
    """What it is sold as: light up to 50 ms and 300 MB, medium up to 250 ms and 1000 MB, heavy beyond."""


class Privacy(Part):
    """Whether the outputs can tell people or vehicles apart."""

    faces: bool
    """Whether a person can be told from another by what comes out."""
    plates: bool
    """Whether a vehicle can."""
    note: Words | None = None
    """What a data protection officer should know besides."""


class Sample(Part):
    """A picture and the detections the model must reproduce on it."""

    picture: PackagedFile
    """A JPEG or PNG."""
    expected: PackagedFile
    """JSON: `{"detections": [{"label", "score", "box": [left, top, right, bottom]}]}`, box from 0 to 1."""


class Reported(Part):
    """One figure as the vendor has measured it: shown apart from what is measured here, never with it."""

    event_type: str = Field(max_length=100)
    """Which of the events it is about."""
    figure: Literal["image_auc", "recall_at_5pct_fpr", "ap50", "ap50_95", "precision", "recall"]
    """What was measured, as docs/evaluation.md defines it."""
    value: Fraction
    """What came out."""
    data: str = Field(min_length=1, max_length=200)
    """On which pictures: their source and how many."""


class Provenance(Part):
    """Where the weights come from."""

    base_model: str = Field(min_length=1, max_length=200)
    """What training began with; `none` where it began with nothing."""
    base_license: str = Field(min_length=1, max_length=200)
    """Licence of that."""
    datasets: tuple[str, ...] = ()
    """What it was trained on, each with its licence."""
    trained_at: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    """The day training ended."""


class CameraFitness(Part):
    """Which cameras the algorithm is made for; what is not given does not matter."""

    height_m: Range | None = None
    """Lowest and highest mounting, in metres above the ground."""
    pitch_deg: Range | None = None
    """Least and steepest tilt below the horizon, in degrees; 90 looks straight down."""
    min_object_px: int | None = Field(default=None, ge=1, le=4096)
    """Shorter side of the smallest thing that is found, in pixels of the model's input."""
    night: bool | None = None
    """Whether it works at night."""

    @field_validator("height_m", "pitch_deg")
    @classmethod
    def _in_order(cls, value: Range | None) -> Range | None:
        if value is not None and not 0 <= value[0] <= value[1] <= 1000:
            raise faults.fault("应为从小到大的两个数", "must be two numbers, the smaller first")
        return value
