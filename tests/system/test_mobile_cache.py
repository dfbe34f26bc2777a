"""Flow B: what the gateway answers from its cache, and what it must not."""

import pytest

from local.stack.clients import TokenRequest
from tests.system.conftest import Portico


async def test_the_same_request_again_is_a_hit_that_reaches_no_bff(portico: Portico) -> None:
    first = await portico.get("/mobile/orders")
    invocations, calls = portico.hosts["mobile"].invocations, await portico.upstream_calls()
    second = await portico.get("/mobile/orders")
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("miss", "hit")
    assert second.content == first.content
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert (portico.hosts["mobile"].invocations, await portico.upstream_calls()) == (invocations, calls)


async def test_a_new_token_of_the_same_caller_still_hits(portico: Portico) -> None:
    await portico.get("/mobile/orders")
    fresh = await portico.fresh_token(TokenRequest("mobile", "alice"))
    assert fresh != await portico.token("alice")
    again = await portico.get("/mobile/orders", authorization=f"Bearer {fresh}")
    assert again.headers["X-Cache"] == "hit"


async def test_one_caller_never_gets_anothers_bytes(portico: Portico) -> None:
    alices = await portico.get("/mobile/orders")
    bobs = await portico.get("/mobile/orders", login="bob")
    assert bobs.headers["X-Cache"] == "miss"
    ids = [{item["id"] for item in answer.json()["items"]} for answer in (alices, bobs)]
    assert not ids[0] & ids[1]


async def test_another_query_string_is_another_entry(portico: Portico) -> None:
    await portico.get("/mobile/orders")
    for query in ("?page=1", "?page=2"):
        assert (await portico.get(f"/mobile/orders{query}")).headers["X-Cache"] == "miss"


async def test_an_entry_lives_for_a_minute(portico: Portico) -> None:
    await portico.get("/mobile/orders")
    portico.clock.advance(59)
    assert (await portico.get("/mobile/orders")).headers["X-Cache"] == "hit"
    portico.clock.advance(2)
    assert (await portico.get("/mobile/orders")).headers["X-Cache"] == "miss"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
async def test_if_none_match_is_304_on_hit_and_miss_alike(portico: Portico, form: str) -> None:
    etag = (await portico.get("/mobile/orders")).headers["ETag"]
    portico.clock.advance(61)
    for expected in ("miss", "hit"):
        answer = await portico.get("/mobile/orders", if_none_match=form.format(etag))
        assert (answer.status_code, answer.headers["X-Cache"]) == (304, expected)
        assert (answer.content, answer.headers["ETag"]) == (b"", etag)
        assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == (
            "private, no-cache",
            "Accept-Encoding",
        )
        assert answer.headers["X-Correlation-Id"]


async def test_each_coding_has_an_etag_of_its_own(portico: Portico) -> None:
    etags = {
        (await portico.get("/mobile/orders", accept_encoding=coding)).headers["ETag"]
        for coding in ("identity", "gzip", "br")
    }
    assert len(etags) == 3


async def test_another_etag_gets_the_whole_answer(portico: Portico) -> None:
    for _ in ("miss", "hit"):
        answer = await portico.get("/mobile/orders", if_none_match='"other"')
        assert (answer.status_code, len(answer.json()["items"])) == (200, 10)


async def test_a_conditional_miss_fills_the_cache_with_the_whole_answer(portico: Portico) -> None:
    etag = (await portico.get("/mobile/orders?page=3")).headers["ETag"]
    portico.clock.advance(61)
    await portico.get("/mobile/orders?page=3", if_none_match=etag)
    answer = await portico.get("/mobile/orders?page=3")
    assert (answer.status_code, answer.headers["X-Cache"], len(answer.json()["items"])) == (200, "hit", 10)


async def test_a_partial_answer_is_not_cached(portico: Portico) -> None:
    await portico.fault("products", kind="fail", status=500)
    partial = await portico.get("/mobile/home")
    assert (partial.status_code, partial.json()["complete"]) == (200, False)
    again = await portico.get("/mobile/home")
    assert again.headers["X-Cache"] == "miss"


async def test_a_failure_is_not_cached(portico: Portico) -> None:
    await portico.fault("orders", kind="fail", status=500)
    assert (await portico.get("/mobile/orders")).status_code == 502
    await portico.repair("orders")
    assert (await portico.get("/mobile/orders")).status_code == 200


async def test_every_answer_has_its_own_correlation_id(portico: Portico) -> None:
    answers = [await portico.get("/mobile/orders") for _ in range(2)]
    assert answers[0].headers["X-Correlation-Id"] != answers[1].headers["X-Correlation-Id"]


async def test_health_is_never_cached(portico: Portico) -> None:
    for _ in range(2):
        answer = await portico.get("/mobile/health", login=None)
        assert "X-Cache" not in answer.headers
    assert portico.hosts["mobile"].invocations == 2


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("br, gzip", "gzip, br", "hit"),
        ("gzip", "gzip;q=0.5, deflate", "hit"),
        ("gzip", "identity", "miss"),
        ("br", "br;q=0", "miss"),
    ],
)
async def test_content_codings_are_normalised(
    portico: Portico, first: str, second: str, expected: str
) -> None:
    await portico.get("/mobile/orders", accept_encoding=first)
    answer = await portico.get("/mobile/orders", accept_encoding=second)
    assert answer.headers["X-Cache"] == expected


@pytest.mark.parametrize("white_space", ["Bearer  {}", "Bearer {} ", "Bearer {}\t", " Bearer {}"])
async def test_white_space_in_a_header_means_the_same_to_cache_and_bff(
    portico: Portico, white_space: str
) -> None:
    authorization = white_space.format(await portico.token("alice"))
    answers = [await portico.get("/mobile/orders", authorization=authorization) for _ in range(2)]
    assert [answer.headers["X-Cache"] for answer in answers] == ["miss", "hit"]


@pytest.mark.parametrize("codings", [f"gzip;q=0.{'1' * 30_000}x", "gzip" + " " * 30_000 + "x", "," * 30_000])
async def test_content_codings_of_any_length_are_read(portico: Portico, codings: str) -> None:
    answer = await portico.get("/mobile/orders", accept_encoding=codings)
    assert (answer.status_code, "content-encoding" in answer.headers) == (200, False)
