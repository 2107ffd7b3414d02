"""Every part of an ONNX model that can hold nodes or tensors: nothing hides from a check that walks here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import onnx

MAX_DEPTH = 64
"""Deeper nesting than any check allows; the parser's own limit is near."""


@dataclass(frozen=True, slots=True)
class Body:
    """A list of nodes with its tensors: the graph, a branch in it, a function, a step of training."""

    where: str
    depth: int
    """Levels below the model: 0 is the graph itself."""
    nodes: Any
    graph: Any
    """The GraphProto; None for a function."""
    function: tuple[str, str] | None = None
    """Domain and name of the function it belongs to."""


def bodies(model: "onnx.ModelProto") -> Iterator[Body]:
    """Yield every body of a model, the graph first; attributes of nodes are gone into."""
    waiting = [Body("graph", 0, model.graph.node, model.graph)]
    for function in model.functions:
        whole = Body(f"function {function.name}", 0, function.node, None, _name(function))
        waiting += [whole, *_in_attributes(whole, whole.where, function.attribute_proto)]
    for step in model.training_info:
        for graph in (step.initialization, step.algorithm):
            waiting.append(Body("training_info", 0, graph.node, graph))
    while waiting:
        body = waiting.pop(0)
        yield body
        if body.depth < MAX_DEPTH:
            waiting += _below(body)


def _name(function: Any) -> tuple[str, str]:
    return function.domain, function.name


def _below(body: Body) -> Iterator[Body]:
    for node in body.nodes:
        yield from _in_attributes(body, f"{body.where}/{node.op_type}", node.attribute)


def _in_attributes(body: Body, where: str, attributes: Any) -> Iterator[Body]:
    for attribute in attributes:
        for graph in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
            yield Body(where, body.depth + 1, graph.node, graph, body.function)


def attributes(model: "onnx.ModelProto") -> Iterator[tuple[str, Any]]:
    """Yield every attribute of every node, and the defaults of functions, with where it stands."""
    for body in bodies(model):
        for node in body.nodes:
            for attribute in node.attribute:
                yield f"{body.where}/{node.op_type}.{attribute.name}", attribute
    for function in model.functions:
        for attribute in function.attribute_proto:
            yield f"function {function.name}.{attribute.name}", attribute


def tensors(model: "onnx.ModelProto") -> Iterator[tuple[str, "onnx.TensorProto"]]:
    """Yield every tensor of a model with where it stands."""
    for body in bodies(model):
        if body.graph is not None:
            for tensor in body.graph.initializer:
                yield f"{body.where}: {tensor.name}", tensor
            for sparse in body.graph.sparse_initializer:
                yield from _sparse(body.where, sparse)
    for where, attribute in attributes(model):
        yield from _in_attribute(where, attribute)


def _sparse(where: str, sparse: Any) -> Iterator[tuple[str, Any]]:
    yield f"{where}: {sparse.values.name} (values)", sparse.values
    yield f"{where}: {sparse.values.name} (indices)", sparse.indices


def _in_attribute(where: str, attribute: Any) -> Iterator[tuple[str, Any]]:
    if attribute.HasField("t"):
        yield where, attribute.t
    for tensor in attribute.tensors:
        yield where, tensor
    if attribute.HasField("sparse_tensor"):
        yield from _sparse(where, attribute.sparse_tensor)
    for sparse in attribute.sparse_tensors:
        yield from _sparse(where, sparse)
