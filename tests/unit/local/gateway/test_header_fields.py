"""Header fields between two connections."""

import pytest

from local.gateway.header_fields import encode, end_to_end


def test_fields_of_the_connection_and_those_it_lists_are_dropped() -> None:
    fields = [
        ("Connection", "close, X-Hop"),
        ("x-hop", "1"),
        ("Transfer-Encoding", "chunked"),
        ("X-Kept", "1"),
    ]
    assert end_to_end(fields) == [("X-Kept", "1")]


@pytest.mark.parametrize(("text", "wire"), [("a\r\nX: b", b"a X: b"), ("\u00e9", b"\xe9"), ("\u20ac", b"?")])
def test_value_is_one_line_of_latin_1(text: str, wire: bytes) -> None:
    assert encode(text) == wire
