"""Key rings."""

import pytest

from shared.key_ring import read_keys

KEY = 43 * "A"


def test_keys_come_in_their_order_padded_or_not() -> None:
    assert list(read_keys(f"new:{KEY}, old:{42 * 'A'}E=").items()) == [
        ("new", bytes(32)),
        ("old", bytes(31) + b"\1"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "key 1: it must begin with an id of 1 to 32 letters"),
        ("secret!", "key 1: it must begin with an id"),
        ("c2VjcmV0", "key 1: it must begin with an id"),
        (f"a b:{KEY}", "key 1: it must begin with an id"),
        (f"a:{KEY},a:{KEY}", "key 2: the id a is used twice"),
        (f"a:{KEY},", "key 2: it must begin with an id"),
        ("a:secret!", r"key 1 \(a\): it is not base64url"),
        ("a:c2VjcmV0", r"key 1 \(a\): it has 6 bytes, not 32"),
    ],
)
def test_a_ring_that_cannot_be_read_is_refused_without_showing_a_key(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        read_keys(text)
    assert "c2VjcmV0" not in str(caught.value)
    assert "secret!" not in str(caught.value)
