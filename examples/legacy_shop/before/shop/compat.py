"""Names that plugins written before 1.4 expect."""

from shop.legacy import price
from shop.models import Order

get_price = price
Basket = Order
