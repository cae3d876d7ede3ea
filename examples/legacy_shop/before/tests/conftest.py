import pytest

from shop.models import Product


@pytest.fixture
def tea():
    return Product("tea", 400)


@pytest.fixture
def pot():
    return Product("pot", 2999)
