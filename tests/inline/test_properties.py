"""Laws that hold for every call: nothing outside the edits changes, identity changes nothing, results parse."""

from __future__ import annotations

import ast
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st
from in_memory import symbols_of

from refactor_cli.data import Inlined, Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.inline import inline
from refactor_cli.recipe.read import read_recipe
from refactor_cli.splice import edited
from refactor_cli.symbols import SymbolMap

LIB = "def old(*args, **kwargs): pass\ndef new(*args, **kwargs): pass\n"
RULE = """from lib import new
from refactor_cli.recipe import replaces
@replaces("lib.old")
def old({signature}):
    return {body}
"""
VALUES = [
    "1",
    "x",
    "x.y",
    "f()",
    "old(2)",
    "[1,\n 2]",
    "lambda: 0",
    "a if b else c",
    "'s'",
    "f'{x}'",
    "*a",
    "k=v",
    "m = old()",
]
SPACES = ["", " ", "\n", "\n    ", "  # why\n  ", "\t", "\\\n", "\f "]

arguments = st.lists(
    st.tuples(st.sampled_from(SPACES), st.sampled_from(VALUES), st.sampled_from(SPACES)), max_size=4
)


def source(parts: list[tuple[str, str, str]], trailing: bool, newline: str) -> str | None:
    """A file with one call of these arguments; None when Python does not take it."""
    inside = ",".join("".join(part) for part in parts) + ("," if trailing and parts else "")
    text = f"from lib import old\n\nif x:\n    y = old({inside}) # end\n"
    try:
        ast.parse(text)
    except SyntaxError:
        return None
    return text.replace("\n", newline)


def run(text: str, signature: str, body: str) -> tuple[Inlined, Usages, SymbolMap]:
    symbols = symbols_of({"lib.py": LIB, "app.py": text})
    recipe = read_recipe(RULE.format(signature=signature, body=body), "recipe.py")
    usages = find(symbols, [read_target(symbols, "lib.old")])
    return inline(recipe, usages, symbols), usages, symbols


@given(arguments, st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_identity_changes_no_byte(parts: list[tuple[str, str, str]], trailing: bool, newline: str) -> None:
    text = source(parts, trailing, newline)
    if text is not None:
        made, _, _ = run(text, "*args, **kwargs", "old(*args, **kwargs)")
        assert made.edits == ()
        assert {each.outcome for each in made.outcomes if each.usage.path == "app.py"} <= {"kept", "open"}


@given(arguments, st.booleans(), st.sampled_from(["\n", "\r\n"]))
@example([("\n    ", "1", ""), ("  # why\n  ", "*a", "")], True, "\n")
def test_results_parse_and_hold_the_same_arguments(
    parts: list[tuple[str, str, str]], trailing: bool, newline: str
) -> None:
    text = source(parts, trailing, newline)
    if text is None:
        return
    made, usages, symbols = run(text, "*args, **kwargs", "new(*args, flag=True, **kwargs)")
    assert [each.usage for each in made.outcomes] == [
        each for found in usages.results for each in found.usages
    ]
    ends = [edit.span for edit in made.edits]
    assert all(one.end <= other.start for one, other in pairwise(ends))
    after = edited(symbols.snapshot.files["app.py"], made.edits).data.decode()
    assert after.count("#") == text.count("#")
    calls = [outcome for outcome in made.outcomes if outcome.usage.kind == "call"]
    if all(outcome.outcome == "rewritten" for outcome in calls):
        expected = text.replace("old", "new")
        assert unflagged(after) == ast.dump(ast.parse(expected))


def unflagged(text: str) -> str:
    """The tree without the keyword that the rule adds."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            node.keywords = [keyword for keyword in node.keywords if keyword.arg != "flag"]
    return ast.dump(tree)


PLACES = [
    "{}",
    "x = {}",
    "f({}, k={})",
    "-{} ** {}",
    "{}.z",
    "{}[{}:{}]",
    "z if {} else {}",
    "not {}",
    "[*{}]",
    "1 < {} < 2",
    "2 - {} - 3",
    "{} and z or {}",
    "lambda: {}",
    "{{{}: {}}}",
]
BODIES = [
    "a + b",
    "b.z(a)",
    "[b, a]",
    "a, b",
    "-a * b",
    "a or b",
    "b if a.x else 1",
    "a(2)[b]",
    "not a == b",
    "a ** b",
]


@given(
    st.sampled_from(VALUES[:10]),
    st.sampled_from(VALUES[:10]),
    st.sampled_from(BODIES),
    st.sampled_from(PLACES),
)
def test_brackets_are_where_they_are_needed(one: str, other: str, body: str, place: str) -> None:
    place = place.replace("{{", "{").replace("}}", "}") if "{{" in place else place
    text = f"from lib import old\n\n{place.replace('{}', f'old({one}, {other})')}\n"
    made, _, symbols = run(text, "a, b", body)
    after = edited(symbols.snapshot.files["app.py"], made.edits).data.decode()
    ast.parse(after)
    if all(each.outcome == "rewritten" for each in made.outcomes if each.usage.path == "app.py"):
        filled = Filled(
            {"a": ast.parse(f"({one})", mode="eval").body, "b": ast.parse(f"({other})", mode="eval").body}
        )
        result = filled.visit(ast.parse(body, mode="eval").body)
        expected = Filled({"HOLE": result}).visit(ast.parse(place.replace("{}", "HOLE")).body[0])
        assert ast.dump(ast.parse(after).body[-1]) == ast.dump(expected)


class Filled(ast.NodeTransformer):
    """Puts expressions in the place of names."""

    def __init__(self, values: dict[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.values.get(node.id, node)
