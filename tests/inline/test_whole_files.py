"""Two laws: a rename there and back gives the same bytes, and no result needs a newer Python than its file did
(of the cases, `test_cases.py` sees to that)."""

from __future__ import annotations

import sys
import tokenize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from in_memory import symbols_of
from oldest_python import oldest
from test_properties import BODIES, PLACES, VALUES
from test_properties import run as run_rule

from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.recipe.expression import recipe_from_expression
from refactor_cli.splice import edited

LIB = "def old(*args): pass\ndef new(*args): pass\n"
# what a file imports, and how it then names the function; names in the order that importers keep
IMPORTS = [
    ("from lib import old", "old"),
    ("from lib import alpha, old, zeta", "old"),
    ("from lib import (\n    alpha,\n    old,  # why\n    zeta,\n)", "old"),
    ("from lib import old as function", "function"),
    ("import lib", "lib.old"),
    ("import lib as library", "library.old"),
    ("import os, lib", "lib.old"),
    ("try:\n    from lib import old as o\nexcept ImportError:\n    o = None", "o"),
]
USES = [
    "{}(1)",
    "value = {}, [{}]",
    "class Kind({}):\n    member = {}",
    "@{}\ndef decorated(): ...",
    "def default(a={}):\n    return {}(a, b={}(2))",
    "found = [{} for {name} in {}(1)]",
    "annotated: '{}' = 1",
    "try:\n    pass\nexcept {}:\n    raise {}(1)",
    "alias = {}\nalias()",
    "def declared():\n    global later\n    later = {}\n    later()",
    "x = f'{{{}(1)}}'",
    "text = '''\n  older \\\n\t'''  # é",
    "\f\n{}   (\n  1,  # one\n)",
]


@st.composite
def programs(draw: st.DrawFn) -> bytes:
    """A file that uses `lib.old` in some ways, with some line ends."""
    imported, name = draw(st.sampled_from(IMPORTS))
    uses = draw(st.lists(st.sampled_from(USES), min_size=1, max_size=5))
    lines = [use.replace("{name}", "i").replace("{{", "\0").replace("}}", "\1") for use in uses]
    text = "\n".join([imported, "", *(line.replace("{}", name) for line in [*lines, "{}()"]), ""])
    text = text.replace("\0", "{").replace("\1", "}")
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.replace("\n", newline).encode()


def renamed(data: bytes, old: str, new: str) -> tuple[bytes, frozenset[str]]:
    """The file with every usage of one function made one of the other, and what became of its usages."""
    symbols = symbols_of({"lib.py": LIB, "app.py": data})
    target = read_target(symbols, f"lib.{old}")
    recipe = recipe_from_expression(target.dotted, f"lib.{new}", None)
    made = inline(recipe, find(symbols, [target]), symbols)
    outcomes = frozenset(each.outcome for each in made.outcomes if each.usage.path == "app.py")
    return edited(symbols.snapshot.files["app.py"], made.edits).data, outcomes


@settings(max_examples=40)
@given(programs())
def test_there_and_back_is_as_before(program: bytes) -> None:
    check_there_and_back(program)


@pytest.mark.slow
@settings(max_examples=400)
@given(programs())
def test_many_there_and_back_are_as_before(program: bytes) -> None:
    check_there_and_back(program)


def check_there_and_back(program: bytes) -> None:
    there, outcomes = renamed(program, "old", "new")
    assert outcomes == {"rewritten"}
    assert there != program
    back, outcomes = renamed(there, "new", "old")
    assert outcomes == {"rewritten"}
    assert back == program


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = 1\n", (4, False), id="any"),
        pytest.param("print 'x'\n", (0, False), id="Python 2"),
        pytest.param("(x := 1)\n", (8, False), id="walrus"),
        pytest.param("def f(a, /): ...\n", (8, False), id="positional only"),
        pytest.param("match x:\n    case 1: pass\n", (10, False), id="match"),
        # Python 3.12 parses f-strings anew, and asks no version for them
        pytest.param("f'{x[\"a\"]}'\n", (6 if sys.version_info < (3, 12) else 4, False), id="f-string"),
    ],
)
def test_oldest(source: str, expected: tuple[int, bool]) -> None:
    assert oldest(source) == expected


@settings(max_examples=40)
@given(
    st.sampled_from([*VALUES[:10], "'a'", '"b"', "d['k']"]),
    st.sampled_from(VALUES[:10]),
    st.sampled_from([*BODIES, "[a, b, 'text']", 'b.z("x", a)']),
    st.sampled_from([*PLACES, "f'{{{}}}'", 'f"{{{}}}"', "f'''{{{}}}'''", "f'{{f\"{{{}}}\"}}'"]),
)
def test_no_result_needs_a_newer_python(one: str, other: str, body: str, place: str) -> None:
    code = place.replace("{{", "\0").replace("}}", "\1").replace("{}", f"old({one}, {other})")
    text = f"from lib import old\n\n{code}\n".replace("\0", "{").replace("\1", "}")
    try:
        before = oldest(text)
    except (SyntaxError, tokenize.TokenError):
        return
    if not before[0]:
        return
    made, _, symbols = run_rule(text, "a, b", body)
    after = oldest(edited(symbols.snapshot.files["app.py"], made.edits).data.decode())
    assert 0 < after[0] <= before[0]
    assert after[1] <= before[1]
