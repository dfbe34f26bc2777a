"""choose."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop

BRANCHES = """
<choose>
    <when condition="@(context.Request.Headers.GetValueOrDefault("x-a","") == "1")">
        <set-variable name="branch" value="first" />
    </when>
    <when condition="@(context.Request.Headers.GetValueOrDefault("x-b","") == "1")">
        <set-variable name="branch" value="second" />
    </when>
    <otherwise><set-variable name="branch" value="last" /></otherwise>
</choose>
"""
SHOW = "<set-header name='x-branch'><value>@((string)context.Variables[\"branch\"])</value></set-header>"


@pytest.mark.parametrize(
    ("headers", "branch"),
    [({"x-a": "1", "x-b": "1"}, "first"), ({"x-b": "1"}, "second"), ({}, "last")],
)
async def test_first_true_branch_runs_alone(shop: Shop, headers: dict[str, str], branch: str) -> None:
    shop.policy(BRANCHES, SHOW)
    assert (await shop.send(headers=headers)).headers["x-branch"] == branch


async def test_nothing_runs_without_a_true_branch(shop: Shop) -> None:
    shop.policy("<choose><when condition='false'><return-response/></when></choose>")
    await shop.get()
    assert len(shop.requests) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<choose/>", "needs a <when>"),
        ("<choose><otherwise/><when condition='true'/></choose>", "<when> comes after <otherwise>"),
        ("<choose><when/></choose>", "needs the attribute 'condition'"),
        ("<choose><when condition='maybe'/></choose>", "'maybe' is neither true nor false"),
        ("<choose><when condition='true'><unheard-of/></when></choose>", "there is no policy <unheard-of>"),
    ],
)
def test_mistake_stops_the_start(shop: Shop, text: str, message: str) -> None:
    with pytest.raises(ConfigurationErrors, match=message):
        shop.policy(text)
