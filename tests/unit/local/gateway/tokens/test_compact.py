"""Strict reading of tokens."""

import base64
import json

import pytest

from local.gateway.tokens.compact import MAX_LENGTH, MalformedToken, read


def encode(text: str | bytes) -> str:
    raw = text.encode() if isinstance(text, str) else text
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


CRITICAL, TWICE = '{"alg":"RS256","crit":["x"]}', '{"alg":"RS256","alg":"none"}'
TWO_SUBJECTS, NOT_UTF8 = '{"sub":"a","sub":"b"}', b'{"sub":"\xff"}'
NAN, UTF16, MARKED = '{"exp":NaN}', '{"sub":"alice"}'.encode("utf-16"), b'\xef\xbb\xbf{"sub":"alice"}'
HEADER, CLAIMS = encode('{"alg":"RS256","kid":"1"}'), encode('{"sub":"alice"}')


def test_parts_are_decoded() -> None:
    token = read(f"{HEADER}.{CLAIMS}.AAAA")
    assert (token.algorithm, token.key_id, token.claims) == ("RS256", "1", {"sub": "alice"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b",
        f"{HEADER}.{CLAIMS}",
        f"{HEADER}.{CLAIMS}.",
        f"{HEADER}.{CLAIMS}.AAAA.AAAA",
        f"{HEADER}.{CLAIMS}.AA=",
        f"{HEADER}.{CLAIMS}.AA\n",
        f" {HEADER}.{CLAIMS}.AAAA",
        json.dumps({"protected": HEADER, "payload": CLAIMS, "signature": "AAAA"}),
        f"{encode('[]')}.{CLAIMS}.AAAA",
        f"{encode('{}')}.{CLAIMS}.AAAA",
        f"{encode(CRITICAL)}.{CLAIMS}.AAAA",
        f"{encode(TWICE)}.{CLAIMS}.AAAA",
        f"{HEADER}.{encode(TWO_SUBJECTS)}.AAAA",
        f"{HEADER}.{encode(NAN)}.AAAA",
        f"{HEADER}.{encode(NOT_UTF8)}.AAAA",
        f"{HEADER}.{encode(UTF16)}.AAAA",
        f"{HEADER}.{encode(MARKED)}.AAAA",
        f"{HEADER}.{encode('[' * 5000)}.AAAA",
        f"{HEADER}.{CLAIMS}.{'A' * MAX_LENGTH}",
    ],
)
def test_other_text_is_no_token(text: str) -> None:
    with pytest.raises(MalformedToken):
        read(text)
