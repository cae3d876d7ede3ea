"""Of many usages that are written alike a prompt shows some in full and names the rest; so of many possible ones."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from refactor_cli.answer_format import block_of
from refactor_cli.data import Usage
from refactor_cli.recipe.argument_forms import PURE
from refactor_cli.symbols import SymbolMap

_FEW = 24  # as many of one shape are all shown
_EXAMPLES = 8
_POSSIBLE = 40  # possible usages of one target that are shown in full
_LONGEST = 2_000  # characters of a call that is looked at
# where a call stands that is all of what stands there: what is written before it
_BEFORE = {
    "assert_statement": "assert ",
    "assignment": "_ = ",
    "augmented_assignment": "_ += ",
    "for_statement": "for _ in ",
    "as_pattern": "with ",
    "raise_statement": "raise ",
    "return_statement": "return ",
    "with_item": "with ",
}
_WITHIN = "… "
_AROUND = frozenset({"await", "parenthesized_expression"})
_OPERATORS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Mod: "%"}
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


class Alike(NamedTuple):
    """Usages of one shape. `shown`: those a reader sees in full."""

    shape: str
    shown: tuple[Usage, ...]
    rest: tuple[Usage, ...]


def alike(symbols: SymbolMap, usages: Sequence[Usage], reasons: Mapping[str, str]) -> list[Alike]:
    """The shapes that occur so often that showing each usage would be a waste. `reasons`: why a usage is open."""
    groups: dict[tuple[str, ...], list[Usage]] = {}
    for usage in usages:
        if usage.certainty == "possible":
            continue  # what it is called on decides, and no example tells that
        told = (
            usage.target,
            usage.kind,
            usage.certainty,
            ", ".join(usage.evidence),
            reasons.get(usage.id, ""),
        )
        groups.setdefault((shape(usage), *told), []).append(usage)
    many = [group for group in groups.values() if len(group) > _FEW and block_of(group[0]) != "definition"]
    return [each for group in many for each in _by_forms(symbols, group)]


def _by_forms(symbols: SymbolMap, group: Sequence[Usage]) -> Iterator[Alike]:
    """Usages that are alike but for the forms of their arguments and for where they stand: some of each form."""
    by_form: dict[str, list[Usage]] = {}
    for usage in group:
        form = f"{before(symbols, usage)}{shape(usage, is_exact=True)}"
        by_form.setdefault(form, []).append(usage)
    most = max(1, _EXAMPLES // len(by_form))
    for form, usages in by_form.items():
        if len(usages) > most:
            yield Alike(form, *_examples(usages, most))


def before(symbols: SymbolMap, usage: Usage) -> str:
    """What tells where a call stands, as it is written before its shape: "" for a statement of its own, "assert ",
    "_ = ", "with ", "… " for a part of something else."""
    if usage.kind != "call" or usage.call_span is None:
        return ""
    try:
        node = symbols.node(usage.path, usage.call_span)
    except KeyError:
        return ""
    while node is not None and node.type != "call":
        node = node.parent
    while node is not None and node.parent is not None and node.parent.type in _AROUND:
        node = node.parent
    parent = node.parent if node is not None else None
    if node is None or parent is None or (parent.type == "expression_statement" and parent.child_count == 1):
        return ""
    if parent.type == "assignment" and parent.child_by_field_name("right") != node:
        return _WITHIN
    if parent.type in ("assert_statement", "raise_statement") and parent.named_children[0] != node:
        return _WITHIN  # `assert a, f(b)`, `raise a from f(b)`
    if parent.type == "as_pattern" and (parent.parent is None or parent.parent.type != "with_item"):
        return _WITHIN  # `except f(a) as b`
    return _BEFORE.get(parent.type, _WITHIN)


def less_likely(usages: Sequence[Usage], members: Set[str] = frozenset()) -> list[Usage]:
    """Possible usages beyond those of each target that are most likely to be one. `members`: targets that are methods
    or attributes: a bare name is hardly one of these. Where a string puts something else in the place of what a target
    is asked of, what names the target is named by that, and shown."""
    put = {(usage.path, usage.enclosing) for usage in usages if usage.kind == "owner" and usage.enclosing}
    ranked = sorted(
        (usage for usage in usages if usage.certainty == "possible" and not put & _definitions_around(usage)),
        key=lambda usage: (-usage.rank, usage.path, usage.span),
    )
    seen, found = Counter[str](), list[Usage]()
    for usage in ranked:
        is_bare = usage.target in members and usage.expression == usage.span
        seen[usage.target] += not is_bare
        if is_bare or seen[usage.target] > _POSSIBLE:
            found.append(usage)
    return sorted(found, key=lambda usage: (usage.path, usage.span))


def _definitions_around(usage: Usage) -> set[tuple[str, str]]:
    """By path and qualified name."""
    parts = usage.enclosing.split(".")
    return {(usage.path, ".".join(parts[:size])) for size in range(1, len(parts) + 1)}


def _examples(group: Sequence[Usage], most: int) -> tuple[tuple[Usage, ...], tuple[Usage, ...]]:
    """From different files as far as there are."""
    first = {usage.path: usage for usage in reversed(group)}
    by_file = sorted(first.values(), key=lambda usage: (usage.path, usage.span))
    chosen = [*by_file[:most], *(usage for usage in group if first[usage.path] is not usage)][:most]
    ids = {usage.id for usage in chosen}
    return tuple(u for u in group if u.id in ids), tuple(u for u in group if u.id not in ids)


def shape(usage: Usage, *, is_exact: bool = False) -> str:
    """What matters of how a usage is written: `f(_, key=_, *)` for a call, `@f(_)` for a decorator that is
    one, the kind for others. A literal and a name are shown as what they are: conditions of rules tell them apart.
    `is_exact`: with the forms of arguments that rules can take apart, `f(_ == None)`."""
    if usage.kind == "decorator" and usage.call is not None:
        return f"@{_called(usage, is_exact)}"
    return _called(usage, is_exact) if usage.kind == "call" else usage.kind


def _called(usage: Usage, is_exact: bool) -> str:
    if len(usage.text) > _LONGEST:
        return usage.text[:80]
    try:
        # a line of a file is no expression where it cannot be read alone
        parsed = ast.parse(usage.text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return usage.text[:80]
    if not isinstance(parsed, ast.Call):
        return usage.text[:80]
    form = _form if is_exact else _side
    arguments = ["*" if isinstance(each, ast.Starred) else form(each) for each in parsed.args]
    arguments += [f"{each.arg}={form(each.value)}" if each.arg else "**" for each in parsed.keywords]
    return f"{_callee(parsed.func)}({', '.join(arguments)})"


def _callee(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"….{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


def _form(node: ast.expr) -> str:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            pairs = zip(ops, others, strict=True)
            return " ".join([_side(left), *(f"{_SIGNS[type(op)]} {_side(each)}" for op, each in pairs)])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"not {_form(operand)}"
        case ast.BoolOp(op=op):
            return "_ and _" if isinstance(op, ast.And) else "_ or _"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return f"{_side(left)} {_OPERATORS[type(op)]} {_side(right)}"
        case ast.Call(func=ast.Name(id=name)) if name in PURE:
            return f"{name}(_)"
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=value), attr=name)):
            return f"{type(value).__name__}.{name}(_)"
    return _side(node)


def _side(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return type(node.value).__name__ if node.value is not None else "None"
    effects = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
    return "call" if any(isinstance(each, effects) for each in ast.walk(node)) else "_"
