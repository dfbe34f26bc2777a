"""Spans as trees, whatever they claim of each other."""

from local.monitor.span import Span
from local.monitor.trace import Trace, Tree, extent


def span(span_id: str, parent_id: str | None = None, start: int = 0, end: int = 0) -> Span:
    return Span("t", span_id, parent_id, "s", span_id, "internal", start, end, False, {})


def shown(tree: Tree) -> list[tuple[int, str]]:
    return [(placed.depth, placed.span.name) for placed in tree]


def test_children_stand_below_their_parent_in_the_order_they_began() -> None:
    (tree,) = Trace([span("b", "a", 2), span("d", "b", 3), span("a"), span("c", "a", 1)]).trees()
    assert shown(tree) == [(0, "a"), (1, "c"), (1, "b"), (2, "d")]


def test_a_span_whose_parent_is_unknown_is_a_root() -> None:
    trees = Trace([span("a"), span("b", "elsewhere", 1)]).trees()
    assert [shown(tree) for tree in trees] == [[(0, "a")], [(0, "b")]]


def test_spans_that_cause_each_other_end() -> None:
    first, second = span("a", "b"), span("b", "a")
    trace = Trace([first, second, span("c", "c")])
    assert trace.trees() == []
    assert shown(trace.below(first)) == [(0, "a"), (1, "b")]


def test_a_tree_lasts_until_its_last_span_has_ended() -> None:
    (tree,) = Trace([span("a", None, 1_000_000, 2_000_000), span("b", "a", 1_500_000, 4_000_000)]).trees()
    assert extent(tree) == (1_000_000, 3.0)
