"""include-fragment."""

import pytest

from local.gateway import ConfigurationErrors
from tests.unit.local.gateway.conftest import Shop

MARK = "<fragment><set-header name='x-mark'><value>1</value></set-header></fragment>"


async def test_fragment_runs_in_place(shop: Shop) -> None:
    shop.fragments = {"mark": MARK}
    shop.policy("<include-fragment fragment-id='mark'/>", "<include-fragment fragment-id='mark'/>")
    response = await shop.get()
    assert (shop.requests[0].headers["x-mark"], response.headers["x-mark"]) == ("1", "1")


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ("<policies/>", "a fragment file holds <fragment>, not <policies>"),
        ("<fragment><base/></fragment>", "<base> stands directly in a section"),
        (
            "<fragment><include-fragment fragment-id='mark'/></fragment>",
            "a fragment takes no <include-fragment>",
        ),
        (
            "<fragment><cache-store duration='1'/></fragment>",
            "<cache-store> is not allowed in the inbound section",
        ),
    ],
)
def test_unusable_fragment_stops_the_start(shop: Shop, fragment: str, message: str) -> None:
    shop.fragments = {"mark": fragment}
    with pytest.raises(ConfigurationErrors, match=message):
        shop.policy("<include-fragment fragment-id='mark'/>")


def test_unknown_fragment_stops_the_start(shop: Shop) -> None:
    with pytest.raises(ConfigurationErrors, match="there is no fragment 'absent'"):
        shop.policy("<include-fragment fragment-id='absent'/>")


def test_fault_in_a_fragment_is_told_once(shop: Shop) -> None:
    shop.fragments = {"mark": "<fragment><unheard-of/></fragment>"}
    with pytest.raises(ConfigurationErrors) as caught:
        shop.policy("<include-fragment fragment-id='mark'/>" * 3)
    assert len(caught.value.errors) == 1


@pytest.mark.parametrize("included", ["mark", "outer"])
def test_fragment_that_includes_one_further_down_stops_the_start(shop: Shop, included: str) -> None:
    shop.fragments = {
        "mark": MARK,
        "outer": "<fragment>\n<choose><when condition='@(true)'>"
        f"<include-fragment fragment-id='{included}'/></when></choose></fragment>",
    }
    with pytest.raises(
        ConfigurationErrors, match=r"outer\.xml:2:\d+: a fragment takes no <include-fragment>"
    ):
        shop.policy("<include-fragment fragment-id='outer'/>")
