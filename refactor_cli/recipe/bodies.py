"""Statements of a rule -> Body: branches that end in expressions, or in blocks of statements."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NoReturn, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.recipe.conditions import Meaning, cases, condition, is_condition
from refactor_cli.recipe.evaluation import bound_names, children
from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.headers import called, text_of
from refactor_cli.recipe.names import Names, Source
from refactor_cli.recipe.rules import Block, Body, Branch, Template
from refactor_cli.recipe.template import statement_template, template

_SIMPLE = (ast.AnnAssign, ast.Assert, ast.Assign, ast.AugAssign, ast.Delete, ast.Expr, ast.Raise)
_COMPOUND = (ast.AsyncFor, ast.AsyncWith, ast.For, ast.Try, ast.With)
_MOST_CHOICES = 4
_HINT = "a rule holds 'if', 'match', 'return', and assignments, calls, 'with', 'for', 'try', 'del', 'raise', 'assert'"

_Part: TypeAlias = "ast.expr | ast.stmt"


class BodyReader(Struct, frozen=True):
    """Reads the body of one rule. `meaning`: the full dotted name that a name of the recipe stands for."""

    source: Source
    names: Names
    meaning: Meaning

    def read(self, owner: ast.FunctionDef | ast.AsyncFunctionDef) -> Body:
        """The body of a function under @replaces.

        Raises:
            FormError: it has a form that a rule cannot have.
        """
        statements = owner.body
        if is_text(statements[0]):
            statements = statements[1:] or [ast.copy_location(ast.Pass(), statements[0])]
        bound = frozenset(_bound(statements))
        if taken := sorted(bound & {*self.names.parameters, *self.names.imports, *self.names.own}):
            raise FormError(
                f"'{taken[0]}' is bound again by a statement", owner.lineno, "use a name of its own"
            )
        reader = replace(self, names=replace(self.names, locals=bound))
        return reader._body(owner, (), statements)

    def _body(self, owner: ast.AST, before: Sequence[ast.stmt], statements: Sequence[ast.stmt]) -> Body:
        """`before`: statements that come first, whatever is decided."""
        if not statements:
            if not before:
                self._fail(owner, "not every branch ends in 'return'", "add the 'return' that is missing")
            return self._block(before, None)
        first, rest = statements[0], statements[1:]
        match first:
            case ast.Return():
                if rest:
                    self._fail(rest[0], "a statement behind 'return'", "remove it")
                return self._returned(before, first)
            case ast.If():
                test = condition(first.test, self.names, self.meaning)
                then = self._body(first, before, _followed(first.body, rest))
                return Branch(test, then, self._body(first, before, [*first.orelse, *rest]))
            case ast.Match():
                return self._matched(first, before, rest)
            case ast.Raise() if rest:
                self._fail(rest[0], "a statement behind 'raise'", "remove it")
        if rest:
            return self._body(first, (*before, first), rest)
        return self._block((*before, first), None)

    def _matched(self, first: ast.Match, before: Sequence[ast.stmt], rest: Sequence[ast.stmt]) -> Body:
        found: Body | None = None
        listed = list(cases(first, self.names, self.meaning))
        is_total = isinstance(test := listed[-1][0], ast.Constant) and test.value is True
        if not is_total:
            found = self._body(first, before, rest)
        for test, statements in reversed(listed):
            then = self._body(first, before, _followed(statements, rest))
            found = Branch(test, then, found) if found is not None else then
        assert found is not None
        return found

    def _returned(self, before: Sequence[ast.stmt], statement: ast.Return) -> Body:
        if statement.value is None:
            return self._block(before, None)
        if not before:
            return self._choices(statement.value, statement)
        return self._block(before, statement)

    def _block(self, statements: Sequence[ast.stmt], returned: ast.Return | None) -> Block:
        kept = [each for each in statements if not isinstance(each, ast.Pass)]
        for each in kept:
            self._check(each)
        value = returned.value if returned is not None else None
        parts: list[ast.expr | ast.stmt] = [*kept, *([value] if value is not None else [])]
        for part in parts:
            if self._tests(part):
                problem = "this form is not supported: a condition on a parameter inside a statement"
                self._fail(part, problem, "decide it by 'if' around the statement")
        made = tuple(self._statement(each) for each in kept)
        is_simple = all(isinstance(each, _SIMPLE) for each in kept)
        last = (
            template(value, self.source, self.names, " " * _column(returned)) if value is not None else None
        )
        return Block(made, last, self.names.locals, is_simple, self._unit(kept))

    def _statement(self, statement: ast.stmt) -> Template:
        if isinstance(statement, ast.Expr):
            return template(statement.value, self.source, self.names, " " * statement.col_offset)
        return statement_template(statement, self.source, self.names, " " * statement.col_offset)

    def _unit(self, statements: Iterable[ast.stmt]) -> str:
        for each in statements:
            for inner in ast.walk(each):
                body = getattr(inner, "body", None)
                if isinstance(inner, ast.stmt) and isinstance(body, list):
                    width: int = body[0].col_offset - inner.col_offset
                    return " " * width
        return "    "

    def _check(self, statement: ast.stmt) -> None:
        """Statements that may be written anywhere."""
        if not isinstance(statement, _SIMPLE + _COMPOUND):
            self._fail(statement, f"this form is not supported: {called(statement)}", _HINT)
        if isinstance(statement, ast.AnnAssign) and statement.value is None:
            self._fail(statement, "this form is not supported: an annotation without a value", _HINT)
        for name in ("body", "orelse", "finalbody"):
            for inner in getattr(statement, name, ()):
                self._check(inner)
        for handler in getattr(statement, "handlers", ()):
            if handler.name:
                self._fail(handler, "this form is not supported: 'except … as'", "write it without the name")
            for inner in handler.body:
                if not isinstance(inner, ast.Pass):
                    self._check(inner)

    def _choices(self, value: ast.expr, statement: ast.Return) -> Body:
        """A returned expression, with its conditional expressions decided as far as a site allows."""
        tests = self._tests(value)
        if len(tests) > _MOST_CHOICES:
            problem = f"more than {_MOST_CHOICES} conditional expressions"
            self._fail(value, problem, "decide some by 'if' around the 'return'")
        return self._chosen(value, statement, tests, {})

    def _chosen(
        self, value: ast.expr, statement: ast.Return, tests: Sequence[ast.IfExp], made: dict[ast.expr, bool]
    ) -> Body:
        if not tests:
            return template(value, self.source, self.names, " " * statement.col_offset, made)
        first, rest = tests[0], tests[1:]
        test = condition(first.test, self.names, self.meaning)
        then = self._chosen(value, statement, rest, {**made, first: True})
        otherwise = self._chosen(value, statement, rest, {**made, first: False})
        has_marker = any(self.meaning(each) == "refactor_cli.recipe.OMITTED" for each in _names(first.test))
        undecided = None if has_marker else self._chosen(value, statement, rest, made)
        return Branch(test, then, otherwise, undecided)

    def _tests(self, part: _Part) -> list[ast.IfExp]:
        """The conditional expressions on parameters, those outside of lambdas and comprehensions."""
        found = list[ast.IfExp]()
        waiting: list[ast.AST] = [part]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.expr) and bound_names(node):
                continue
            if isinstance(node, ast.IfExp) and is_condition(node.test, self.names, self.meaning):
                found.append(node)
            waiting += children(node)
        return sorted(found, key=lambda each: (each.lineno, each.col_offset))

    def _fail(self, node: ast.AST, problem: str, hint: str) -> NoReturn:
        raise FormError(problem, getattr(node, "lineno", 1), hint)


def is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    return isinstance(statement, ast.Expr) and text_of(statement.value) is not None


def _followed(statements: Sequence[ast.stmt], rest: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements of a branch, and what comes behind it unless they end by themselves."""
    is_over = bool(statements) and isinstance(statements[-1], ast.Return | ast.Raise)
    return [*statements, *([] if is_over else rest)]


def _column(statement: ast.stmt | None) -> int:
    return statement.col_offset if statement is not None else 0


def _names(node: ast.AST) -> Iterator[ast.Name]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Name))


def _bound(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Names that statements bind; comprehensions and lambdas keep theirs to themselves."""
    for statement in statements:
        for node in ast.walk(statement):
            targets: list[ast.expr] = []
            match node:
                case ast.Assign():
                    targets = node.targets
                case ast.AnnAssign() | ast.AugAssign() | ast.For() | ast.AsyncFor():
                    targets = [node.target]
                case ast.With() | ast.AsyncWith():
                    targets = [item.optional_vars for item in node.items if item.optional_vars]
                case ast.Delete():
                    targets = node.targets
            for target in targets:
                stored = (each for each in _names(target) if not isinstance(each.ctx, ast.Load))
                yield from (each.id for each in stored)
