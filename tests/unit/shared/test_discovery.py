"""The provider's description of itself: one issuer's, or none."""

import httpx
import pytest

from shared.discovery import read_metadata
from tests.provider import AUTHORITY


@pytest.mark.parametrize("document", [b"{}", b'{"issuer": "https://evil.test"}', b"[]", b"null", b"<html>"])
async def test_whatever_does_not_name_the_issuer_is_refused(document: bytes) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=document))
    with pytest.raises(ValueError, match=r"issuer|JSON|Expecting value"):
        await read_metadata(AUTHORITY, transport)
