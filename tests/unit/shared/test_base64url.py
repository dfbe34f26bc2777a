"""base64url without padding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.base64url import decoded, encoded


@given(st.binary(max_size=100))
def test_what_is_encoded_can_be_decoded(content: bytes) -> None:
    text = encoded(content)
    assert decoded(text) == content
    assert not set(text) & set("+/=")


@pytest.mark.parametrize("text", ["A", "AAAAA", "QU FB", "QUFB\n", "QÜFB", "QU.B"])
def test_what_is_not_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base64|data characters|ASCII"):
        decoded(text)
