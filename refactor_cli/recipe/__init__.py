"""Markers for recipe files, which are parsed and never executed by `refactor`, and still are importable Python.

Nothing heavy is imported here, because the recipes of users import this package. `recipe.read` reads a recipe,
`recipe.expression` makes one from `--to`; `recipe.rules` and `recipe.whole` hold their values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeVar

__all__ = ["OMITTED", "also_called", "likely", "moved", "replaces", "transform"]

_Function = TypeVar("_Function", bound=Callable[..., Any])

OMITTED: Final[Any] = type("Omitted", (), {"__repr__": lambda self: "OMITTED", "__slots__": ()})()
"""As a default: an argument that is left out at the call is left out of the new call."""


def replaces(
    *symbols: str,
    given: tuple[str, ...] = (),
    context: str | None = None,
    behaviour: Literal["same", "changes"] = "same",
    requires: str | None = None,
    where: Mapping[str, str] | None = None,
    order: Literal["same", "any"] = "same",
) -> Callable[[_Function], _Function]:
    """The function below says how calls of a symbol, a full dotted name, are written from now on. `symbols`: one, or
    several names of the same.

    `given`: only for calls that give all these by keyword; `context`: only for calls in that place ("statement");
    `behaviour`: "changes" when the new code is not exactly equivalent, so that a reviewer looks;
    `requires`: what the project must support, as "python>=3.2"; `where`: only for calls whose arguments have these
    forms, by parameter: `where={"expr": "a == b"}`, whose parts the function has as keyword-only parameters; `order`:
    "any" when arguments with effects may be evaluated in another order, or at another time.
    """

    def unchanged(function: _Function) -> _Function:
        return function

    return unchanged


def moved(
    old: str,
    new: str,
    *,
    behaviour: Literal["same", "changes"] = "same",
    requires: str | None = None,
    without: tuple[str, ...] = (),
) -> None:
    """Every reference to `old` is from now on spelled as `new`; both are full dotted names. Where there are rules for
    `old` too, they say how it is called.

    `behaviour`: "changes" when the new one is not exactly equivalent, so that a reviewer looks;
    `requires`: what the project must support, as "python>=3.9";
    `without`: names of a module `old` that the module `new` does not have, so that people look where they are used.
    """


def likely(*symbols: str, on: str) -> None:
    """Called on objects that are called `on` ("request.user", "self"), the names of `symbols` are theirs, where nothing
    is known of the object: hardly anything else bears them. Such usages are likely.
    """


def also_called(package: str, other: str) -> None:
    """`other` is a copy of `package` ("django.utils.six" of "six"): what is said above of names of the one holds for
    those of the other.
    """


def transform(name: str) -> None:
    """What a transform that is shipped with `refactor` is about is rewritten by it, before any rule further down."""
