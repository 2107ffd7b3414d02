"""`algorithm.yaml`: all that algomart knows about an algorithm, declared as data and never as code."""

import itertools
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from algorithms.contract import faults
from algorithms.contract.errors import Fault, ManifestRefused
from algorithms.contract.rule import RuleDefaults, RuleSpec, Severity
from algorithms.contract.yaml_reader import read_yaml
from core.text import Text

FILE = "algorithm.yaml"
MAX_BYTES = 256 * 1024

DecoderKind = Literal["yolo_v5", "yolo_v8", "yolo_v11", "yolox", "mask"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Label = Annotated[str, Field(min_length=1, max_length=64)]
Side = Annotated[int, Field(ge=32, le=4096)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Channels = tuple[float, float, float]
PackagedFile = Annotated[str, Field(max_length=200), AfterValidator(faults.packaged_file)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """A text in both languages of the product."""

    zh: str = Field(min_length=1, max_length=500)
    en: str = Field(min_length=1, max_length=500)

    def text(self) -> Text:
        """Return the value the rest of the product hands around."""
        return Text(self.zh, self.en)


class Vendor(_Part):
    """Who made it and answers for it."""

    id: Name
    name: Words


class License(_Part):
    """SPDX expressions, or the name of an agreement, for the description and for the weights."""

    code: str = Field(min_length=1, max_length=200)
    weights: str = Field(min_length=1, max_length=200)


class InputSpec(_Part):
    """The tensor a model wants; the value of a channel is `(pixel × scale - mean) / std`."""

    name: str | None = Field(default=None, max_length=200)
    """Unset: the model's only input."""
    width: Side
    height: Side
    color: Literal["rgb", "bgr"] = "rgb"
    layout: Literal["nchw", "nhwc"] = "nchw"
    dtype: Literal["float32", "float16", "uint8"] = "float32"
    scale: float = Field(default=1 / 255, gt=0, le=1, allow_inf_nan=False)
    mean: Channels = (0.0, 0.0, 0.0)
    std: Channels = (1.0, 1.0, 1.0)
    fill: int = Field(default=114, ge=0, le=255)
    """Grey of the bars beside a letterboxed picture."""

    @field_validator("mean", "std")
    @classmethod
    def _finite(cls, value: Channels, info: ValidationInfo) -> Channels:
        if not all(-1e6 < number < 1e6 for number in value):
            raise faults.fault("必须是有限的数", "must be finite numbers")
        if info.field_name == "std" and not all(value):
            raise faults.fault("不能为 0", "must not be 0")
        return value


class DecoderSpec(_Part):
    """How the model's outputs become detections; `algorithms.decoders` carries it out."""

    kind: DecoderKind
    labels: tuple[Label, ...] = Field(min_length=1, max_length=1000)
    """Names of the classes, in the order of the model's outputs."""
    iou: Fraction = 0.5
    """Boxes of one class that overlap more are one thing."""
    score_floor: float = Field(default=0.05, ge=0.001, le=1)
    max_detections: int = Field(default=100, ge=1, le=1000)
    region_share: float = Field(default=0.5, ge=0.05, le=1)
    """Kind `mask`: a region reaches as far as the chance is this share of its highest."""

    @field_validator("labels")
    @classmethod
    def _distinct(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        return faults.distinct(labels)


class ModelStage(_Part):
    """One ONNX file with its input and its decoder."""

    kind: Literal["model"] = "model"
    file: PackagedFile
    input: InputSpec
    decoder: DecoderSpec


class CropStage(_Part):
    """Cuts what the stage before found out of the frame, for the stage after."""

    kind: Literal["crop"]
    labels: tuple[Label, ...] = Field(min_length=1)
    margin: float = Field(default=0.1, ge=0, le=2)
    """Widens the box by so much of its size on every side."""
    max_crops: int = Field(default=16, ge=1, le=256)


Stage = Annotated[ModelStage | CropStage, Field(discriminator="kind")]


class EventSpec(_Part):
    """What an incident of this kind is called and from which labels and scores it follows."""

    event_type: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$", max_length=100)
    labels: tuple[Label, ...] = Field(min_length=1)
    title: Words
    severity: Severity
    threshold: Fraction
    rule: RuleDefaults = RuleDefaults()
    """When sightings become an incident; `algorithms.contract.rule` says what it may hold."""

    @model_validator(mode="after")
    def _rule_fits(self) -> Self:
        try:
            self.spec()
        except ValidationError as error:
            raise faults.again(error) from error
        return self

    def spec(self) -> RuleSpec:
        """Return the whole rule as the vendor means it."""
        own = {name: getattr(self.rule, name) for name in RuleDefaults.model_fields}
        return RuleSpec(threshold=self.threshold, severity=self.severity, **own)


class Look(_Part):
    """How often the algorithm wants to look, and how urgent its looks are."""

    interval_s: float = Field(ge=0.2, le=86400)
    priority: Literal["high", "normal", "low"] = "normal"


class Resources(_Part):
    """What the vendor states; the gate measures for itself."""

    memory_mb: int = Field(ge=16, le=65536)
    cpu_ms: float = Field(gt=0, le=600_000)
    """CPU time of one frame on one core."""


class Privacy(_Part):
    """Whether the outputs can tell people or vehicles apart."""

    faces: bool
    plates: bool
    note: Words | None = None


class Sample(_Part):
    """A picture and the detections the model must reproduce on it."""

    picture: PackagedFile
    expected: PackagedFile


class Provenance(_Part):
    """Where the weights come from."""

    base_model: str = Field(min_length=1, max_length=200)
    base_license: str = Field(min_length=1, max_length=200)
    datasets: tuple[str, ...] = ()
    trained_at: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


class Manifest(_Part):
    """The whole of `algorithm.yaml`."""

    format: Literal[1]
    id: Name
    version: str = Field(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$")
    vendor: Vendor
    title: Words
    summary: Words
    license: License
    stages: tuple[Stage, ...]
    events: tuple[EventSpec, ...]
    look: Look
    batch_max: int = Field(default=1, ge=1, le=256)
    """Most frames in one call; 1 for a model with a fixed batch of one."""
    resources: Resources
    privacy: Privacy
    samples: tuple[Sample, ...] = ()
    contact: str = Field(min_length=3, max_length=200)
    provenance: Provenance

    @field_validator("stages")
    @classmethod
    def _ordered(cls, stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
        kinds = [stage.kind for stage in stages]
        if kinds not in (["model"], ["model", "crop", "model"]):
            raise faults.fault(
                "只能是 [model] 或 [model, crop, model]",
                "must be [model] or [model, crop, model]",
            )
        for before, after in itertools.pairwise(stages):
            if isinstance(before, ModelStage) and isinstance(after, CropStage):
                faults.require_known(after.labels, before.decoder.labels)
        return stages

    @field_validator("events")
    @classmethod
    def _events_of_known_labels(
        cls, events: tuple[EventSpec, ...], info: ValidationInfo
    ) -> tuple[EventSpec, ...]:
        if not 1 <= len(events) <= 32:
            raise faults.fault("应有 1 到 32 项", "must have 1 to 32 entries")
        faults.distinct(tuple(event.event_type for event in events))
        stages = info.data.get("stages")
        if stages:
            known = tuple(label for stage in stages for label in _labels(stage))
            faults.require_known(tuple(x for event in events for x in event.labels), known)
        return events

    @property
    def model_stages(self) -> tuple[ModelStage, ...]:
        """The stages that run a model, in order."""
        return tuple(stage for stage in self.stages if isinstance(stage, ModelStage))


def _labels(stage: Stage) -> tuple[str, ...]:
    return stage.decoder.labels if isinstance(stage, ModelStage) else ()


def load(folder: Path) -> Manifest:
    """Read and check `folder/algorithm.yaml` and that every file it names is there."""
    try:
        text = (folder / FILE).read_bytes()
    except OSError as error:
        absent = Text("包内没有这个文件", "the package has no such file")
        raise ManifestRefused([Fault(FILE, absent)]) from error
    return parse(text, folder)


def parse(source: bytes, folder: Path | None = None) -> Manifest:
    """Check a manifest's bytes; with a folder, also that the files it names lie there."""
    if len(source) > MAX_BYTES:
        raise ManifestRefused([Fault(FILE, Text("文件超过 256 KiB", "larger than 256 KiB"))])
    try:
        return Manifest.model_validate(read_yaml(source), context={"folder": folder})
    except ValidationError as error:
        raise ManifestRefused(faults.from_pydantic(error)) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ManifestRefused([faults.unreadable(FILE, error)]) from error
