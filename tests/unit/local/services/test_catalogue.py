import pytest

from local.services.catalogue import money, products


def test_catalogue_has_500_products_of_different_names() -> None:
    catalogue = list(products())
    assert len({product.id for product in catalogue}) == len({product.name for product in catalogue}) == 500


def test_catalogue_is_the_same_every_time() -> None:
    assert list(products()) == list(products())


def test_descriptions_are_about_a_kilobyte() -> None:
    assert all(900 <= len(product.description) <= 1_100 for product in products())


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00"), (5, "0.05"), (1999, "19.99"), (100_000_00, "100000.00")]
)
def test_money_is_a_decimal_string(cents: int, text: str) -> None:
    assert money(cents) == text
