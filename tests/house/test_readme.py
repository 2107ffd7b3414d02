"""The two README files lead to the same commands and the same pages, and what they name exists."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT

ENGLISH, CHINESE = (ROOT / name for name in ("README.md", "README.zh-CN.md"))
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def _commands(readme: Path) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", readme.read_text(), re.DOTALL)


def test_both_languages_give_the_same_commands() -> None:
    assert _commands(ENGLISH)
    assert _commands(ENGLISH) == _commands(CHINESE)


def test_both_languages_lead_to_the_same_pages() -> None:
    english, chinese = (set(LINK.findall(readme.read_text())) for readme in (ENGLISH, CHINESE))
    assert english - {CHINESE.name} == chinese - {ENGLISH.name}


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {match for text in _commands(ENGLISH) for match in re.findall(r"make ([a-z-]+)", text)}
    assert named <= targets


@pytest.mark.parametrize(
    "page", sorted([ENGLISH, CHINESE, *(ROOT / "docs").rglob("*.md")]), ids=lambda path: path.name
)
def test_every_link_leads_somewhere(page: Path) -> None:
    missing = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert missing == []
