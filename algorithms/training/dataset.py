"""Lays out the pictures of a recipe as Ultralytics reads them: `train/` and `val/`, split by scene."""

import json
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import yaml

from algorithms.training import decoys, rendered, split
from algorithms.training.recipe import Recipe, Source


@dataclass(frozen=True, slots=True)
class Picture:
    """One real picture, its scene, and where it goes."""

    path: Path
    source: Source
    scene: int
    held_out: bool


def choose(recipe: Recipe, data: Path) -> list[Picture]:
    """Choose the real pictures: scenes first, then who is held out, then how many of each scene."""
    found = [(path, source) for source in recipe.sources for path in _files(source, data)]
    scenes = split.scenes_of([path for path, _ in found])
    scene_of = {path: scene for (path, _), scene in zip(found, scenes, strict=True)}
    pictures = []
    for source in recipe.sources:
        own = [path for path, origin in found if origin is source]
        kept = split.spread(own, scene_of, source.keep, source.per_scene, recipe.seed)
        pictures += [(path, source) for path in kept]
    held = _held_out(recipe, [(source, scene_of[path]) for path, source in pictures])
    return [
        Picture(path, source, scene_of[path], scene_of[path] in held) for path, source in pictures
    ]


def build(recipe: Recipe, data: Path, work: Path) -> Path:
    """Write the dataset below `work`; return the file that describes it."""
    root = work / "dataset"
    shutil.rmtree(root, ignore_errors=True)
    for part in ("train", "val"):
        (root / part / "images").mkdir(parents=True)
        (root / part / "labels").mkdir()
    counts: Counter[str] = Counter()
    chosen = choose(recipe, data)
    for picture in chosen:
        part = "val" if picture.held_out else "train"
        _copy(picture, root / part)
        counts[f"{part} {picture.source.prefix}"] += 1
    for scene, name, encoded, labels in rendered.draw(recipe.rendered, recipe.labels):
        part = "val" if scene % 10 == 9 else "train"
        rendered.write(root / part, name, encoded, labels)
        counts[f"{part} rendered_"] += 1
    for part, share in (("train", 1.0), ("val", recipe.held_out_share)):
        counts[f"{part} decoy_"] = _decoys(recipe, chosen, root / part, share)
    (root / "counts.json").write_text(json.dumps(dict(sorted(counts.items())), indent=2))
    return _describe(recipe, root)


def narrowed(described: Path, shares: dict[str, float], target: Path) -> Path:
    """Describe the same dataset with only a share of some origins; the choice is evenly spaced."""
    if not shares:
        return described
    kept: list[str] = []
    due: dict[str, float] = dict.fromkeys(shares, 0.0)
    for path in sorted((described.parent / "train" / "images").iterdir()):
        prefix = next((prefix for prefix in shares if path.name.startswith(prefix)), "")
        if prefix:
            due[prefix] += shares[prefix]
            if due[prefix] < 1:
                continue
            due[prefix] -= 1
        kept.append(str(path))
    target.with_suffix(".txt").write_text("\n".join(kept), encoding="utf-8")
    description = yaml.safe_load(described.read_text(encoding="utf-8"))
    description["train"] = str(target.with_suffix(".txt"))
    target.write_text(yaml.safe_dump(description), encoding="utf-8")
    return target


def _files(source: Source, data: Path) -> list[Path]:
    return sorted((data / "train" / source.folder / "images").glob(f"{source.prefix}*"))


def _held_out(recipe: Recipe, placed: list[tuple[Source, int]]) -> set[int]:
    """Hold out a share of every source; a scene that several sources show stays with training."""
    origins: dict[int, set[str]] = defaultdict(set)
    for source, scene in placed:
        origins[scene].add(source.prefix)
    held: set[int] = set()
    for source in recipe.sources:
        scenes = [scene for origin, scene in placed if origin is source]
        own = [scene for scene in scenes if len(origins[scene]) == 1]
        share = recipe.held_out_share * len(scenes) / max(len(own), 1)
        held |= split.hold_out(own, share, recipe.seed)
    return held


def _copy(picture: Picture, folder: Path) -> None:
    shutil.copyfile(picture.path, folder / "images" / picture.path.name)
    labels = picture.path.parent.parent / "labels" / f"{picture.path.stem}.txt"
    text = ""
    if not picture.source.background and labels.exists():
        text = labels.read_text(encoding="utf-8")
    (folder / "labels" / f"{picture.path.stem}.txt").write_text(text, encoding="utf-8")


def _decoys(recipe: Recipe, chosen: list[Picture], folder: Path, share: float) -> int:
    """Make decoys from the backgrounds of this side of the split."""
    held_out = folder.name == "val"
    paths = [p.path for p in chosen if p.source.background and p.held_out == held_out]
    photos = [np.asarray(cv2.imread(str(path)), dtype=np.uint8) for path in paths]
    rng = np.random.default_rng(recipe.seed + held_out)
    kinds = {decoys.screens: recipe.decoys.screens, decoys.surface: recipe.decoys.surfaces}
    made = 0
    for kind, count in kinds.items():
        for _ in range(round(count * share)):
            encoded = cv2.imencode(".jpg", kind(rng, photos))[1].tobytes()
            rendered.write(folder, f"decoy_{made}", encoded, "")
            made += 1
    return made


def _describe(recipe: Recipe, root: Path) -> Path:
    description = {
        "path": str(root.resolve()),
        "train": "train/images",
        "val": "val/images",
        "names": dict(enumerate(recipe.labels)),
    }
    path = root / "data.yaml"
    path.write_text(yaml.safe_dump(description), encoding="utf-8")
    return path
