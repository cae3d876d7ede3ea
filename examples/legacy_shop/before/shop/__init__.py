"""A small shop, older than it looks."""

from .legacy import price
from .models import Order, Product

__all__ = ["Order", "Product", "price"]
__version__ = "1.9.2"
