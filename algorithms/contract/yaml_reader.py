"""YAML without its traps: no tags that build objects, no aliases (bombs), no key given twice."""

from collections.abc import Hashable
from typing import Any

import yaml
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node


class _PlainLoader(yaml.SafeLoader):
    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(AliasEvent):
            raise yaml.YAMLError(f"aliases are not allowed (line {self.line + 1})")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                mark = node.value[position][0].start_mark
                raise yaml.MarkedYAMLError(problem=f"key {key!r} twice", problem_mark=mark)
        return super().construct_mapping(node, deep)


def read_yaml(source: bytes) -> object:
    """Return the plain data of one YAML document in UTF-8."""
    return yaml.load(source.decode("utf-8"), Loader=_PlainLoader)  # nosec B506  # noqa: S506 - a SafeLoader
