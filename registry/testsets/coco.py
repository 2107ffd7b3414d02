"""Labels in COCO's format: one JSON with `images`, `categories` and `annotations`."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from registry.evaluation.labels import Thing, corners, outline
from registry.gate.findings import Finding, Findings
from registry.testsets.reading import FOLDER, UNREADABLE, Labels, Size, finding

FILE = "annotations.json"
_PARTS = 3


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class _Image(_Part):
    id: int
    file_name: str
    width: int | None = None
    height: int | None = None


class _Category(_Part):
    id: int
    name: Annotated[str, Field(min_length=1, max_length=64)]


class _Annotation(_Part):
    id: int = 0
    image_id: int
    category_id: int
    bbox: tuple[float, float, float, float]
    segmentation: list[list[float]] | dict[str, Any] | None = None
    iscrowd: int = 0


class _Document(_Part):
    images: list[_Image]
    categories: list[_Category]
    annotations: list[_Annotation]


def is_written_in(files: Mapping[str, bytes]) -> bool:
    """Tell whether the labels are COCO's."""
    return FILE in files


def read(files: Mapping[str, bytes], pictures: Mapping[str, Size], labels: Labels) -> Findings:
    """Fill in the labels and yield every fault of them."""
    try:
        document = _Document.model_validate(json.loads(files[FILE]))
    except ValidationError as error:
        yield from (_malformed(error) for error in error.errors()[:_PARTS])
        return
    except (ValueError, RecursionError):
        yield _malformed(None)
        return
    classes = {one.id: one.name for one in document.categories}
    labels.classes = tuple(dict.fromkeys(classes.values()))
    names: dict[int, str] = {}
    yield from _images(document.images, pictures, names)
    for one in document.annotations:
        yield from _annotation(one, classes, names, pictures, labels)


def _images(
    images: list[_Image], pictures: Mapping[str, Size], names: dict[int, str]
) -> Iterator[Finding]:
    for image in images:
        name = image.file_name.removeprefix(FOLDER)
        if name not in pictures:
            yield finding(
                f"annotations.json 中的图片 {_short(name)} 不在 images/ 中，或无法读取。",
                f"Picture {_short(name)} of annotations.json is not in images/, or cannot be read.",
                "请补上图片，或改正 file_name。",
                "Add the picture, or correct its file_name.",
            )
        elif pictures[name] == UNREADABLE:
            continue
        elif image.width and image.height and (image.width, image.height) != pictures[name]:
            yield finding(
                f"{name} 的尺寸与 annotations.json 所写不符。",
                f"{name} is not as large as annotations.json says.",
                "请使用标注时的原图，或重新导出标注。",
                "Use the picture that was labelled, or export the labels anew.",
            )
        else:
            names[image.id] = name


def _annotation(
    one: _Annotation,
    classes: Mapping[int, str],
    names: Mapping[int, str],
    pictures: Mapping[str, Size],
    labels: Labels,
) -> Iterator[Finding]:
    name, label = names.get(one.image_id), classes.get(one.category_id)
    if label is None or one.iscrowd:
        what = "iscrowd" if one.iscrowd else "category_id"
        yield finding(
            f"标注 {one.id}：{what} 不支持或没有定义。",
            f"Annotation {one.id}: its {what} is not taken, or not defined.",
            "请为每个标注使用 categories 中的类别，并去掉 iscrowd 区域。",
            "Use a category of the list for every annotation, and leave crowd regions out.",
        )
    elif name is not None:
        try:
            shape = outline(_points(one) / np.array(pictures[name], float))
        except ValueError:
            yield finding(
                f"标注 {one.id} 的边框或多边形有误。",
                f"The box or polygon of annotation {one.id} is malformed.",
                "bbox 应为 [左, 上, 宽, 高]（像素），多边形至少 3 个角。",
                "A bbox is [left, top, width, height] in pixels, a polygon has three corners or more.",
            )
        else:
            labels.things.setdefault(name, []).append(Thing(label, shape))


def _points(one: _Annotation) -> Any:
    """Return corners in pixels: of its polygon where it has just one, else of its box."""
    if isinstance(one.segmentation, list) and len(one.segmentation) == 1:
        return np.array(one.segmentation[0], float).reshape(-1, 2)
    left, top, width, height = one.bbox
    if width <= 0 or height <= 0:
        raise ValueError(one.bbox)
    return corners(left, top, width, height)


def _malformed(error: Any) -> Finding:
    where = ".".join(map(str, error["loc"])) if error else FILE
    return finding(
        f"annotations.json 不是 COCO 格式（{where}）。",
        f"annotations.json is not COCO's format ({where}).",
        "需要 images（id、file_name）、categories（id、name）与 annotations（image_id、category_id、bbox）。",
        "It needs images (id, file_name), categories (id, name), annotations (image_id, category_id, bbox).",
    )


def _short(name: str) -> str:
    return name[:100]
