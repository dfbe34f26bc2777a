"""base."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop


def mark(name: str) -> str:
    return f"<set-header name='x-trail' exists-action='append'><value>{name}</value></set-header>"


async def test_broader_scope_runs_where_base_stands(shop: Shop) -> None:
    shop.everywhere = f"<policies><inbound>{mark('global')}</inbound></policies>"
    shop.document(
        f"<policies><inbound>{mark('before')}<base/>{mark('after')}"
        "<set-backend-service backend-id='shop-bff'/></inbound></policies>"
    )
    await shop.get()
    assert shop.requests[0].headers["x-trail"] == "before,global,after"


async def test_section_without_base_replaces_the_broader_one(shop: Shop) -> None:
    shop.everywhere = f"<policies><inbound>{mark('global')}</inbound></policies>"
    shop.document(
        f"<policies><inbound>{mark('api')}<set-backend-service backend-id='shop-bff'/></inbound></policies>"
    )
    await shop.get()
    assert shop.requests[0].headers["x-trail"] == "api"


async def test_omitted_section_is_the_broader_one(shop: Shop) -> None:
    shop.everywhere = f"<policies><outbound>{mark('global')}</outbound></policies>"
    shop.document("<policies><inbound><set-backend-service backend-id='shop-bff'/></inbound></policies>")
    assert (await shop.get()).headers["x-trail"] == "global"


async def test_empty_section_is_empty(shop: Shop) -> None:
    shop.everywhere = f"<policies><outbound>{mark('global')}</outbound></policies>"
    shop.document(
        "<policies><inbound><set-backend-service backend-id='shop-bff'/></inbound><outbound/></policies>"
    )
    assert "x-trail" not in (await shop.get()).headers


async def test_empty_backend_section_calls_no_backend(shop: Shop) -> None:
    shop.policy(backend="")
    response = await shop.get()
    assert (response.status_code, response.content, shop.requests) == (200, b"", [])


async def test_base_at_the_global_scope_adds_nothing(shop: Shop) -> None:
    shop.everywhere = "<policies><inbound><base/></inbound></policies>"
    shop.policy()
    assert (await shop.get()).status_code == 200


def test_base_inside_another_policy_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="<base> stands directly in a section"):
        shop.policy("<choose><when condition='true'><base/></when></choose>")
