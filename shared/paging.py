"""Pages by number: what a list's answer says about the next one."""

from shared.inputs import MAX_PAGE


def following(page: int, size: int, total: int) -> int | None:
    """The number of the page after this one, if there is one that may be asked for."""
    return page + 1 if page * size < total and page < MAX_PAGE else None
