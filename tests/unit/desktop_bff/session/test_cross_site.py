"""Which requests are refused as sent for somebody else's page."""

from collections.abc import Mapping

import pytest

from desktop_bff.session.cross_site import refuse_cross_site, refuse_embedded
from shared.problems import CsrfFailed

ORIGIN = "https://app.test"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-csrf": "1", "origin": ORIGIN, "sec-fetch-site": "same-origin"},
        {"x-csrf": "1", "sec-fetch-site": "same-origin"},
        {"x-csrf": "1", "origin": ORIGIN},
        {"x-csrf": "1"},
    ],
)
def test_our_own_page_is_let_through_in_old_browsers_too(headers: Mapping[str, str]) -> None:
    refuse_cross_site(headers, ORIGIN)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": ORIGIN, "sec-fetch-site": "same-origin"},
        {"x-csrf": "", "origin": ORIGIN},
        {"x-csrf": "2", "origin": ORIGIN},
        {"x-csrf": "1", "origin": "null"},
        {"x-csrf": "1", "origin": ""},
        {"x-csrf": "1", "origin": f"{ORIGIN}:443"},
        {"x-csrf": "1", "origin": f"{ORIGIN}/"},
        {"x-csrf": "1", "origin": "http://app.test"},
        {"x-csrf": "1", "origin": "https://evil.app.test"},
        {"x-csrf": "1", "sec-fetch-site": "same-site"},
        {"x-csrf": "1", "sec-fetch-site": "cross-site"},
        {"x-csrf": "1", "sec-fetch-site": "none"},
        {"x-csrf": "1", "origin": ORIGIN, "sec-fetch-site": "cross-site"},
    ],
)
def test_one_layer_that_objects_is_enough(headers: Mapping[str, str]) -> None:
    with pytest.raises(CsrfFailed):
        refuse_cross_site(headers, ORIGIN)


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-mode": "navigate"}, {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}],
)
def test_a_login_is_begun_by_going_there(headers: Mapping[str, str]) -> None:
    refuse_embedded(headers)


@pytest.mark.parametrize("mode", ["cors", "no-cors", "same-origin", "websocket"])
def test_no_script_begins_a_login(mode: str) -> None:
    with pytest.raises(CsrfFailed):
        refuse_embedded({"sec-fetch-mode": mode, "sec-fetch-dest": "empty"})


@pytest.mark.parametrize("destination", ["iframe", "frame", "embed", "object", "fencedframe"])
def test_no_frame_begins_a_login(destination: str) -> None:
    with pytest.raises(CsrfFailed):
        refuse_embedded({"sec-fetch-mode": "navigate", "sec-fetch-dest": destination})
