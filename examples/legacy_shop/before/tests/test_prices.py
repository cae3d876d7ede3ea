import pytest

from shop import plugins
from shop.bulk import price_all
from shop.discounts import discount, in_dollars
from shop.legacy import price, price_list, to_cents
from shop.models import Order, Product
from shop.pricing import quote
from shop.reports.daily import in_crowns, turnover


@pytest.mark.parametrize("currency, expected", [("EUR", 476), ("USD", 514)])
def test_price(tea, currency, expected):
    assert price(tea, currency) == expected


def test_price_is_rounded_by_default(pot):
    assert price(pot) == 3569
    assert price(pot, rounded=False) == pytest.approx(3568.81)


def test_price_without_tax(tea):
    assert quote("EUR", tea, tax="excluded") == 400


def test_price_list(tea, pot):
    assert price_list([pot, tea]) == ["tea 476", "pot 3569"]


def test_amounts():
    assert list(map(to_cents, ["4", "12.5", "0.99"])) == [400, 1250, 99]


def test_rules_of_thumb(tea, pot):
    assert discount(tea) == 0
    assert discount(Product("chair", 5000)) == 297
    assert in_dollars(tea) == 514


def test_reports(tea, pot):
    assert turnover([Order([tea]), Order([tea, pot])]) == 4521
    assert in_crowns(tea) == pytest.approx(5402.6)


def test_plugins(tea):
    assert plugins.DEFAULT(tea) == plugins.load("price")(tea) == 476
    assert plugins.apply(tea, currency="USD") == 514
    assert plugins.rough(tea) == 400


def test_bulk(tea, pot):
    assert price_all([tea, pot]) == [476, 3569]
