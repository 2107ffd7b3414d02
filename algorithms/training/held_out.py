"""Writes the fold that taught nothing as a data set for `algomart evaluate`.

`python -m algorithms.training.held_out algorithms/fire --taught algorithms/* --data … --to folder`: the
good's own pictures of the fold with their labels, and the other goods' as negatives where its recipe says
that they show nothing of it.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from algorithms.training import goods, plan, pool, train
from algorithms.training.goods import Good
from algorithms.training.pool import Picture, Words


def write(good: Good, words: Words, pictures: Sequence[Picture], target: Path) -> int:
    """Write pictures and labels; return how many. A picture with an untold label of an event is left out."""
    for kind in ("images", "labels"):
        (target / kind).mkdir(parents=True, exist_ok=True)
    (target / "classes.txt").write_text("\n".join(good.labels), encoding="utf-8")
    judged = [words.all.index(label) for label in good.absent_elsewhere]
    written = 0
    for one in pictures:
        if one.good == good.name or one.known[judged].all():
            name = f"{one.source.prefix}{one.good}-{one.path.stem}"
            shutil.copyfile(one.path, target / "images" / f"{name}{one.path.suffix}")
            (target / "labels" / f"{name}.txt").write_text(
                _lines(one, good, words), encoding="utf-8"
            )
            written += 1
    return written


def _lines(one: Picture, good: Good, words: Words) -> str:
    lines = []
    regions = iter(one.regions)
    for label, (x0, y0, x1, y1) in zip(one.labels.tolist(), one.boxes.tolist(), strict=True):
        if words.all[label] in good.labels:
            place = [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0]
            values = next(regions).ravel().tolist() if good.dense else place
            number = good.labels.index(words.all[label])
            lines.append(" ".join([str(number), *(f"{value:.5f}" for value in values)]))
    return "\n".join(lines)


def main() -> None:
    """Write what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--taught", type=Path, nargs="+", required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--plan", type=Path, default=train.PLAN)
    parser.add_argument("--held-out", type=int, default=0)
    parser.add_argument("--to", type=Path, required=True)
    asked = parser.parse_args()
    how = plan.read(asked.plan)
    taught = [goods.read(folder) for folder in asked.taught]
    words, pictures = pool.gather(taught, asked.data, how.folds, how.seed)
    held = [one for one in pictures if one.fold == asked.held_out]
    count = write(goods.read(asked.folder), words, held, asked.to)
    print(f"{count} pictures in {asked.to}")  # noqa: T201 - what the command says


if __name__ == "__main__":
    main()
