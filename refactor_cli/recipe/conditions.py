"""Conditions of a rule: what can be asked about the arguments of a call, and decided at its site.

Parameters, literals, comparisons, `and`, `or`, `not`, `isinstance(parameter, type)`, `len(args)`,
`callable(parameter)`, `parameter is OMITTED`, and what text_values.py has of a text: `parameter.startswith("^")`,
`parameter[0]`. `match` over a parameter becomes the same conditions.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.names import Names
from refactor_cli.recipe.rules import OMITTED_NAME
from refactor_cli.recipe.text_values import is_about_text, standing_on

TYPES = {
    each.__name__: each
    for each in (bool, bytes, bytearray, complex, dict, float, frozenset, int, list, set, str, tuple)
}
_HINT = (
    "compare parameters with literals, ask isinstance(parameter, str), parameter.startswith('x'), "
    "or whether one `is OMITTED`"
)
_PLAIN = (ast.BoolOp, ast.Compare, ast.List, ast.Set, ast.Tuple, ast.UnaryOp)

Meaning = Callable[[ast.expr], str]


def condition(test: ast.expr, names: Names, meaning: Meaning) -> ast.expr:
    """A condition as `inline` decides it: OMITTED has a name of its own in it.

    Raises:
        FormError: it asks something that cannot be decided at a site.
    """
    match test:
        case ast.Compare(left=ast.Name(), ops=[ast.Is() | ast.IsNot()], comparators=[other]) if (
            meaning(other) == "refactor_cli.recipe.OMITTED"
        ):
            _parameter(test.left, names)
            if isinstance(test.left, ast.Name) and test.left.id in names.defaulted:
                problem = f"'{test.left.id}' is never OMITTED: it has another default"
                raise FormError(
                    problem, test.lineno, f"write {test.left.id}=OMITTED, or compare with the default"
                )
            marked = ast.copy_location(ast.Name(OMITTED_NAME, ast.Load()), other)
            return ast.copy_location(ast.Compare(test.left, test.ops, [marked]), test)
        case ast.Constant():
            return test
        case ast.Name():
            return _parameter(test, names)
        case ast.Call(func=ast.Name(id="isinstance"), args=[asked, types], keywords=[]):
            _parameter(asked, names)
            for each in types.elts if isinstance(types, ast.Tuple) else [types]:
                if not isinstance(each, ast.Name) or each.id not in TYPES or each.id in names.imports:
                    raise FormError(f"'{ast.unparse(each)}' is no builtin type", each.lineno, _HINT)
            return test
        case ast.Call(func=ast.Name(id="callable" | "len"), args=[ast.Name() as asked], keywords=[]):
            _parameter(asked, names)
            return test
        case _ if is_about_text(test):
            asked = standing_on(test)
            while is_about_text(asked):
                asked = standing_on(asked)
            _parameter(asked, names)
            return test
        case _ if isinstance(test, _PLAIN):
            return _rebuilt(test, names, meaning)
    problem = f"this form is not supported: '{ast.unparse(test)}' in a condition"
    raise FormError(problem, test.lineno, _HINT)


def is_condition(test: ast.expr, names: Names, meaning: Meaning) -> bool:
    """Whether a test can be decided at a site, as far as its form goes, and is about a parameter."""
    try:
        found = condition(test, names, meaning)
    except FormError:
        return False
    return any(isinstance(each, ast.Name) and each.id in names.parameters for each in ast.walk(found))


def _parameter(node: ast.expr, names: Names) -> ast.expr:
    if not isinstance(node, ast.Name) or node.id not in names.parameters:
        problem = f"'{ast.unparse(node)}' in a condition is no parameter"
        raise FormError(problem, node.lineno, _HINT)
    return node


def _rebuilt(test: ast.expr, names: Names, meaning: Meaning) -> ast.expr:
    match test:
        case ast.BoolOp():
            made: ast.expr = ast.BoolOp(test.op, [condition(each, names, meaning) for each in test.values])
        case ast.UnaryOp():
            made = ast.UnaryOp(test.op, condition(test.operand, names, meaning))
        case ast.Compare():
            others = [condition(each, names, meaning) for each in test.comparators]
            made = ast.Compare(condition(test.left, names, meaning), test.ops, others)
        case ast.Tuple() | ast.List() | ast.Set():
            made = ast.Tuple([condition(each, names, meaning) for each in test.elts], ast.Load())
        case _:
            raise AssertionError(test)
    return ast.copy_location(made, test)


def cases(statement: ast.Match, names: Names, meaning: Meaning) -> Iterator[tuple[ast.expr, list[ast.stmt]]]:
    """The cases of a `match` over a parameter as conditions, with their statements.

    Raises:
        FormError: a pattern that takes something apart.
    """
    for case in statement.cases:
        test = _pattern(statement.subject, case.pattern)
        if case.guard is not None:
            test = ast.copy_location(ast.BoolOp(ast.And(), [test, case.guard]), case.guard)
        yield condition(ast.fix_missing_locations(test), names, meaning), case.body


def _pattern(subject: ast.expr, pattern: ast.pattern) -> ast.expr:
    made: ast.expr
    match pattern:
        case ast.MatchAs(pattern=None, name=None):
            made = ast.Constant(True)
        case ast.MatchValue(value=ast.Constant() | ast.UnaryOp() as value):
            made = ast.Compare(subject, [ast.Eq()], [value])
        case ast.MatchSingleton(value=value):
            made = ast.Compare(subject, [ast.Is()], [ast.Constant(value)])
        case ast.MatchOr(patterns=patterns):
            made = ast.BoolOp(ast.Or(), [_pattern(subject, each) for each in patterns])
        case ast.MatchClass(cls=ast.Name() as named, patterns=[], kwd_attrs=[]):
            made = ast.Call(ast.Name("isinstance", ast.Load()), [subject, named], [])
        case ast.MatchSequence(patterns=patterns) if (
            isinstance(subject, ast.Tuple)
            and len(patterns) == len(subject.elts)
            and not any(isinstance(each, ast.MatchStar) for each in patterns)
        ):
            parts = zip(subject.elts, patterns, strict=True)
            made = ast.BoolOp(ast.And(), [ast.Constant(True), *(_pattern(*each) for each in parts)])
        case _:
            problem = "this form is not supported: a pattern that takes something apart"
            raise FormError(problem, pattern.lineno, "match literals, types like str(), or _")
    return ast.copy_location(made, pattern)
