"""Pages by number: what a list's answer says about the ones that follow."""

from shared.inputs import MAX_PAGE


def following(page: int, size: int, total: int, pages: int = 1) -> int | None:
    """The page after this one (or after `pages` of them), if there is one that may be asked for."""
    after = page + pages
    return after if (after - 1) * size < total and after <= MAX_PAGE else None
