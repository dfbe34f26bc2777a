"""A trace as an outline: one line a span, deeper below its parent, in the order they began."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import StatusCode


@dataclass
class Node:
    """A span, and the spans within it."""

    span: ReadableSpan
    below: list["Node"] = field(default_factory=list)

    @property
    def attributes(self) -> Mapping[str, Any]:
        return dict(self.span.attributes or {})

    @property
    def failed(self) -> bool:
        return self.span.status.status_code is StatusCode.ERROR

    def named(self, name: str) -> list["Node"]:
        return [node for _, node in self.walk() if node.span.name == name]

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Node"]]:
        yield depth, self
        for node in self.below:
            yield from node.walk(depth + 1)

    def outline(self) -> list[str]:
        return [f"{'  ' * depth}{node.span.name} {node.span.kind.name}" for depth, node in self.walk()]


def tree(spans: Sequence[ReadableSpan], trace_id: str) -> Node:
    """The one tree of a trace, whose root has the client as its parent; fails where it is not connected."""
    ours = [span for span in spans if span.context and f"{span.context.trace_id:032x}" == trace_id]
    nodes = {span.context.span_id: Node(span) for span in ours if span.context}
    roots: list[Node] = []
    for node in sorted(nodes.values(), key=lambda node: node.span.start_time or 0):
        parent = nodes.get(node.span.parent.span_id) if node.span.parent else None
        (parent.below if parent else roots).append(node)
    (root,) = roots
    return root
