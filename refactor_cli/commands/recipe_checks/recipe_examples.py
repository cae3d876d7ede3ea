"""Examples in the docstrings of rules, run as cases: `fetch(url, retries=0) -> http_client.get_once(url)`."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.dotted import last_part
from refactor_cli.errors import LedgerError, RefactorError
from refactor_cli.recipe.parsing import is_expression, parse_module

if TYPE_CHECKING:
    from refactor_cli.recipe.whole import Recipe

_ARROW = " -> "
_OPEN = "open"
_FILE = "example.py"


_Rule = ast.FunctionDef | ast.AsyncFunctionDef


class Example(NamedTuple):
    """`before`: a call as a project writes it, with the rule's name for the old symbol; `after`: what comes of it,
    "open" when it is left to people. `symbol` and `name`: of the rule; `is_method`: what is called is asked of an
    object; `lacks`: what stands for that in the rule, where the example has nothing in its place."""

    before: str
    after: str
    symbol: str
    name: str
    line: int
    is_method: bool
    lacks: str = ""


def examples_of(source: str) -> list[Example]:
    """The examples of a recipe that can be read, in order."""
    return [each for node, symbol in _rules(source) for each in _of_rule(node, symbol)]


def no_examples(source: str, path: str) -> tuple[str, ...]:
    """One line for each doctest in the docstring of a rule, and for what begins as an example and cannot be read."""
    return tuple(
        f"{path}:{line}: this is no example that is tried: write it as `old(…) -> new(…)`, on a line of its own"
        for node, symbol in _rules(source)
        for line in _unread(node, {each.line for each in _of_rule(node, symbol)})
    )


def _unread(node: _Rule, read: Container[int]) -> Iterator[int]:
    for line, text in _doc_lines(node):
        is_doctest = text.lstrip().startswith(f">>> {node.name}(")
        begins = text.lstrip().startswith(f"{node.name}(") and _ARROW in text
        if line not in read and (is_doctest or begins):
            yield line


def _rules(source: str) -> Iterator[tuple[_Rule, str]]:
    """The functions that are rules, each with its symbol."""
    for node in parse_module(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
            decorator = node.decorator_list[0]
            named = decorator.args[0] if isinstance(decorator, ast.Call) and decorator.args else None
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield node, named.value


def _doc_lines(node: _Rule) -> Iterator[tuple[int, str]]:
    doc = node.body[0]
    if ast.get_docstring(node) is None or not isinstance(doc, ast.Expr):
        return
    assert isinstance(doc.value, ast.Constant)
    yield from enumerate(str(doc.value.value).split("\n"), doc.lineno)


def _of_rule(node: _Rule, symbol: str) -> Iterator[Example]:
    last = last_part(symbol)
    for number, line in _doc_lines(node):
        asked = re.sub(rf"\.\s*{node.name}\b", f".{last}", line)  # of an object, whatever the rule is called
        before, arrow, after = (part.strip() for part in asked.partition(_ARROW))
        if not _is_statement(after):
            after = after.removesuffix(".")  # as the docstring's only sentence
        if not arrow or not is_expression(before) or not _is_statement(after):
            continue
        call = ast.parse(before, mode="eval").body
        called = call.func if isinstance(call, ast.Call) else call
        is_method = isinstance(called, ast.Attribute) and called.attr == last
        if is_method or (isinstance(called, ast.Name) and called.id == node.name):
            first = next((each.arg for each in node.args.args), "")
            lacks = first if first in ("self", "cls") and not is_method else ""
            yield Example(before, after, symbol, node.name, number, is_method, lacks)


def _is_statement(source: str) -> bool:
    try:
        return len(parse_module(source).body) == 1
    except (SyntaxError, ValueError):
        return False


def failures(recipe: Recipe, source: str) -> tuple[str, ...]:
    """One line for each example that comes out in another way."""
    found = list[str]()
    for each in examples_of(source):
        came = _came_out(recipe, each)
        names = _names(source) | {each.name: each.symbol}  # as in the rule's body
        wanted = _OPEN if each.after == _OPEN else _plain(each.after, names)
        if came != wanted:
            name = last_part(each.symbol)
            how = f"; a method is called on something: write {each.lacks}.{name}(…)" if each.lacks else ""
            found.append(f"{recipe.path}:{each.line}: the example comes out as: {came}{how}")
    return tuple(found)


def _came_out(recipe: Recipe, example: Example) -> str:
    from refactor_cli.data import Snapshot, SourceFile, blob_id
    from refactor_cli.evidence import Evidence
    from refactor_cli.find import find
    from refactor_cli.find.target import read_target
    from refactor_cli.index import index
    from refactor_cli.inline import inline
    from refactor_cli.migration import Again, Choices, choose, settle

    text = _named_in_forms(recipe, example) + _case(example)
    data = text.encode()
    symbols = index(Snapshot({_FILE: SourceFile(_FILE, blob_id(data), 0o100644, "python", data)}))
    try:
        targets = [read_target(symbols, example.symbol, known=True)]
        left, _ = choose(find(symbols, targets, None, (), Evidence()), Choices(floor="possible"))
        ids = frozenset(usage.id for usage in left.every)
        again = Again(find, targets, recipe.own_names, recipe.brought)
        done = settle(inline(recipe, left, symbols, ids), symbols, again)
    except LedgerError as error:
        return f"what it should not ({error})"
    except RefactorError as error:
        return error.problem
    after = done.symbols.snapshot.files[_FILE].data.decode()
    if after == text:
        outcomes = [each for each in done.ledger.outcomes if each.usage.kind != "import"]
        if outcomes and all(each.outcome == "kept" for each in outcomes):  # it is right already
            as_it_is = _plain(example.before, _names(text) | {example.name: example.symbol})
            return as_it_is if example.after != _OPEN else f"{as_it_is}, as no rule is for it"
        reasons = [each.reason for each in outcomes if each.outcome == "open" and each.reason]
        return f"{_OPEN}, as {reasons[-1]}" if reasons and example.after != _OPEN else _OPEN
    last = ast.parse(after).body[-1]
    statement = last.body[-1] if isinstance(last, ast.FunctionDef) else last
    return _plain(ast.unparse(statement), _names(after))


def _named_in_forms(recipe: Recipe, example: Example) -> str:
    """Imports of what the forms of its rules name: an example calls it as the recipe does."""
    used = {each.id for each in ast.walk(ast.parse(example.before)) if isinstance(each, ast.Name)}
    rules = (rule for rule in recipe.rules if rule.symbol == example.symbol)
    named = dict(each for rule in rules for form in rule.where for each in form.names if each[0] in used)
    lines = list[str]()
    for called, dotted in named.items():
        module, _, name = dotted.rpartition(".")
        alias = f" as {called}" if called != name else ""
        lines.append(f"from {module} import {name}{alias}\n" if module else f"import {name}{alias}\n")
    return "".join(lines)


def _case(example: Example) -> str:
    """A file with the example as its last statement."""
    owner, _, name = example.symbol.rpartition(".")
    if not example.is_method:
        alias = f" as {example.name}" if name != example.name else ""
        return f"from {owner} import {name}{alias}\n\n{example.before}\n"
    module, _, cls = owner.rpartition(".")
    root = next(each.id for each in ast.walk(ast.parse(example.before)) if isinstance(each, ast.Name))
    if root in (cls, module.partition(".")[0]):
        return (
            f"from {module} import {cls}\n\n{example.before}\n"
            if root == cls
            else f"import {module}\n\n{example.before}\n"
        )
    return f"from {module} import {cls}\n\n\ndef example({root}: {cls}):\n    {example.before}\n"


def _names(source: str) -> dict[str, str]:
    """What the imports of a file call by which name."""
    found = dict[str, str]()
    for node in ast.walk(parse_module(source)):
        if isinstance(node, ast.ImportFrom):
            found |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.asname: each.name for each in node.names if each.asname}
    return found


def _plain(source: str, names: dict[str, str]) -> str:
    """Source with the full dotted names of what is imported, in Python's own layout."""

    class Spelled(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            dotted = names.get(node.id, node.id)
            return ast.parse(dotted, mode="eval").body

    module = Spelled().visit(parse_module(source))
    return ast.unparse(ast.fix_missing_locations(module))
