"""What lies on the shelves."""

RESERVED = []


def reserve(item, quantity=1, *, qty=None, note=""):
    """Sets items aside. `qty` is the name that `quantity` had in 1.0."""
    if qty is not None:
        quantity = qty
    RESERVED.append((item.name, quantity, note))
    return quantity
