"""The reference pages say what the code says."""

import json
import re
import tomllib
from enum import Enum

import pytest
from pydantic_core import PydanticUndefined

from algorithms.contract.reference import reference
from algorithms.contract.rule import RuleSpec
from algorithms.contract.schema import fields, schema
from core.settings import Settings
from registry.gate import runs, static, unpacking
from registry.subscriptions.rules import RuleOverrides
from tests.house.source import ROOT

SETTINGS_PAGE = (ROOT / "docs" / "settings.md").read_text()
ROW = re.compile(
    r"^\| `ALGOMART_(?P<name>[A-Z0-9_]+)` \| (?P<default>[^|]+) \| [^|]{10,} \|$", re.M
)
DOCUMENTED = {
    match["name"].lower(): match["default"].strip() for match in ROW.finditer(SETTINGS_PAGE)
}

FIXED = {
    name: field.default
    for name, field in Settings.model_fields.items()
    if field.default is not PydanticUndefined
}
"""Settings whose default is a value; a computed one is described in words."""


def test_every_setting_has_its_row_and_no_row_is_left_over() -> None:
    assert DOCUMENTED.keys() == Settings.model_fields.keys()


@pytest.mark.parametrize("name", sorted(FIXED))
def test_the_default_on_the_page_is_the_default(name: str) -> None:
    assert DOCUMENTED[name] == _written(FIXED[name])


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs"])
def test_no_page_names_a_setting_that_does_not_exist(page: str) -> None:
    path = ROOT / page
    files = sorted(path.rglob("*.md")) if path.is_dir() else [path]
    known = {name.upper() for name in Settings.model_fields}
    for file in files:
        named = set(re.findall(r"ALGOMART_([A-Z0-9_]+)", file.read_text()))
        assert named <= known, f"{file.relative_to(ROOT)} names settings that do not exist"


def test_every_run_time_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.split(r"[<>=]", one)[0] for one in project["dependencies"]}
    page = (ROOT / "docs" / "adr" / "0008-dependencies.md").read_text()
    rows = re.findall(r"^\| ([a-z][^|]+) \| [^|]{5,} \|$", page, re.MULTILINE)[1:]
    assert {name.strip() for row in rows for name in row.split(",")} == needed


def test_the_page_of_rules_has_every_field_and_no_other() -> None:
    page = (ROOT / "docs" / "rules.md").read_text()
    rows = re.findall(r"^\| `([a-z_]+)` \| ([^|]+) \|", page, re.MULTILINE)
    assert {name for name, _ in rows} == RuleSpec.model_fields.keys()
    for name, default in rows:
        field = RuleSpec.model_fields[name].default
        if isinstance(field, int | float):
            assert default.strip("` ") == f"{field:g}"


@pytest.mark.parametrize(
    "example",
    re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "rules.md").read_text(), re.DOTALL),
)
def test_an_example_of_a_rule_is_one(example: str) -> None:
    assert RuleOverrides.model_validate_json(example).stored()


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(page.name[:4]) for page in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_page_of_the_manifest_and_its_schema_are_those_of_the_contract() -> None:
    assert (ROOT / "docs" / "algorithm-yaml.md").read_text() == reference()
    assert json.loads((ROOT / "docs" / "algorithm.schema.json").read_text()) == schema()


def test_every_field_of_the_manifest_says_what_it_is() -> None:
    assert [(part, name) for part, name, said in fields(schema()) if len(said) < 8] == []


def test_the_page_of_packages_has_every_check_in_order() -> None:
    page = (ROOT / "docs" / "packages.md").read_text()
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| ", page, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"[a-z_]+", row)]
    looked = [one.name for one in static.CHECKS]
    run = [one.name for one in (runs.BUILD, *runs.RUNS)]
    assert named == [*unpacking.TITLES, "shelf", *looked, "copies", *run]


def _written(default: object) -> str:
    if default is None or default == "":
        return "unset" if default is None else "empty"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default.value if isinstance(default, Enum) else default}`"
