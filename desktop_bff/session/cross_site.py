"""The refusal of requests that a browser sends for somebody else's page.

The gateway refuses them first, before it looks for the session. Three layers, each enough for some browsers:
a header that no other origin can send without asking, `Origin`, and Fetch Metadata.
"""

from collections.abc import Mapping

from shared.problems import CsrfFailed


def refuse_cross_site(headers: Mapping[str, str], origin: str) -> None:
    """Raises CsrfFailed unless the request carries `X-CSRF: 1` and comes from our own origin, if it says."""
    ours = (
        headers.get("x-csrf") == "1"
        and headers.get("origin", origin) == origin
        and headers.get("sec-fetch-site", "same-origin") == "same-origin"
    )
    if not ours:
        raise CsrfFailed("This request needs the header X-CSRF: 1 and must come from the application itself.")


def refuse_embedded(headers: Mapping[str, str]) -> None:
    """Raises CsrfFailed for a login that a page begins without the user: in an image, a frame or a script."""
    if headers.get("sec-fetch-mode", "navigate") != "navigate":
        raise CsrfFailed("A login is begun by going there.")
    if headers.get("sec-fetch-dest", "document") != "document":
        raise CsrfFailed("A login is not begun in a frame.")
