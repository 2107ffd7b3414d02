"""`python -m algorithms.training.card build/training/fire.json`: a report as the tables of a model card."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


def tables(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a card's figures, label by label."""
    for label, found in report.items():
        if isinstance(found, Mapping):
            yield f"### `{label}`"
            yield ""
            yield from _head(found)
            yield from _rows(
                ("source", "pictures", "with it", "AUC", "found", "false"), _sources(found)
            )
            yield from _rows(("threshold", "precision", "recall", "false pictures"), _curve(found))
            yield from _rows(
                ("score", "pictures", "mean score", "share with it"), _reliability(found)
            )


def _head(found: Mapping[str, Any]) -> Iterator[str]:
    between = found["intervals"] or {"auc": ["–", "–"], "recall": ["–", "–"]}
    yield (
        f"{found['pictures']} held-out pictures, {found['positives']} with it: image AUC "
        f"**{found['auc']:.3f}** ({between['auc'][0]}–{between['auc'][1]}), recall at 5 % false pictures "
        f"**{found['recall']:.3f}** ({between['recall'][0]}–{between['recall'][1]}). Its say: "
        f"{found['share']}; AUC by its say: {found['auc_by_share']}."
    )
    yield ""


def _sources(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for name, row in found["sources"].items():
        yield (
            name,
            row["pictures"],
            row["positives"],
            *(_told(row[key]) for key in ("auc", "recall_at_threshold", "false_at_threshold")),
        )


def _curve(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for row in found["curve"]:
        yield row["threshold"], row["precision"], row["recall"], row["false"]


def _reliability(found: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for row in found["reliability"]:
        span = f"{row['from']}–{row['from'] + 0.2:.1f}"
        yield span, row["pictures"], _told(row["said"]), _told(row["shown"])


def _told(value: float) -> object:
    return "–" if value != value else value  # NaN


def _rows(heads: Sequence[str], rows: Iterator[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"
    yield ""


if __name__ == "__main__":
    print("\n".join(tables(json.loads(Path(sys.argv[1]).read_text("utf-8")))))  # noqa: T201
