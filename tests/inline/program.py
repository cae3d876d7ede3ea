"""A rule and a file that calls the old function, run before and after: what they do, in order, is to be the same.

The rule's own body is the old function's, so nothing but the rule says what it means. Calls, stores and `t(…)` are
noted as they happen; reading attributes, subscripts and operators is taken to have no effect, as the engine does.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from refactor_cli.recipe import OMITTED


class Value:
    """Something with a name, that nearly everything can be done with."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.__dict__.update(name=name, log=log, x=f"{name}.x")

    def __repr__(self) -> str:
        return self.name

    def __setattr__(self, name: str, value: object) -> None:
        self.log.append(f"{self.name}.{name} = {shown(value)}")
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        self.log.append(f"del {self.name}.{name}")
        del self.__dict__[name]

    def __add__(self, other: object) -> str:
        return f"({self.name} + {shown(other)})"

    __radd__ = __mul__ = __neg__ = __getitem__ = lambda self, *other: f"<{self.name} {shown(other)}>"

    def __iter__(self) -> Iterator[object]:
        return iter((f"{self.name}0", f"{self.name}1"))

    def __enter__(self) -> Value:
        self.log.append(f"enter {self.name}")
        return self

    def __exit__(self, *_: object) -> None:
        self.log.append(f"exit {self.name}")

    def m(self, *args: object, **options: object) -> str:
        args = tuple(each for each in args if each is not OMITTED)
        options = {name: each for name, each in options.items() if each is not OMITTED}
        self.log.append(f"{self.name}.m{shown(args)}{shown(options)}")
        return f"{self.name}.m"


def shown(value: object) -> str:
    """What a value is, without its identity."""
    if isinstance(value, Value):
        return value.name
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(key)}: {shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, tuple | list | set):
        return f"{type(value).__name__}({', '.join(map(shown, value))})"
    if inspect.isgenerator(value):
        return f"generator{shown(list(value))}"
    if inspect.isfunction(value):
        return f"function {shown(value())}" if not inspect.signature(value).parameters else "function"
    return repr(value)


def run(source: str, rule: str) -> tuple[list[str], str]:
    """The log and the result of `main()` in a file; `rule`: source of a recipe with the function `old`."""
    log = list[str]()

    def t(name: object) -> Value:
        log.append(f"t({shown(name)})")
        return Value(f"t{shown(name)}", log)

    def noted(name: str) -> Callable[..., Any]:
        def function(
            a: object = None, b: object = None, c: object = None, *rest: object, **more: object
        ) -> Any:
            log.append(f"{name}({', '.join(shown(each) for each in (a, b, c, rest, more))})")
            return Value(name, log)

        return without_omitted(function)

    names: dict[str, Any] = {"t": t, "new": noted("new"), "other": noted("other")}
    scope = {**names, "OMITTED": OMITTED, "replaces": lambda *_, **__: lambda function: function}
    body = "\n".join(line for line in rule.splitlines() if "import" not in line)
    exec(compile(body, "rule", "exec"), scope)  # noqa: S102, source of this test
    names["old"] = scope["old"]
    names |= {"x": Value("x", log), "y": Value("y", log), "flag": True, "none": None}
    body = "\n".join(line for line in source.splitlines() if not line.startswith("from lib"))
    with warnings.catch_warnings(action="ignore"):  # `(0)[1]` is no mistake here
        exec(compile(body, "file", "exec"), names)  # noqa: S102, source of this test
    try:
        result = shown(names["main"]())
    except Exception as error:
        result = f"{type(error).__name__}"
    return log, result


def without_omitted(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, for which an argument OMITTED is one that is left out."""
    signature = inspect.signature(function)

    def called(*args: object, **options: object) -> Any:
        bound = signature.bind(*args, **options)
        given = {name: value for name, value in bound.arguments.items() if value is not OMITTED}
        more = {name: value for name, value in given.pop("more", {}).items() if value is not OMITTED}
        rest = given.pop("rest", ())
        if rest:
            return function(*(given.pop(name) for name in ("a", "b", "c")), *rest, **given, **more)
        return function(**given, **more)

    return called
