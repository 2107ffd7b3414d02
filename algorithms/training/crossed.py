"""Figures from pictures that taught nothing, all of them: fold by fold, and leaving sources out.

`python -m algorithms.training.crossed algorithms/fire algorithms/debris --data … --folds --without abonia_`:
a network is taught for each round with all goods named; called again, what is there is continued. With
`--folds` every picture is judged by the one network that its scene did not teach. Without a source, the
whole source and the first fold teach nothing, and its pictures are judged among that fold's: how well it
does elsewhere.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from algorithms.training import drawn, finish, goods, plan, pool, train
from algorithms.training.goods import Good
from algorithms.training.pool import Picture, Words


@dataclass(frozen=True, slots=True)
class Round:
    """One training: what teaches nothing in it."""

    name: str
    fold: int
    source: str = ""

    def judges(self, picture: Picture) -> bool:
        """Say whether a picture taught nothing, and is what this round is about."""
        return picture.fold == self.fold or bool(
            self.source and picture.source.prefix == self.source
        )


def rounds(folds: int, without: Sequence[str]) -> Iterator[Round]:
    """Yield the trainings: one a fold, then one a source."""
    for number in range(folds):
        yield Round(f"fold-{number}", number)
    for prefix in without:
        yield Round(f"without-{prefix.rstrip('_')}", 0, prefix)


def learn(one: Round, asked: argparse.Namespace) -> Path:
    """Teach a network for a round and return its folder."""
    work: Path = (asked.work / one.name).resolve()
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "drawn").exists():
        (work / "drawn").symlink_to((asked.work / "drawn").resolve(), target_is_directory=True)
    options = {"plan": asked.plan, "data": asked.data, "work": work, "held-out": one.fold,
               "without": one.source, "threads": asked.threads, **train.learning(asked)}  # fmt: skip
    command = [sys.executable, "-m", "algorithms.training.learn", *map(str, asked.folders)]
    command += [f"--{name}={value}" for name, value in options.items()]
    if not (work / "network.pt").exists():
        with (work / "learn.log").open("a", encoding="utf-8") as log:
            subprocess.run(command, check=True, env=train.offline(work, asked.threads), stdout=log)
    return work


def said(
    one: Round, pictures: Sequence[Picture], asked: argparse.Namespace
) -> tuple[list[Picture], np.ndarray, np.ndarray]:
    """Return the pictures of a round and what its network says of them; it is taught first, once."""
    held = [picture for picture in pictures if one.judges(picture)]
    if not (kept := asked.work / one.name / "said.npz").exists():
        network = finish.load(learn(one, asked)).to(asked.device)
        place, whole = finish.answers(network, held, asked.side)
        np.savez_compressed(kept, place=place, whole=whole)
    answers = np.load(kept)
    return held, answers["place"], answers["whole"]


def judged(
    good: Good, words: Words, parts: Sequence[tuple[Sequence[Picture], np.ndarray, np.ndarray]]
) -> dict[str, Any]:
    """Return the report of a good over the pictures of all parts."""
    pictures = [one for some, _, _ in parts for one in some]
    place, whole = (np.concatenate([part[at] for part in parts]) for at in (1, 2))
    _, report = finish.choose(words, good, pictures, (place, whole), 0.03)
    return report


def main() -> None:
    """Teach and judge what the command line names; print one line a good and round, then all folds'."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="all goods of the run")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/crossed"))
    parser.add_argument("--plan", type=Path, default=train.PLAN)
    parser.add_argument("--folds", action="store_true", help="a round for each fold")
    parser.add_argument("--without", nargs="*", default=[], help="and for each of these sources")
    parser.add_argument("--side", type=int, default=416)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time")
    train.offer_learning(parser)
    asked = parser.parse_args()
    how = plan.read(asked.plan)
    taught = [goods.read(folder) for folder in asked.folders]
    words, pictures = pool.gather(taught, asked.data, how.folds, how.seed)
    pictures += drawn.gather(how.drawn, words, pictures, how.folds, asked.work / "drawn")
    trainings = list(rounds(how.folds if asked.folds else 0, asked.without))
    with ThreadPoolExecutor(asked.jobs) as jobs:
        parts = list(jobs.map(lambda one: said(one, pictures, asked), trainings))
    for one, part in zip(trainings, parts, strict=True):
        tell(asked.work, one.name, words, taught, [part])
    if asked.folds:
        tell(asked.work, "folds", words, taught, parts[: how.folds])


def tell(
    work: Path,
    name: str,
    words: Words,
    taught: Sequence[Good],
    parts: Sequence[tuple[Sequence[Picture], np.ndarray, np.ndarray]],
) -> None:
    """Write the report of each good and print its line."""
    for good in taught:
        report = judged(good, words, parts)
        (work / f"{name}-{good.name}.json").write_text(json.dumps(report, indent=1), "utf-8")
        short = {label: {key: report[label][key] for key in finish.SHORT} for label in good.given}
        print(json.dumps({name: {good.name: short}}), flush=True)  # noqa: T201 - what the command says


if __name__ == "__main__":
    main()
