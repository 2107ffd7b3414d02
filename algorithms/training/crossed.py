"""Figures from pictures that taught nothing, all of them: fold by fold, or leaving out one source at a time.

`python -m algorithms.training.crossed algorithms/fire algorithms/debris --data … --by fold`: a network is
taught for each round with all goods named; called again, what is there is continued. By fold, every picture
is judged by the one network that its scene did not teach. By source, the whole source and the first fold
teach nothing, and the source's pictures are judged among that fold's: how well it does elsewhere.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
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


def rounds(by: str, folds: int, taught: Sequence[Good]) -> Iterator[Round]:
    """Yield the trainings; by source, of every source that shows what its good looks for."""
    if by == "fold":
        yield from (Round(f"fold-{number}", number) for number in range(folds))
        return
    for good in taught:
        for source in good.sources:
            if not source.background and not source.prefix.startswith("neg_"):
                yield Round(f"without-{source.prefix.rstrip('_')}", 0, source.prefix)


def learn(one: Round, asked: argparse.Namespace) -> Path:
    """Teach a network for a round and return its folder."""
    work = (asked.work / one.name).resolve()
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "drawn").exists():
        (work / "drawn").symlink_to((asked.work / "drawn").resolve(), target_is_directory=True)
    command = [sys.executable, "-m", "algorithms.training.learn", *map(str, asked.folders)]
    command += ["--plan", str(asked.plan), "--data", str(asked.data), "--work", str(work)]
    command += [
        "--held-out",
        str(one.fold),
        "--without",
        one.source,
        "--threads",
        str(asked.threads),
    ]
    command += ["--minutes", str(asked.minutes)] if asked.minutes else []
    if not (work / "network.pt").exists():
        subprocess.run(command, check=True, env=train.offline(work, asked.threads))
    return work


def judged(
    good: Good, words: Words, parts: Sequence[tuple[Sequence[Picture], np.ndarray, np.ndarray]]
) -> dict[str, Any]:
    """Return the report of a good over the pictures of all parts."""
    pictures = [one for some, _, _ in parts for one in some]
    said = tuple(np.concatenate([part[at] for part in parts]) for at in (1, 2))
    _, report = finish.choose(words, good, pictures, (said[0], said[1]), 0.03)
    return report


def main() -> None:
    """Teach and judge what the command line names; print one line a good and round, then all folds'."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="all goods of the run")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/crossed"))
    parser.add_argument("--plan", type=Path, default=train.PLAN)
    parser.add_argument("--by", choices=("fold", "source"), default="fold")
    parser.add_argument("--side", type=int, default=416)
    parser.add_argument(
        "--minutes", type=float, default=0, help="of each training; 0: the whole plan"
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    how = plan.read(asked.plan)
    taught = [goods.read(folder) for folder in asked.folders]
    words, pictures = pool.gather(taught, asked.data, how.folds, how.seed)
    pictures += drawn.gather(how.drawn, words, pictures, how.folds, asked.work / "drawn")
    parts: list[tuple[list[Picture], np.ndarray, np.ndarray]] = []
    for one in rounds(asked.by, how.folds, taught):
        network = finish.load(learn(one, asked))
        held = [picture for picture in pictures if one.judges(picture)]
        parts.append((held, *finish.answers(network, held, asked.side)))
        _write(asked.work, one.name, words, taught, parts[-1:])
    if asked.by == "fold":
        _write(asked.work, "folds", words, taught, parts)


def _write(
    work: Path,
    name: str,
    words: Words,
    taught: Sequence[Good],
    parts: Sequence[tuple[Sequence[Picture], np.ndarray, np.ndarray]],
) -> None:
    for good in taught:
        report = judged(good, words, parts)
        (work / f"{name}-{good.name}.json").write_text(json.dumps(report, indent=1), "utf-8")
        short = {label: {key: report[label][key] for key in finish.SHORT} for label in good.given}
        print(json.dumps({name: {good.name: short}}), flush=True)  # noqa: T201 - what the command says


if __name__ == "__main__":
    main()
