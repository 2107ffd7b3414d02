"""The reference of `algorithm.yaml` for people, as Markdown, made from the same contract as its schema."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from algorithms.contract.schema import schema

_HEAD = """# `algorithm.yaml`, field by field

<!-- Made by `algomart package reference`; change `algorithms/contract/` instead. -->

How to make a package is told in [packages.md](packages.md); the same as a JSON Schema, which editors
understand, is [algorithm.schema.json](algorithm.schema.json). Unknown fields are refused.
"""


def reference() -> str:
    """Return the whole page."""
    made = schema()
    parts = {"algorithm.yaml": made} | made["$defs"]
    return "\n".join([_HEAD, *(line for name in parts for line in _part(name, parts[name]))])


def _part(name: str, described: Mapping[str, Any]) -> Iterator[str]:
    if "properties" not in described:
        return
    said = "" if name == "algorithm.yaml" else " ".join(described.get("description", "").split())
    yield f"## {name}\n"
    if said:
        yield f"{said}\n"
    yield "| field | what | type | default |"
    yield "|---|---|---|---|"
    required = described.get("required", ())
    for field, one in described["properties"].items():
        words = " ".join(one.get("description", "").split())
        default = "**needed**" if field in required else _default(one.get("default"))
        yield f"| `{field}` | {words} | {_type(one)} | {default} |"
    yield ""


def _default(value: Any) -> str:
    return "as below" if isinstance(value, dict) else f"`{json.dumps(value)}`"


def _type(one: Mapping[str, Any]) -> str:
    """Return a type in a few words, with its bounds."""
    if "$ref" in one:
        name = one["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    for choice in ("anyOf", "oneOf"):
        if choice in one:
            return " or ".join(_type(part) for part in one[choice] if part != {"type": "null"})
    if "const" in one or "enum" in one:
        return ", ".join(f"`{value}`" for value in one.get("enum", [one.get("const")]))
    if one.get("type") == "array":
        return f"list of {_type(_element(one))}{_bounds(one, 'minItems', 'maxItems')}"
    return f"{one.get('type', 'any')}{_limits(one)}"


def _element(one: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = one.get("items") or one.get("prefixItems", [{}])[0]
    return found


def _limits(one: Mapping[str, Any]) -> str:
    if "pattern" in one:
        return f" `{one['pattern']}`".replace("|", "\\|")
    low, high = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")
    if one.get("type") == "string":
        return _bounds(one, "minLength", "maxLength")
    return _bounds(
        one, next((n for n in low if n in one), ""), next((n for n in high if n in one), "")
    )


def _bounds(one: Mapping[str, Any], low: str, high: str) -> str:
    first, last = one.get(low), one.get(high)
    if first is None and last is None:
        return ""
    above = "more than " if low == "exclusiveMinimum" else ""
    if last is None:
        return f", {above or 'from '}{first}"
    return f", up to {last}" if first is None else f", {above}{first} to {last}"
