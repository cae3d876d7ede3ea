from unittest import mock

import pytest

from shop import checkout, stock
from shop.cart import Cart
from shop.express import ExpressOrder
from shop.models import Order, Subscription
from shop.vip import VipOrder, saved


def test_order(tea, pot):
    order = Order([tea, pot])
    assert order.total(tax="included") == 4045
    assert order.total(currency="USD", tax="included") == 4368
    assert order.to_pay() == 4535
    assert order.summary("EUR") == "2 items, 4045 EUR"


def test_subscription_is_no_order():
    assert Subscription(100).total_price(2) == 1000
    assert Subscription(100).summary() == "12 months, 1200"


def test_vip(tea, pot):
    order = VipOrder([tea, pot])
    assert order.to_pay() == 3640
    assert order.full_price() == 4045
    assert saved(order) == 405


def test_express(tea):
    assert Order([tea]).shipping_price() == 490
    assert ExpressOrder([tea]).to_pay() == 476 + 1880


def test_cart(tea, pot):
    cart = Cart()
    assert [cart.add(tea), cart.add(pot)] == [476, 3569]
    assert cart.checkout().items == [tea, pot]


def test_prices_that_change_meanwhile(tea):
    cart = Cart()
    cart.add(tea)
    with mock.patch("shop.cart.price", return_value=500):
        with pytest.raises(ValueError):
            cart.checkout()


def test_receipt(tea, pot):
    assert checkout.receipt(Order([tea, pot])) == ["tea: 476.00", "pot: 3568.81", "total: 4045"]


def test_paying_reserves(tea):
    with mock.patch.object(stock, "RESERVED", []) as reserved:
        checkout.pay(Order([tea]))
        checkout.hold(tea, 3)
    assert reserved == [("tea", 1, "paid"), ("tea", 3, "")]
