"""Binding against Python's own, and what only a run could tell."""

from __future__ import annotations

import ast
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refactor_cli.data import Parameter
from refactor_cli.signature import Bound, CallArgument, Unbound, bind


def parameters(signature: str) -> tuple[Parameter, ...]:
    """Parameters as `index` would read them from `def f(signature)`."""
    node = ast.parse(f"def f({signature}): pass").body[0]
    assert isinstance(node, ast.FunctionDef)
    namespace: dict[str, object] = {}
    exec(compile(ast.Module([node], []), "signature", "exec"), namespace)  # noqa: S102
    kinds = {
        inspect.Parameter.POSITIONAL_ONLY: "positional_only",
        inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
        inspect.Parameter.VAR_POSITIONAL: "var_positional",
        inspect.Parameter.KEYWORD_ONLY: "keyword_only",
        inspect.Parameter.VAR_KEYWORD: "var_keyword",
    }
    found = inspect.signature(namespace["f"]).parameters.values()  # type: ignore[arg-type]
    return tuple(
        Parameter(each.name, kinds[each.kind], "" if each.default is each.empty else repr(each.default))  # type: ignore[arg-type]
        for each in found
    )


def call(source: str) -> tuple[CallArgument, ...]:
    """The arguments of `f(source)`."""
    node = ast.parse(f"f({source})", mode="eval").body
    assert isinstance(node, ast.Call)
    written = sorted([*node.args, *node.keywords], key=lambda each: (each.lineno, each.col_offset))
    return tuple(
        CallArgument("*")
        if isinstance(each, ast.Starred)
        else CallArgument("" if each.arg else "**", each.arg or "")
        if isinstance(each, ast.keyword)
        else CallArgument()
        for each in written
    )


BOUND = [
    pytest.param("", "", Bound({}), id="nothing"),
    pytest.param("a", "1", Bound({"a": (0,)}), id="position"),
    pytest.param("a", "a=1", Bound({"a": (0,)}), id="keyword"),
    pytest.param("a, b=2", "1", Bound({"a": (0,)}, frozenset({"b"})), id="left out"),
    pytest.param("a, /, b", "1, b=2", Bound({"a": (0,), "b": (1,)}), id="positional only"),
    pytest.param("a, *args", "1, 2, 3", Bound({"a": (0,), "args": (1, 2)}), id="rest"),
    pytest.param("a, *args", "1, *x, 3", Bound({"a": (0,), "args": (1, 2)}), id="starred into the rest"),
    pytest.param("a, **kw", "1, b=2, **x", Bound({"a": (0,), "kw": (1, 2)}), id="keywords into the rest"),
    pytest.param("*a, k, **kw", "k=1, x=2", Bound({"k": (0,), "kw": (1,)}), id="keyword only"),
    pytest.param("a, /, **kw", "1, a=2", Bound({"a": (0,), "kw": (1,)}), id="same name in the rest"),
    pytest.param(
        "a, b=1, **kw",
        "1, **x",
        Bound({"a": (0,), "kw": (1,)}, frozenset(), frozenset({"b"})),
        id="uncertain",
    ),
    pytest.param(
        "a, **kw", "**x", Bound({"kw": (0,)}, frozenset(), frozenset({"a"})), id="uncertain and required"
    ),
]


@pytest.mark.parametrize(("signature", "source", "expected"), BOUND)
def test_bind(signature: str, source: str, expected: Bound) -> None:
    assert bind(call(source), parameters(signature)) == expected


UNBOUND = [
    pytest.param("a", "", "the call does not give 'a'", id="missing"),
    pytest.param("a", "1, 2", "more than 1 argument by position", id="too many"),
    pytest.param("a, b", "1, a=2, b=3", "the call gives 'a' twice", id="twice"),
    pytest.param("a", "1, b=2", "the call gives 'b', which the old signature does not have", id="unknown"),
    pytest.param(
        "a, /", "a=2", "the call gives 'a', which the old signature does not have", id="positional only"
    ),
    pytest.param("a, *args", "*x", "a starred argument may fill 'a'", id="starred"),
    pytest.param("a", "1, *x", "a starred argument has no '*args' to go to", id="starred nowhere"),
    pytest.param("a", "**x", "a double-starred argument has no '**kwargs' to go to", id="mapping nowhere"),
    pytest.param("*, a", "1", "more than 0 arguments by position", id="keyword only"),
]


@pytest.mark.parametrize(("signature", "source", "reason"), UNBOUND)
def test_reasons(signature: str, source: str, reason: str) -> None:
    assert bind(call(source), parameters(signature)) == Unbound(reason)


@given(
    signature=st.sampled_from(
        ["a, b=1", "a, /, b=1, *c, d, e=2, **f", "*a, b=1", "**a", "a=1, *, b", "a, b, c=1, **d"]
    ),
    positions=st.integers(0, 4),
    keywords=st.lists(st.sampled_from("abcdefg"), unique=True, max_size=4),
)
def test_agrees_with_python(signature: str, positions: int, keywords: list[str]) -> None:
    namespace: dict[str, object] = {}
    exec(f"def f({signature}): pass", namespace)  # noqa: S102
    source = ", ".join([*(str(i) for i in range(positions)), *(f"{name}={name!r}" for name in keywords)])
    given_names = list(range(positions)) + keywords
    found = bind(call(source), parameters(signature))
    try:
        expected = inspect.signature(namespace["f"]).bind(
            *range(positions), **{name: name for name in keywords}
        )  # type: ignore[arg-type]
    except TypeError:
        assert isinstance(found, Unbound)
        return
    assert isinstance(found, Bound)
    values = {name: tuple(given_names[index] for index in indexes) for name, indexes in found.given.items()}
    wanted = {}
    for name, value in expected.arguments.items():
        wanted[name] = tuple(value) if isinstance(value, tuple | dict) else (value,)
    assert values == wanted
