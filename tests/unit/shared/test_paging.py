"""Which page follows."""

import pytest

from shared.paging import following


@pytest.mark.parametrize(
    ("page", "size", "total", "expected"),
    [(1, 10, 11, 2), (1, 10, 10, None), (2, 10, 11, None), (1, 10, 0, None), (9999, 10, 200_000, None)],
)
def test_a_page_follows_while_there_is_more(page: int, size: int, total: int, expected: int | None) -> None:
    assert following(page, size, total) == expected
