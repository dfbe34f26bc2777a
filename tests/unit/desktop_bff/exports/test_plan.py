"""The division of an export into parts."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_bff.exports.plan import ROWS_PER_PART, Export, Part, parts

EXPORT = Export(
    id="e1", tenant_id="t", user_id="u", format="csv", everybodys=False, created_at="2026-01-01T00:00:00Z"
)


@given(st.integers(0, 5000))
def test_the_parts_hold_every_order_once_in_order(total: int) -> None:
    planned = list(parts(EXPORT, total))
    assert [number for part in planned for number in range(part.start, part.stop)] == list(range(total))
    assert [part.number for part in planned] == list(range(len(planned)))
    assert all(part.stop - part.start <= ROWS_PER_PART for part in planned)


def test_a_part_is_the_same_after_its_way_through_durable_functions() -> None:
    part = next(parts(EXPORT, 1))
    assert Part.of(part.json_value()) == part
