"""Header fields between two connections."""

import pytest

from local.gateway.header_fields import encode, end_to_end, is_token


def test_fields_of_the_connection_and_those_it_lists_are_dropped() -> None:
    fields = [
        ("Connection", "close, X-Hop"),
        ("x-hop", "1"),
        ("Transfer-Encoding", "chunked"),
        ("X-Kept", "1"),
    ]
    assert end_to_end(fields) == [("X-Kept", "1")]


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("a\r\nX: b", b"a X: b"),
        ("a\x00\x01\x1f\x7fb", b"ab"),
        ("a\tb", b"a\tb"),
        ("\u00e9\u00a0", b"\xe9\xa0"),
        ("\u20ac", b"?"),
    ],
)
def test_value_is_one_line_of_latin_1_without_control_characters(text: str, wire: bytes) -> None:
    assert encode(text) == wire


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("X-Mark", True),
        ("~!#1", True),
        ("", False),
        ("a b", False),
        ("a:", False),
        ("a\n", False),
        ("é", False),
    ],
)
def test_name_is_a_token(name: str, good: bool) -> None:
    assert is_token(name) is good
