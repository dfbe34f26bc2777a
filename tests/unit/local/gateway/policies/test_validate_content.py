"""validate-content."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop, tell

JSON = {"Content-Type": "application/json; charset=utf-8"}


def validation(action: str = "prevent", content_map: str = "") -> str:
    return (
        f'<validate-content unspecified-content-type-action="{action}" max-size="20"'
        f' size-exceeded-action="{action}" errors-variable-name="errors">{content_map}'
        f'<content type="application/json" validate-as="json" action="{action}"/></validate-content>'
    )


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (JSON, b'{"a": 1}', 200),
        (JSON, b"{", 400),
        (JSON, b'"' + b"a" * 20 + b'"', 400),
        ({"Content-Type": "text/plain"}, b"a", 400),
        ({}, b"", 200),
    ],
)
async def test_body_must_be_what_is_listed(
    shop: Shop, headers: dict[str, str], body: bytes, status: int
) -> None:
    shop.policy(validation())
    assert (await shop.send("POST", headers=headers, body=body)).status_code == status


async def test_detected_violation_is_kept_in_the_variable(shop: Shop) -> None:
    shop.policy(validation("detect"), outbound=tell(errors='((string[])context.Variables["errors"])[0]'))
    response = await shop.send("POST", headers={"Content-Type": "text/plain"}, body=b"a")
    assert response.headers["x-errors"] == "Unspecified content type text/plain is not allowed."


async def test_response_that_does_not_conform_is_a_bad_gateway(shop: Shop) -> None:
    shop.policy(outbound=validation().replace('max-size="20"', 'max-size="1"'))
    assert (await shop.get()).status_code == 502


async def test_content_type_is_mapped_before_it_is_judged(shop: Shop) -> None:
    shop.policy(
        validation(
            content_map='<content-type-map missing-content-type-value="application/json">'
            '<type from="application/hal+json" to="application/json"/></content-type-map>'
        )
    )
    assert (await shop.send("POST", body=b"{}")).status_code == 200
    assert (
        await shop.send("POST", headers={"Content-Type": "application/hal+json"}, body=b"{")
    ).status_code == 400


def test_unknown_kind_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="'yaml' is none of json, xml, soap"):
        shop.policy(validation().replace('"json"', '"yaml"'))
