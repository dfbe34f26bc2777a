"""check-header."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop

CHECK = """<check-header name='X-Mark' failed-check-httpcode='403' failed-check-error-message='No mark'
ignore-case='{ignore_case}'>{values}</check-header>"""


@pytest.mark.parametrize(
    ("values", "ignore_case", "sent", "status"),
    [
        ("", "false", "any", 200),
        ("", "false", None, 403),
        ("<value>a</value><value>b</value>", "false", "b", 200),
        ("<value>a</value>", "false", "A", 403),
        ("<value>a</value>", "true", "A", 200),
    ],
)
async def test_header_must_be_there_with_a_listed_value(
    shop: Shop, values: str, ignore_case: str, sent: str | None, status: int
) -> None:
    shop.policy(CHECK.format(ignore_case=ignore_case, values=values))
    assert (await shop.send(headers={"X-Mark": sent} if sent else {})).status_code == status


async def test_client_reads_the_policy_s_message(shop: Shop) -> None:
    shop.policy(CHECK.format(ignore_case="false", values=""))
    assert (await shop.get()).text == '{ "statusCode": 403, "message": "No mark" }'


async def test_reason_is_in_last_error(shop: Shop) -> None:
    shop.policy(
        CHECK.format(ignore_case="false", values="<value>a</value>"),
        on_error='<set-body>@(context.LastError.Reason + ": " + context.LastError.Message)</set-body>',
    )
    expected = "HeaderValueNotAllowed: Header X-Mark value of b is not allowed. Access denied."
    assert (await shop.get(X_Mark="b")).text == expected


@pytest.mark.parametrize(
    "attribute", ["failed-check-httpcode='403'", "failed-check-error-message='No mark'", "ignore-case='true'"]
)
def test_missing_attribute_stops_the_start(shop: Shop, attribute: str) -> None:
    check = CHECK.format(ignore_case="true", values="").replace(attribute, "")
    name = attribute.partition("=")[0]
    with pytest.raises(ConfigurationErrors, match=f"<check-header> needs the attribute '{name}'"):
        shop.policy(check)
