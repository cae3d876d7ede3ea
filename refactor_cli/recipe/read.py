"""Source of a recipe file -> Recipe. Parsed, never executed, whoever wrote it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath
from typing import NoReturn

from msgspec.structs import replace

from refactor_cli.errors import RefactorError
from refactor_cli.recipe.bodies import is_text
from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.functions import FunctionReader
from refactor_cli.recipe.headers import (
    DOTTED,
    NAMES,
    called,
    read_behaviour,
    read_requires,
    read_without,
    text_of,
)
from refactor_cli.recipe.imported import MARKERS, Imported
from refactor_cli.recipe.names import Names, Source, line_starts
from refactor_cli.recipe.parsing import parse_recipe
from refactor_cli.recipe.rules import Move, Reference, Rule, Template, Variable, references_in
from refactor_cli.recipe.template import template
from refactor_cli.recipe.whole import Likely, Recipe

_BELONGS = (
    "a recipe holds imports, functions under @replaces(...), moved(...), likely(...), transform(...) and "
    "assignments of one name, for what new code needs in its module"
)


def read_recipe(source: str, name: str, *, may_be_empty: bool = False) -> Recipe:
    """Reads a recipe file; `name` is how the user calls it, and stands in errors. `may_be_empty`: it may hold nothing
    but what new code elsewhere needs in its module.

    Raises:
        RefactorError: it is no Python, or says something that a recipe cannot say.
    """
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        return _Reader(source.encode("utf-8", "surrogatepass"), name, may_be_empty).recipe()
    except FormError as error:
        raise RefactorError(f"{name}:{error.line}: {error}", error.hint) from None


class _Reader(ast.NodeVisitor):
    """Visits the statements of a recipe file in order."""

    def __init__(self, source: bytes, name: str, may_be_empty: bool) -> None:
        self.source = Source(source, line_starts(source))
        self.name = name
        self.may_be_empty = may_be_empty
        self.module = parse_recipe(source, name)
        self.imported = Imported(self.module)
        self.rules: list[Rule] = []
        self.moves: list[Move] = []
        self.likely: list[tuple[Likely, ast.Call]] = []
        self.variables: dict[str, Variable] = {}
        self.functions = FunctionReader(self.source, name, self.imported, self.variables, _BELONGS)

    def recipe(self) -> Recipe:
        for statement in self.module.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                self.read_variable(statement)
        for statement in self.module.body:
            if not is_text(statement):  # a docstring, of the file or of what follows
                self.visit(statement)
        self.check_variables()
        if not self.rules and not self.moves and not (self.variables and self.may_be_empty):
            raise RefactorError(
                f"{self.name} has no rules", "write a function under @replaces(...), or moved(...)"
            )
        said = tuple(each for each, _ in self.likely)
        recipe = Recipe(
            tuple(self.rules),
            tuple(self.moves),
            (),
            PurePath(self.name).stem,
            self.name,
            said,
            tuple(self.variables.values()),
        )
        for each, call in self.likely:
            if each.symbol not in recipe.symbols:
                self.fail(
                    call, f"'{each.symbol}' is likely somewhere, and not replaced here", "write a rule for it"
                )
        return recipe

    def fail(self, node: ast.AST, problem: str, hint: str) -> NoReturn:
        raise FormError(problem, getattr(node, "lineno", 1), hint)

    def generic_visit(self, node: ast.AST) -> None:
        self.fail(node, f"this form is not supported: {called(node)}", _BELONGS)

    def visit_Assign(self, node: ast.Assign) -> None:
        pass

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        pass

    def read_variable(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if len(targets) != 1 or not isinstance(targets[0], ast.Name) or isinstance(node, ast.AnnAssign):
            self.fail(node, f"this form is not supported: {called(node)}", "assign one name, without a type")
        name = targets[0].id
        if name in self.imported.names or name in self.variables:
            self.fail(node, f"'{name}' is bound twice", "use a name of its own")
        names = Names({}, self.imported.names, {}, frozenset(self.imported.modules))
        made = template(node.value, self.source, names)
        if "\n" in made.text:
            self.fail(node, f"'{name}' is assigned over several lines", "write it on one line")
        self.variables[name] = Variable(name, made.pieces, node.lineno)

    def check_variables(self) -> None:
        """What a recipe assigns is new code, and names nothing that it replaces."""
        old = {rule.symbol for rule in self.rules} | {move.source for move in self.moves}
        for each in self.variables.values():
            for found in references_in(each.value):
                dotted = f"builtins.{found.dotted}" if found.module == "builtins" else found.dotted
                if dotted in old:
                    problem = f"'{each.name}' names '{dotted}', which is replaced here"
                    raise FormError(problem, each.line, "assign what takes its place")

    def visit_Import(self, node: ast.Import) -> None:
        pass

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        pass

    def visit_Expr(self, node: ast.Expr) -> None:
        readers = {
            f"{MARKERS}.transform": self.transform,
            f"{MARKERS}.likely": self.read_likely,
            f"{MARKERS}.also_called": self.also_called,
            f"{MARKERS}.moved": self.read_move,
        }
        call = node.value
        read = readers.get(self.imported.meaning(call.func)) if isinstance(call, ast.Call) else None
        if not isinstance(call, ast.Call) or read is None:
            self.fail(node, f"this form is not supported: {called(node)}", _BELONGS)
        read(call)

    def read_move(self, call: ast.Call) -> None:
        texts = [text_of(argument) for argument in call.args]
        options = {keyword.arg: keyword.value for keyword in call.keywords}
        if (
            options.keys() - {"requires", "behaviour", "without"}
            or len(texts) != 2
            or not all(text and NAMES.match(text) for text in texts)
        ):
            self.fail(
                call, "moved() takes two dotted names", 'write moved("old.module.name", "new.module.name")'
            )
        requires = read_requires(call, text_of(options["requires"])) if "requires" in options else None
        behaviour = read_behaviour(call, text_of(options["behaviour"])) if "behaviour" in options else "same"
        without = read_without(call, options["without"]) if "without" in options else ()
        source, target = str(texts[0]), str(texts[1])
        before = [move for move in self.moves if move.source == source]
        if not before or any(move.requires is None for move in before):
            self.not_twice(call, source)  # several are for different versions
        if source == target:
            self.fail(call, f"'{source}' is moved to itself", "remove it")
        if target.startswith(f"{source}."):
            self.fail(
                call,
                f"'{source}' is moved into itself: '{target}' names it again",
                "say how it is called, in a function under @replaces",
            )
        label = f"moved ({self.name}:{call.lineno})"
        self.moves.append(Move(source, target, label, call.lineno, requires, behaviour, without))

    def read_likely(self, call: ast.Call) -> None:
        symbols = [text_of(argument) for argument in call.args]
        on = text_of(call.keywords[0].value) if [each.arg for each in call.keywords] == ["on"] else None
        if not on or not NAMES.match(on) or not all(each and DOTTED.match(each) for each in symbols):
            hint = 'write likely("package.module.Class.method", on="self")'
            self.fail(call, "likely() takes dotted names, and on=", hint)
        self.likely += [(Likely(str(each), on), call) for each in symbols]

    def also_called(self, call: ast.Call) -> None:
        texts = [text_of(argument) for argument in call.args]
        if call.keywords or len(texts) != 2 or not all(text and NAMES.match(text) for text in texts):
            hint = 'write also_called("six", "django.utils.six")'
            self.fail(call, "also_called() takes two dotted names", hint)
        package, other = f"{texts[0]}.", f"{texts[1]}."
        if not any(each.startswith(package) for each in self.said()):
            self.take_in(str(texts[0]))
        rules = [each for each in self.rules if f"{each.symbol}.".startswith(package)]
        moves = [each for each in self.moves if f"{each.source}.".startswith(package)]
        if not rules and not moves:
            self.fail(call, f"nothing is said of '{texts[0]}' above", "write it below what it is about")
        self.rules += [replace(each, symbol=(other + each.symbol[len(package) :])) for each in rules]
        self.moves += [each._replace(source=(other + each.source[len(package) :])) for each in moves]

    def said(self) -> Iterator[str]:
        """The symbols that something is said of so far."""
        yield from (f"{each.symbol}." for each in self.rules)
        yield from (f"{each.source}." for each in self.moves)

    def take_in(self, package: str) -> None:
        """What the shipped recipe of this name says, if there is one."""
        from refactor_cli.library import library_names, library_text

        if package in library_names():
            shipped = read_recipe(library_text(package), package)
            self.rules += shipped.rules
            self.moves += shipped.moves

    def transform(self, call: ast.Call) -> None:
        from refactor_cli.transforms import transform_called

        name = text_of(call.args[0]) if len(call.args) == 1 and not call.keywords else None
        transform = transform_called(name) if name else None
        if name is None or transform is None:
            self.fail(
                call, "transform() takes the name of a shipped transform", "see them: refactor recipes list"
            )
        label = f"{name} ({self.name}:{call.lineno})"
        for symbol in transform.symbols:
            stays = (Reference(symbol),) if transform.stays else ()
            self.rules.append(
                Rule(
                    symbol,
                    label,
                    call.lineno,
                    (),
                    Template(symbol, stays, (), "primary", False, ast.Name(symbol)),
                    requires=transform.requires,
                    is_property=transform.is_property,
                    transform=name,
                )
            )

    def not_twice(self, node: ast.AST, symbol: str) -> None:
        if any(move.source == symbol for move in self.moves):
            self.fail(node, f"'{symbol}' is moved, and named again here", "keep one of the two")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.fail(
            node, f"this form is not supported: class {node.name}", 'write @replaces("module.Class.method")'
        )

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.rules += self.functions.rules(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.rules += self.functions.rules(node)
