"""A trace as trees: each span below the one that caused it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from local.monitor.span import Span


@dataclass(frozen=True)
class Placed:
    """A span, and how deep it stands below the root of its tree."""

    depth: int
    span: Span


Tree = list[Placed]
"""A root and everything below it, in the order in which one reads a tree."""


class Trace:
    """The spans of one trace, at least one; a span whose parent is not among them is a root."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.trace_id = spans[0].trace_id
        known = {span.span_id for span in spans}
        self._spans = sorted(spans, key=lambda span: span.start)
        self._children: defaultdict[str | None, list[Span]] = defaultdict(list)
        for span in self._spans:
            self._children[span.parent_id if span.parent_id in known else None].append(span)

    def trees(self) -> list[Tree]:
        return [self.below(root) for root in self._children[None]]

    def requests(self) -> list[Tree]:
        """The tree of each request that the gateway took."""
        return [self.below(span) for span in self._spans if span.is_request]

    def below(self, root: Span) -> Tree:
        """The root itself first; spans that claim to cause each other are met once."""
        tree, waiting, met = [], [Placed(0, root)], {root.span_id}
        while waiting:
            placed = waiting.pop()
            tree.append(placed)
            children = [span for span in self._children[placed.span.span_id] if span.span_id not in met]
            met.update(span.span_id for span in children)
            waiting += (Placed(placed.depth + 1, span) for span in reversed(children))
        return tree


def extent(tree: Tree) -> tuple[int, float]:
    """When a tree began, in nanoseconds since the epoch, and its milliseconds until its last span ended."""
    start = min(placed.span.start for placed in tree)
    return start, (max(placed.span.end for placed in tree) - start) / 1e6
