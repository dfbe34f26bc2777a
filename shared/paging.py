"""Pages by number: what a list's answer says about the ones that follow."""

from shared.inputs import MAX_PAGE


def following(page: int, size: int, total: int) -> int | None:
    """The number of the page after this one, if there is one that may be asked for."""
    return following_span(page, 1, size, total)


def following_span(page: int, pages: int, size: int, total: int) -> int | None:
    """The same after `pages` pages fetched at once."""
    after = page + pages
    return after if (after - 1) * size < total and after <= MAX_PAGE else None
