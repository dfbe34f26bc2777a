"""Content codings."""

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.content_coding import encode, negotiate


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0", None),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("zstd, gzip;q=1.000", "gzip"),
        ("gzip;q=high", None),
        ("gzipped", None),
    ],
)
def test_the_coding_is_one_the_client_takes(accepted: str | None, expected: str | None) -> None:
    assert negotiate(accepted) == expected


@given(st.text(max_size=100))
def test_any_header_is_understood_or_ignored(accepted: str) -> None:
    assert negotiate(accepted) in {None, "br", "gzip"}


@given(st.binary(max_size=5000))
def test_what_is_encoded_can_be_decoded(body: bytes) -> None:
    assert gzip.decompress(encode(body, "gzip")) == body
    assert brotli.decompress(encode(body, "br")) == body


def test_gzip_tells_no_time() -> None:
    assert encode(b"x", "gzip")[4:8] == bytes(4)
