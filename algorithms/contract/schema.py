"""The published JSON Schema of `algorithm.yaml`, made from the contract and kept under docs/."""

from typing import Any

from algorithms.contract.manifest import Manifest

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Return the schema an editor checks an `algorithm.yaml` against while it is written.

    What relates two fields to each other, such as an event's labels to the decoder's, only the gate checks.
    """
    made = Manifest.model_json_schema()
    return {"$schema": DIALECT} | made | {"title": "algorithm.yaml"}


def fields(made: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return every field of a schema: its part (`Manifest`, `InputSpec` …), its name, what it says."""
    parts = {"Manifest": made, **made["$defs"]}
    return [
        (part, name, " ".join(field.get("description", "").split()))
        for part, described in parts.items()
        for name, field in described.get("properties", {}).items()
    ]
