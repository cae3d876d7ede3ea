"""total() in a docstring."""
from money import quote, round_to

RATE = compute(20)


@register("shop")
class Shop(Base, metaclass=Meta):
    """Sells things."""

    orders = field(default_factory=list)

    @property
    @cached
    def name(self) -> str:
        return f"{self.title()}"

    async def total(
        self,
        currency="EUR",  # ISO 4217
        *,
        rounded=False,
    ) -> Money:
        def add(a, b):
            return a + quote(b, currency)

        return round_to(await reduce(add, self.orders))


def open(name): return Shop(name)


print(open("x").total())
