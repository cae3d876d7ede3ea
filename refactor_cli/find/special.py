"""The names of special methods.
https://docs.python.org/3/reference/datamodel.html#special-method-names"""

from __future__ import annotations


def is_special(name: str) -> bool:
    """Whether Python calls a method of this name by itself."""
    return name.startswith("__") and name.endswith("__") and len(name) > 4
