"""Reading an element: what is not asked for is an error."""

from local.gateway.compiler import Compiler
from local.gateway.node import Node
from local.gateway.rawxml import read
from local.gateway.steps import Place


def node(text: str) -> Node:
    return Node(read(text, "file", {}), Compiler({}), Place("api", "inbound"))


def errors(subject: Node, ordered: bool = True) -> list[str]:
    subject.finish(ordered)
    return [error.message for error in subject.compiler.errors]


def test_everything_unread_is_reported() -> None:
    assert errors(node("<a x='1'>text<b/></a>")) == [
        "<a> takes no attribute 'x'",
        "<a> takes no text",
        "<a> takes no <b>",
    ]


def test_id_is_always_allowed() -> None:
    assert errors(node("<a id='1'/>")) == []


def test_children_come_in_the_order_in_which_they_are_read() -> None:
    wrong = "<a><c/><b/></a>"
    for ordered, expected in ((True, ["<b> comes after <c>"]), (False, [])):
        subject = node(wrong)
        subject.nodes("b")
        subject.nodes("c")
        assert errors(subject, ordered) == expected


def test_number_of_children_is_bounded() -> None:
    subject = node("<a><c/><c/></a>")
    subject.node("b", minimum=1)
    subject.node("c")
    assert errors(subject) == ["<a> needs a <b>", "<a> takes 1 <c> at most"]


def test_child_is_checked_too() -> None:
    subject = node("<a><b x='1'/></a>")
    subject.nodes("b")
    assert errors(subject) == ["<b> takes no attribute 'x'"]
