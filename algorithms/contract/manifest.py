"""`algorithm.yaml`: all that algomart knows about an algorithm, declared as data and never as code."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from algorithms.contract import faults
from algorithms.contract.errors import Fault, ManifestRefused
from algorithms.contract.facts import (
    CameraFitness,
    Privacy,
    Provenance,
    Reported,
    Resources,
    Sample,
)
from algorithms.contract.part import Fraction, Label, Name, PackagedFile, Part, Words
from algorithms.contract.rule import RuleDefaults, RuleSpec, Severity
from algorithms.contract.yaml_reader import read_yaml
from core.text import Text

FILE = "algorithm.yaml"
MAX_BYTES = 256 * 1024

DecoderKind = Literal["yolo_v5", "yolo_v8", "yolo_v11", "yolox", "mask"]

Side = Annotated[int, Field(ge=32, le=4096)]
Channels = tuple[float, float, float]


class Vendor(Part):
    """Who made it and answers for it."""

    id: Name
    """Short name: small letters, digits and underscores."""
    name: Words
    """As it stands on the shelf."""


class License(Part):
    """SPDX expressions, or the name of an agreement, for the description and for the weights."""

    code: str = Field(min_length=1, max_length=200)
    """Of the description and whatever else is not weights."""
    weights: str = Field(min_length=1, max_length=200)
    """Of the model file."""


class InputSpec(Part):
    """The tensor a model wants; the value of a channel is `(pixel × scale - mean) / std`."""

    name: str | None = Field(default=None, max_length=200)
    """Unset: the model's only input."""
    width: Side
    """Pixels across; a frame is fitted in without changing its proportions (letterbox)."""
    height: Side
    """Pixels down."""
    color: Literal["rgb", "bgr"] = "rgb"
    """Order of the channels."""
    layout: Literal["nchw", "nhwc"] = "nchw"
    """Order of the axes: batch, channel, height, width."""
    dtype: Literal["float32", "float16", "uint8"] = "float32"
    """Type of the numbers."""
    scale: float = Field(default=1 / 255, gt=0, le=1, allow_inf_nan=False)
    """What a pixel (0 to 255) is multiplied with."""
    mean: Channels = (0.0, 0.0, 0.0)
    """Taken off each channel after scaling, in the order of `color`."""
    std: Channels = (1.0, 1.0, 1.0)
    """What each channel is divided by then."""
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


class DecoderSpec(Part):
    """How the model's outputs become detections; `algorithms.decoders` carries it out."""

    kind: DecoderKind
    """What the outputs mean."""
    labels: tuple[Label, ...] = Field(min_length=1, max_length=1000)
    """Names of the classes, in the order of the model's outputs."""
    iou: Fraction = 0.5
    """Boxes of one class that overlap more are one thing."""
    score_floor: float = Field(default=0.05, ge=0.001, le=1)
    """What scores less is not seen at all."""
    max_detections: int = Field(default=100, ge=1, le=1000)
    """Most detections in one picture, the best of them."""
    region_share: float = Field(default=0.5, ge=0.05, le=1)
    """Kind `mask`: a region reaches as far as the chance is this share of its highest."""

    @field_validator("labels")
    @classmethod
    def _distinct(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        return faults.distinct(labels)


class ModelStage(Part):
    """One ONNX file with its input and its decoder."""

    kind: Literal["model"] = "model"
    """This kind of stage."""
    file: PackagedFile
    """The .onnx file, its weights inside."""
    input: InputSpec
    """What the model takes."""
    decoder: DecoderSpec
    """What it gives."""


class RemoteStage(Part):
    """A model that stays with its vendor and is asked over the Open Inference Protocol v2, at an endpoint."""

    kind: Literal["remote"]
    """This kind of stage."""
    endpoint: Name
    """The vendor's endpoint, by its name on the platform, where its address and credential stand."""
    model: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,100}$")
    """What the endpoint calls the model."""
    version: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_.-]{1,100}$")
    """Which version of it is asked; unset: the one that the endpoint chooses."""
    tensors: Literal["binary", "json"] = "binary"
    """How numbers travel: as bytes behind the JSON, or written out for a server that takes no bytes."""
    input: InputSpec
    """What the model takes; its name is needed. Nothing else of a camera's picture leaves the platform."""
    output: str = Field(min_length=1, max_length=200)
    """The output that the decoder reads; no other is asked for."""
    decoder: DecoderSpec
    """What it gives."""

    @field_validator("input")
    @classmethod
    def _named(cls, spec: InputSpec) -> InputSpec:
        if spec.name is None:
            raise faults.fault(
                "远程模型的输入须写明 name", "the input of a remote model needs its name"
            )
        return spec


class CropStage(Part):
    """Cuts what the stage before found out of the frame, for the stage after."""

    kind: Literal["crop"]
    """This kind of stage."""
    labels: tuple[Label, ...] = Field(min_length=1)
    """What is cut out."""
    margin: float = Field(default=0.1, ge=0, le=2)
    """Widens the box by so much of its size on every side."""
    max_crops: int = Field(default=16, ge=1, le=256)
    """Most pieces of one frame, the best of them."""


Seeing = ModelStage | RemoteStage
"""What makes detections of a picture, here or at its vendor's."""
Stage = Annotated[ModelStage | RemoteStage | CropStage, Field(discriminator="kind")]


class EventSpec(Part):
    """What an incident of this kind is called and from which labels and scores it follows."""

    event_type: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$", max_length=100)
    """What kind of event it is, such as `fire.smoke`; a city's matters refer to it."""
    labels: tuple[Label, ...] = Field(min_length=1)
    """The decoder's labels that make one."""
    title: Words
    """What a dispatcher reads."""
    severity: Severity
    """How urgent one is unless the subscriber says otherwise."""
    threshold: Fraction
    """Scores from here up count unless the subscriber says otherwise."""
    rule: RuleDefaults = RuleDefaults()
    """When sightings become an incident unless the subscriber says otherwise."""

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


class Look(Part):
    """How often the algorithm wants to look, and how urgent its looks are."""

    interval_s: float = Field(ge=0.2, le=86400)
    """Seconds between two looks through a camera."""
    priority: Literal["high", "normal", "low"] = "normal"
    """Whose looks go first where not all can be had."""


class Manifest(Part):
    """The whole of `algorithm.yaml`."""

    format: Literal[1]
    """Version of this contract."""
    id: Name
    """What the algorithm is called for good: small letters, digits and underscores."""
    version: str = Field(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$")
    """Semantic version; one number is used once."""
    vendor: Vendor
    """Who hands it in."""
    title: Words
    """What it is called on the shelf."""
    summary: Words
    """What it does, in a sentence or two."""
    license: License
    """Under which terms it may be used."""
    stages: tuple[Stage, ...]
    """How a frame becomes detections: one model, here or remote, or a model, a crop and a second model."""
    events: tuple[EventSpec, ...]
    """Which events are raised, and by default when."""
    look: Look
    """How often it wants to see a frame."""
    batch_max: int = Field(default=1, ge=1, le=256)
    """Most frames in one call; 1 for a model with a fixed batch of one."""
    resources: Resources
    """What it needs to run."""
    accuracy_loss: float = Field(default=0.01, ge=0, le=0.2)
    """How much of its image AUC may be lost where it then runs faster; 0: only where nothing is lost."""
    camera: CameraFitness | None = None
    """Which cameras it fits."""
    privacy: Privacy
    """Whom it could identify."""
    samples: tuple[Sample, ...] = Field(default=(), max_length=32)
    """Pictures with what is seen in them; the gate lets nothing pass that does not reproduce them."""
    contact: str = Field(min_length=3, max_length=200)
    """Whom to ask: a mail address or a telephone number."""
    provenance: Provenance
    """What the weights come from."""
    reported: tuple[Reported, ...] = Field(default=(), max_length=64)
    """What the vendor has measured; the platform measures for itself."""

    @field_validator("stages")
    @classmethod
    def _ordered(cls, stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
        kinds = [stage.kind for stage in stages]
        if kinds not in (["model"], ["remote"], ["model", "crop", "model"]):
            raise faults.fault(
                "只能是 [model]、[remote] 或 [model, crop, model]",
                "must be [model], [remote] or [model, crop, model]",
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

    @field_validator("reported")
    @classmethod
    def _reported_of_events(
        cls, reported: tuple[Reported, ...], info: ValidationInfo
    ) -> tuple[Reported, ...]:
        known = {event.event_type for event in info.data.get("events", ())}
        unknown = sorted({one.event_type for one in reported} - known)
        if known and unknown:
            listed = ", ".join(unknown)
            raise faults.fault(f"events 中没有：{listed}", f"events has no such: {listed}")
        return reported

    @property
    def model_stages(self) -> tuple[ModelStage, ...]:
        """The stages that run a model of the package, in order."""
        return tuple(stage for stage in self.stages if isinstance(stage, ModelStage))

    @property
    def seeing(self) -> Seeing:
        """The stage that is given the whole frame."""
        return next(stage for stage in self.stages if not isinstance(stage, CropStage))

    @property
    def remote(self) -> RemoteStage | None:
        """The stage whose model stays with its vendor, if there is one."""
        return self.seeing if isinstance(self.seeing, RemoteStage) else None


def _labels(stage: Stage) -> tuple[str, ...]:
    return () if isinstance(stage, CropStage) else stage.decoder.labels


def load(folder: Path) -> Manifest:
    """Read and check `folder/algorithm.yaml` and that every file it names is there."""
    try:
        text = (folder / FILE).read_bytes()
    except OSError as error:
        absent = Text("包内没有这个文件", "the package has no such file")
        raise ManifestRefused([Fault(FILE, absent)]) from error
    return parse(text, lambda name: (folder / name).is_file())


def parse(source: bytes, has: Callable[[str], bool] | None = None) -> Manifest:
    """Check a manifest's bytes; `has` tells whether the package has a file of a name."""
    if len(source) > MAX_BYTES:
        raise ManifestRefused([Fault(FILE, Text("文件超过 256 KiB", "larger than 256 KiB"))])
    try:
        read = read_yaml(source)
        if unprintable := [*faults.unprintable(read)]:
            raise ManifestRefused(unprintable)
        return Manifest.model_validate(read, context={"has": has})
    except ValidationError as error:
        raise ManifestRefused(faults.from_pydantic(error)) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ManifestRefused([faults.unreadable(FILE, error)]) from error
