"""What is in an archive of a test set, with every fault of it: read in a confined child.

`images/` holds the pictures. Their labels are YOLO's (`labels/` or `labels_seg/`, and `classes.txt`) or
COCO's (`annotations.json`); `scenes.csv` tells the scene of each, unless the whole set has one.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from core.text import Text
from registry.evaluation.labels import Thing
from registry.gate.checks.files import pixels
from registry.gate.findings import Finding, Findings
from registry.testsets import coco, scenes, yolo
from registry.testsets.reading import FOLDER, UNREADABLE, Labels, Size, finding

MOST_PICTURES = 5_000
_PICTURES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the sender says of the whole set."""

    covers: Mapping[str, Collection[str]]
    """By event type, the classes that mean it."""
    scene: str | None = None
    """Of every picture that `scenes.csv` does not name."""
    negative_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture with its labels."""

    name: str
    data: bytes
    scene: str
    things: tuple[Thing, ...]


@dataclass(slots=True)
class Contents:
    """What was found, by the check that found it."""

    findings: dict[str, list[Finding]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    pictures: list[Picture] = field(default_factory=list)

    @property
    def faulty(self) -> bool:
        """Whether anything refuses it."""
        return any(one.refuses for found in self.findings.values() for one in found)


def read(files: Mapping[str, bytes], wanted: Wanted) -> Contents:
    """Read an unpacked archive; with any fault it has no pictures."""
    found = Contents()
    images = {
        name.removeprefix(FOLDER): data
        for name, data in sorted(files.items())
        if name.startswith(FOLDER) and name.lower().endswith(_PICTURES)
    }
    sizes: dict[str, Size] = {}
    found.findings["pictures"] = [*_images(images, sizes)]
    labels = Labels()
    reader = coco if coco.is_written_in(files) else yolo
    found.findings["labels"] = [*reader.read(files, sizes, labels)]
    told: dict[str, str] = {}
    found.findings["scenes"] = [*scenes.read(files, images, wanted.scene, told)]
    if not found.findings["labels"]:
        found.findings["events"] = [*_events(wanted, labels, images)]
    if not found.faulty:
        found.classes = labels.classes
        found.pictures = [
            Picture(name, data, told[name], tuple(labels.things.get(name, ())))
            for name, data in images.items()
        ]
    return found


def _images(images: Mapping[str, bytes], sizes: dict[str, Size]) -> Findings:
    if not 1 <= len(images) <= MOST_PICTURES:
        yield finding(
            f"images/ 中有 {len(images)} 张图片。",
            f"images/ holds {len(images)} pictures.",
            f"请提供 1 到 {MOST_PICTURES} 张 JPEG 或 PNG；更大的测试集请分开上传。",
            f"Give 1 to {MOST_PICTURES} JPEG or PNG; split a larger set.",
        )
        return
    known: dict[str, str] = {}
    for name, data in images.items():
        opened = pixels(data)
        sizes[name] = UNREADABLE if opened is None else (opened.shape[1], opened.shape[0])
        if opened is None:
            yield finding(
                f"{name} 不是可读取的图片，或过大。",
                f"{name} is no readable picture, or too large.",
                "请使用不超过 3600 万像素的 JPEG 或 PNG。",
                "Use a JPEG or PNG of up to 36 million pixels.",
            )
            continue
        first = known.setdefault(sha256(data).hexdigest(), name)
        if first != name:
            yield finding(
                f"{name} 与 {first} 是同一张图片。",
                f"{name} is the same picture as {first}.",
                "请删除其中一张及其标注，否则会重复计数。",
                "Leave one of them out with its labels; it would count twice.",
            )


def _events(wanted: Wanted, labels: Labels, images: Mapping[str, bytes]) -> Iterator[Finding]:
    for event_type, classes in wanted.covers.items():
        yield from _unknown(event_type, classes, labels.classes)
        shown = sum(
            any(thing.label in classes for thing in labels.things.get(name, ())) for name in images
        )
        if shown == 0:
            yield finding(
                f"没有图片包含 {event_type}。",
                f"No picture shows {event_type}.",
                "请添加包含该事件的图片，或从覆盖的事件中去掉它。",
                "Add pictures that show it, or take it off the events that the set covers.",
            )
        elif shown == len(images):
            yield finding(
                f"所有图片都包含 {event_type}，无法计算误报与 AUC。",
                f"Every picture shows {event_type}: false alarms and AUC cannot be measured.",
                "请添加不含该事件的图片。",
                "Add pictures without it.",
                refuses=False,
            )
    if wanted.negative_hours is not None and all(labels.things.get(name) for name in images):
        yield finding(
            "填写了无事件录像时长，但没有一张图片是无标注的。",
            "Hours of negative footage are given, but no picture is without labels.",
            "请加入取自该录像的无标注图片，或不填时长。",
            "Add pictures of that footage, without labels, or leave the hours out.",
        )


def _unknown(event_type: str, classes: Collection[str], known: Collection[str]) -> Findings:
    for name in sorted({*classes} - {*known}):
        yield Finding(
            Text(
                f"{event_type} 的类别“{name}”不在标注类别中（{'、'.join(known)}）。",
                f"Class “{name}” of {event_type} is none of the labels' ({', '.join(known)}).",
            ),
            Text(
                "请改正上传时填写的类别，或改正标注。",
                "Correct the classes given with the upload, or the labels.",
            ),
        )
