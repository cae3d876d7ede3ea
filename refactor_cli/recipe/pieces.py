"""ast.expr -> Pieces: the source of a rule taken apart into text, holes, names and calls."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

from msgspec import Struct

from refactor_cli.near_spellings import most_alike
from refactor_cli.recipe.evaluation import bound_names, children
from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.names import Names
from refactor_cli.recipe.rules import (
    Argument,
    CallPiece,
    Fit,
    Hole,
    Local,
    Piece,
    Pieces,
    Reference,
    Variable,
)

_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_"))
_OF_EACH_MODULE = "__name__"  # what it is called where new code stands

Choices = Mapping[ast.expr, bool]
"""How conditional expressions are decided."""


def chosen_of(node: ast.AST, choices: Choices) -> ast.expr | None:
    """What a decided conditional expression comes to; None for anything else."""
    if isinstance(node, ast.IfExp) and node in choices:
        return node.body if choices[node] else node.orelse
    return None


class _Mark(Struct, frozen=True):
    start: int
    end: int
    piece: Piece


class PieceReader(Struct, frozen=True):
    """Reads pieces from the `source` of a recipe, whose lines begin at `starts`; `indent`: of the statement."""

    source: bytes
    starts: tuple[int, ...]
    names: Names
    indent: str
    choices: Choices

    def span(self, node: ast.expr | ast.keyword | ast.stmt) -> tuple[int, int]:
        """Where a node begins and ends in `source`, in bytes."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[
            node.end_lineno - 1
        ] + node.end_col_offset

    def text(self, start: int, end: int) -> str:
        """The source between two offsets; lines lose the statement's indentation."""
        return self.source[start:end].decode().replace("\n" + self.indent, "\n")

    def pieces(self, node: ast.expr, fit: Fit, bracketed: bool, bound: frozenset[str]) -> Pieces:
        """An expression in pieces. `fit` and `bracketed`: of the place it stands in, as `Hole` has them; `bound`: names
        that the rule binds around it (in a comprehension or lambda), which are no holes."""
        start, end = self.span(node)
        return self.between(start, end, self.marks(node, fit, bracketed, bound))

    def between(self, start: int, end: int, marks: Iterator[_Mark]) -> Pieces:
        """The marks in order, and the text around them."""
        found, last = list[Piece](), start
        for mark in sorted(marks, key=lambda mark: mark.start):
            if mark.start > last:
                found.append(self.text(last, mark.start))
            if mark.piece != "":
                found.append(mark.piece)
            last = mark.end
        if last < end:
            found.append(self.text(last, end))
        return tuple(found)

    def marks(self, node: ast.expr, fit: Fit, bracketed: bool, bound: frozenset[str]) -> Iterator[_Mark]:
        """The pieces inside an expression that are more than text; "" where a decided conditional leaves text out."""
        start, end = self.span(node)
        if (chosen := chosen_of(node, self.choices)) is not None:
            inner_start, inner_end = self.span(chosen)
            yield _Mark(start, inner_start, "")
            yield from self.marks(chosen, fit, bracketed, bound)
            yield _Mark(inner_end, end, "")
        elif isinstance(node, ast.Name) and node.id in self.names.locals - bound:
            yield _Mark(start, end, Local(node.id))
        elif isinstance(node, ast.Name) and (variable := self.variable(node.id, bound)) is not None:
            yield _Mark(start, end, variable)
        elif isinstance(node, ast.Name | ast.Attribute) and (piece := self.name(node, fit, bracketed, bound)):
            yield _Mark(start, end, piece)
        elif isinstance(node, ast.Call):
            yield _Mark(start, end, self.call(node, bound))
        else:
            inner_bound = bound | bound_names(node)
            for child in children(node):
                child_fit, in_brackets = _place_of(node, child)
                yield from self.marks(child, child_fit, bracketed or in_brackets, inner_bound)

    def variable(self, name: str, bound: frozenset[str]) -> Variable | None:
        """What the recipe assigns outside of its rules, unless the name means something else in this one."""
        own = bound | self.names.locals | self.names.parameters.keys() | self.names.own.keys()
        return self.names.variables.get(name) if name not in own else None

    def marks_of_statement(self, node: ast.AST) -> Iterator[_Mark]:
        """The same of all expressions of a statement."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                fit: Fit = "operand" if isinstance(node, ast.withitem | ast.Delete) else "any"
                yield from self.marks(child, fit, False, frozenset())
            else:
                yield from self.marks_of_statement(child)

    def name(
        self, node: ast.Name | ast.Attribute, fit: Fit, bracketed: bool, bound: frozenset[str]
    ) -> Piece | None:
        """A hole or a reference; None for attributes of anything else and for names that the rule binds."""
        parts = list[str]()
        first: ast.expr = node
        while isinstance(first, ast.Attribute):
            parts.insert(0, first.attr)
            first = first.value
        if not isinstance(first, ast.Name) or first.id in bound or first.id in self.names.locals:
            return None
        if first.id == _OF_EACH_MODULE or self.variable(first.id, bound) is not None:
            return None
        if first.id in self.names.parameters:
            if parts:
                return None
            if self.names.parameters[first.id].startswith("var_") and fit != "starred":
                star = "**" if self.names.parameters[first.id] == "var_keyword" else "*"
                raise FormError(
                    f"this form is not supported: '{first.id}' other than as '{star}{first.id}' in a call",
                    first.lineno,
                    "pass it on as a whole",
                )
            return Hole(first.id, fit, bracketed)
        return self.reference(first, parts)

    def reference(self, first: ast.Name, parts: list[str]) -> Reference:
        """A name that the recipe imports, a builtin, or the rule's own, with the attributes that follow it.

        Raises:
            FormError: it is none of these.
        """
        if first.id in self.names.own:
            return Reference(".".join([self.names.own[first.id], *parts]), line=first.lineno)
        if first.id in self.names.imports:
            module, name = self.names.imports[first.id]
            dotted = ".".join([module, *([name] if name else []), *parts])
            if not name:
                prefixes = (known for known in self.names.modules if f"{dotted}.".startswith(f"{known}."))
                module = max(prefixes, key=len, default=module)
            own = name or module.partition(".")[0]
            return Reference(dotted, module, name, first.lineno, first.id if first.id != own else "")
        if self.names.dotted and parts:
            return Reference(".".join([first.id, *parts]), line=first.lineno)
        if first.id in _BUILTINS:
            return Reference(".".join([first.id, *parts]), "builtins", first.id, first.lineno)
        where = "a full dotted name" if self.names.dotted else "an import, a parameter or a builtin"
        problem = f"'{first.id}' is not imported" if not self.names.dotted else f"'{first.id}' is not known"
        near = most_alike(first.id, [*self.names.parameters, *self.names.imports])
        meant = f"did you mean {near}? " if near else ""
        own = next((own for own, symbol in self.names.own.items() if symbol.endswith(f".{first.id}")), "")
        meant = f"the name of what is replaced is the rule's own here: {own}; " if own else meant
        raise FormError(problem, first.lineno, f"{meant}every name needs {where}")

    def call(self, node: ast.Call, bound: frozenset[str]) -> CallPiece:
        """A call, taken apart so that arguments can be left out; the white space and comma of each go with it."""
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called in self.names.own and called in self.names.parameters and called not in bound:
            problem = f"the parameter '{called}' is called, which hides the rule's own name"
            hint = "give the function a name of its own: in its body that means what it replaces"
            raise FormError(problem, node.lineno, hint)
        func_start, func_end = self.span(node)[0], self._after(node.func)
        callee = self.between(func_start, func_end, self.marks(node.func, "receiver", False, bound))
        every: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
        nodes = sorted(every, key=self.span)
        last = self.source.index(b"(", func_end) + 1
        close = self.span(node)[1] - 1
        arguments = list[Argument]()
        for each in nodes:
            start, end = self.wrapped(each, last, close)
            arguments.append(self.argument(each, (start, end), self.text(last, start), bound))
            comma = len(self.source[end:close]) - len(self.source[end:close].lstrip())
            last = end + comma + 1 if self.source[end + comma : end + comma + 1] == b"," else end
        return CallPiece(
            callee, tuple(arguments), ("," if last > end else "") + self.text(last, close) if nodes else ""
        )

    def wrapped(self, node: ast.expr | ast.keyword, first: int, last: int) -> tuple[int, int]:
        """The node with the brackets around it that the tree leaves out, looked for between two offsets."""
        start, end = self.span(node)
        start, end = max(start, first), min(end, last)  # a lone generator takes the brackets of the call
        before = self.source[first:start].rstrip()
        while before.endswith(b"("):
            start, before = first + len(before) - 1, before[:-1].rstrip()
            end = self.source.index(b")", end, last) + 1
        return start, end

    def argument(
        self, node: ast.expr | ast.keyword, span: tuple[int, int], lead: str, bound: frozenset[str]
    ) -> Argument:
        """An argument of a call, whose source is `span` with the brackets around it."""
        star, keyword, value = "", "", node
        start, end = span
        if isinstance(node, ast.Starred):
            star, value = "*", node.value
        elif isinstance(node, ast.keyword):
            star, keyword, value = ("**", "", node.value) if node.arg is None else ("", node.arg, node.value)
        assert isinstance(value, ast.expr)
        start = self.source.index(b"=", start + len(keyword.encode())) + 1 if keyword else start + len(star)
        start += len(self.source[start:end]) - len(self.source[start:end].lstrip())
        while (chosen := chosen_of(value, self.choices)) is not None:
            value, (start, end) = chosen, self.span(chosen)
        kind = self.names.parameters.get(value.id, "") if isinstance(value, ast.Name) else ""
        whole = (kind, star) in {("var_positional", "*"), ("var_keyword", "**")}
        fit: Fit = "starred" if whole else "operand" if star else "any"
        return Argument(lead, star, keyword, self.between(start, end, self.marks(value, fit, True, bound)))

    def _after(self, node: ast.expr) -> int:
        """Where the brackets of a call of `node` begin: behind brackets around `node` itself."""
        end = self.span(node)[1]
        while self.source[end : end + 1] in (b" ", b"\t", b"\n", b")", b"\\"):
            end += 1
        return end


def _place_of(parent: ast.expr, child: ast.expr) -> tuple[Fit, bool]:
    """How tightly `child` is bound in `parent`, and whether it stands in brackets there."""
    match parent:
        case ast.Attribute():
            return "receiver", False
        case ast.Subscript():
            return ("receiver", False) if child is parent.value else ("index", True)
        case ast.List() | ast.Set():
            return "any", True
        case ast.Dict():
            return ("any" if child in parent.values or child in parent.keys else "operand"), True
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return "operand", True
        case ast.Compare():
            return "compared", False
        case _:
            return "operand", False
