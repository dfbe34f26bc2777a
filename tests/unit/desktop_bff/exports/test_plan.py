"""The division of an export into parts."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_bff.exports.plan import MOST_ORDERS, ROWS_PER_PART, Export, Part, count_parts, part_at

EXPORT = Export(
    id="e1", tenant_id="t", user_id="u", format="csv", everybodys=False, created_at="2026-01-01T00:00:00Z"
)


def every_part(total: int) -> list[Part]:
    return [part_at(EXPORT, number, total) for number in range(count_parts(total))]


@given(st.integers(0, 5000))
def test_the_parts_hold_every_order_once_in_order(total: int) -> None:
    planned = every_part(total)
    assert [number for part in planned for number in range(part.start, part.stop)] == list(range(total))
    assert [part.number for part in planned] == list(range(len(planned)))
    assert all(part.stop - part.start <= ROWS_PER_PART for part in planned)


def test_the_last_part_of_the_longest_export_is_made_without_the_others() -> None:
    last = part_at(EXPORT, count_parts(MOST_ORDERS) - 1, MOST_ORDERS)
    assert (last.start, last.stop) == (MOST_ORDERS - ROWS_PER_PART, MOST_ORDERS)


def test_a_part_is_the_same_after_its_way_through_durable_functions() -> None:
    first = part_at(EXPORT, 0, 1)
    assert Part.of(first.json_value()) == first
