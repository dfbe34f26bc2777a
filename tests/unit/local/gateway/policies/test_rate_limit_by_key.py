"""rate-limit-by-key."""

import httpx
import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop

LIMIT = """<rate-limit-by-key calls="2" renewal-period="60" {attributes}
counter-key="@(context.Request.Headers.GetValueOrDefault("X-Caller",""))"/>"""


def limit(attributes: str = "") -> str:
    return LIMIT.format(attributes=attributes)


async def statuses(shop: Shop, number: int) -> list[int]:
    return [(await shop.get(X_Caller="a")).status_code for _ in range(number)]


async def test_calls_above_the_limit_are_refused(shop: Shop) -> None:
    shop.policy(limit())
    assert await statuses(shop, 3) == [200, 200, 429]


async def test_refusal_is_the_gateway_s_own(shop: Shop) -> None:
    shop.policy(limit())
    await statuses(shop, 2)
    shop.now += 3
    response = await shop.get(X_Caller="a")
    assert (
        response.text
        == '{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 57 seconds." }'
    )
    assert (response.headers["Retry-After"], response.headers["Content-Length"]) == ("57", "84")


async def test_keys_are_counted_apart(shop: Shop) -> None:
    shop.policy(limit())
    await statuses(shop, 2)
    assert (await shop.get(X_Caller="b")).status_code == 200


async def test_window_slides(shop: Shop) -> None:
    shop.policy(limit())
    await statuses(shop, 1)
    shop.now += 40
    await statuses(shop, 1)
    shop.now += 20
    assert await statuses(shop, 2) == [200, 429]


async def test_refused_calls_do_not_count(shop: Shop) -> None:
    shop.policy(limit())
    await statuses(shop, 10)
    shop.now += 60
    assert await statuses(shop, 1) == [200]


async def test_condition_on_the_response_counts_afterwards(shop: Shop) -> None:
    shop.answer = lambda request: httpx.Response(500 if len(shop.requests) < 3 else 200)
    shop.policy(limit('increment-condition="@(context.Response.StatusCode == 200)"'))
    assert await statuses(shop, 5) == [500, 500, 200, 200, 429]


async def test_call_may_count_several_times(shop: Shop) -> None:
    shop.policy(limit("increment-count='2'"))
    assert await statuses(shop, 2) == [200, 429]


async def test_remaining_and_total_are_told(shop: Shop) -> None:
    shop.policy(limit("remaining-calls-header-name='X-Left' total-calls-header-name='X-Total'"))
    responses = [await shop.get(X_Caller="a") for _ in range(3)]
    assert [response.headers["X-Left"] for response in responses] == ["1", "0", "0"]
    assert responses[2].headers["X-Total"] == "2"


async def test_on_error_knows_when_to_come_back(shop: Shop) -> None:
    shop.policy(
        limit("retry-after-variable-name='wait'"),
        on_error='<set-body>@(context.LastError.Reason + context.Variables["wait"].ToString())</set-body>',
    )
    await statuses(shop, 2)
    assert (await shop.get(X_Caller="a")).text == "RateLimitExceeded60"


def test_header_name_that_is_no_token_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="'calls left' is not the name of a header"):
        shop.policy(limit("remaining-calls-header-name='calls left'"))


async def test_count_that_fails_changes_neither_the_answer_nor_other_counts(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.answer = lambda request: httpx.Response(200, text="plain")
    failing = limit('increment-condition="@((bool)context.Response.Body.As&lt;JObject&gt;(true)[0])"')
    sound = LIMIT.replace('GetValueOrDefault("X-Caller","")', 'GetValueOrDefault("X-None","")')
    shop.policy(failing + sound.format(attributes="increment-after-response='true'"))
    assert await statuses(shop, 3) == [200, 200, 429]
    assert "a call was not counted: " in caplog.text


async def test_periods_of_one_key_are_counted_apart(shop: Shop) -> None:
    shop.policy(
        "<rate-limit-by-key calls='1' renewal-period='1' counter-key='k'/>"
        "<rate-limit-by-key calls='3' renewal-period='60' counter-key='k'/>"
    )
    seen = []
    for _ in range(4):
        seen.append((await shop.get()).status_code)
        shop.now += 2
    assert seen == [200, 200, 200, 429]


def test_period_above_five_minutes_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="301 is above 300"):
        shop.policy(limit().replace('"60"', '"301"'))
