"""Source of a recipe file -> Recipe. Parsed, never executed, whoever wrote it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any, NoReturn

from msgspec.structs import replace

from refactor_cli import recipe
from refactor_cli.data import Parameter
from refactor_cli.errors import RefactorError
from refactor_cli.near_spellings import hint_naming, spelt_like
from refactor_cli.recipe.argument_forms import Named, read_forms
from refactor_cli.recipe.bodies import BodyReader, is_text
from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.headers import (
    DOTTED,
    NAMES,
    called,
    parameters_of,
    read_behaviour,
    read_names,
    read_options,
    read_requires,
    text_of,
    with_defaults,
)
from refactor_cli.recipe.names import Names, Source, line_starts
from refactor_cli.recipe.parsing import parse_module
from refactor_cli.recipe.rules import ArgumentForm, Move, Reference, Rule, Template, Variable, references_in
from refactor_cli.recipe.template import template
from refactor_cli.recipe.whole import Likely, Recipe

_MARKERS = "refactor_cli.recipe"
_OF_RECIPES = frozenset(recipe.__all__)
_MAX_BYTES = 1_000_000
_MAX_DEPTH = 60
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


def parse(source: bytes, name: str) -> ast.Module:
    """Python's own parser, with its errors made ours.

    Raises:
        RefactorError: a syntax error, or more than it can hold.
    """
    if len(source) > _MAX_BYTES:
        raise RefactorError(f"{name} is larger than {_MAX_BYTES:,} bytes", "split it")
    try:
        module = parse_module(source.decode("utf-8", "surrogatepass"))  # a coding cookie says nothing here
    except SyntaxError as error:
        raise RefactorError(
            f"{name}:{error.lineno or 1}: {error.msg}", "correct the recipe's Python"
        ) from None
    except ValueError:
        raise RefactorError(
            f"{name} cannot be parsed", "write smaller expressions, without null bytes"
        ) from None
    level, nodes = 0, list(ast.iter_child_nodes(module))
    while nodes:
        level += 1
        if level > _MAX_DEPTH:
            line = getattr(nodes[0], "lineno", 1)
            raise RefactorError(f"{name}:{line}: nested more than {_MAX_DEPTH} deep", "write a simpler rule")
        nodes = [child for node in nodes for child in ast.iter_child_nodes(node)]
    return module


class _Reader(ast.NodeVisitor):
    """Visits the statements of a recipe file in order."""

    def __init__(self, source: bytes, name: str, may_be_empty: bool) -> None:
        self.source = Source(source, line_starts(source))
        self.name = name
        self.may_be_empty = may_be_empty
        self.imports: dict[str, tuple[str, str]] = {}
        self.modules: set[str] = set()
        self.rules: list[Rule] = []
        self.moves: list[Move] = []
        self.likely: list[tuple[Likely, ast.Call]] = []
        self.variables: dict[str, Variable] = {}

    def recipe(self) -> Recipe:
        module = parse(self.source.utf8, self.name)
        for node in ast.walk(module):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.read_import(node)
        for statement in module.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                self.read_variable(statement)
        for statement in module.body:
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
        if name in self.imports or name in self.variables:
            self.fail(node, f"'{name}' is bound twice", "use a name of its own")
        names = Names({}, self.imports, {}, frozenset(self.modules))
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

    def read_import(self, node: ast.Import | ast.ImportFrom) -> None:
        if node.col_offset:
            self.fail(node, "this form is not supported: an import inside something", "import at the top")
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.modules.add(alias.name)
                local = alias.asname or alias.name.partition(".")[0]
                self.imports[local] = (alias.name if alias.asname else local, "")
            return
        if node.level or not node.module:
            self.fail(node, "relative import in a recipe", "import by the full dotted name")
        for alias in node.names:
            if alias.name == "*":
                self.fail(node, "star import in a recipe", "import the names one by one")
            if node.module == _MARKERS and alias.name not in _OF_RECIPES:
                near = spelt_like(alias.name, _OF_RECIPES, 1, 0.5)
                hint = hint_naming(near, f"it has {', '.join(sorted(_OF_RECIPES))}")
                self.fail(node, f"{_MARKERS} has no '{alias.name}'", hint)
            self.imports[alias.asname or alias.name] = (node.module, alias.name)

    def visit_Expr(self, node: ast.Expr) -> None:
        call = node.value
        if isinstance(call, ast.Call) and self.meaning(call.func) == f"{_MARKERS}.transform":
            self.transform(call)
            return
        if isinstance(call, ast.Call) and self.meaning(call.func) == f"{_MARKERS}.likely":
            self.read_likely(call)
            return
        if isinstance(call, ast.Call) and self.meaning(call.func) == f"{_MARKERS}.also_called":
            self.also_called(call)
            return
        if not isinstance(call, ast.Call) or self.meaning(call.func) != f"{_MARKERS}.moved":
            self.fail(node, f"this form is not supported: {called(node)}", _BELONGS)
        texts = [text_of(argument) for argument in call.args]
        options = {keyword.arg: keyword.value for keyword in call.keywords}
        if (
            options.keys() - {"requires", "behaviour", "without"}
            or len(texts) != 2
            or not all(text and NAMES.match(text) for text in texts)
        ):
            self.fail(
                node, "moved() takes two dotted names", 'write moved("old.module.name", "new.module.name")'
            )
        requires = read_requires(call, text_of(options["requires"])) if "requires" in options else None
        behaviour = read_behaviour(call, text_of(options["behaviour"])) if "behaviour" in options else "same"
        without = read_names(call, "without", options["without"]) if "without" in options else ()
        source, target = str(texts[0]), str(texts[1])
        before = [move for move in self.moves if move.source == source]
        if not before or any(move.requires is None for move in before):
            self.not_twice(node, source)  # several are for different versions
        if source == target:
            self.fail(node, f"'{source}' is moved to itself", "remove it")
        if target.startswith(f"{source}."):
            self.fail(
                node,
                f"'{source}' is moved into itself: '{target}' names it again",
                "say how it is called, in a function under @replaces",
            )
        label = f"moved ({self.name}:{node.lineno})"
        self.moves.append(Move(source, target, label, node.lineno, requires, behaviour, without))

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
        self.function(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.function(node)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = node.decorator_list
        is_property = (
            len(decorators) == 2 and isinstance(decorators[1], ast.Name) and decorators[1].id == "property"
        )
        if len(decorators) != 1 + is_property or not isinstance(decorators[0], ast.Call):
            self.fail(node, f"'{node.name}' needs @replaces(...), and nothing else above it", _BELONGS)
        decorator = decorators[0]
        if self.meaning(decorator.func) != f"{_MARKERS}.replaces":
            self.fail(decorator, f"unknown decorator '{ast.unparse(decorator.func)}'", "use @replaces(...)")
        symbols, options = read_options(decorator)
        for symbol in symbols:
            self.rules.append(self.rule(node, symbol, options, is_property))

    def rule(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        symbol: str,
        options: dict[str, Any],
        is_property: bool,
    ) -> Rule:
        parameters = tuple(parameters_of(node.args))
        forms = self.forms(node, options["where"], parameters)
        parts = {part for form in forms for part in form.parts}
        if is_property and len(parameters) > 1:
            self.fail(node, "a property takes nothing but what it is read from", "leave the others out")
        names = Names(
            {parameter.name: parameter.kind for parameter in parameters},
            self.imports,
            {node.name: symbol},
            frozenset(self.modules),
            is_async=isinstance(node, ast.AsyncFunctionDef),
            variables=self.variables,
        )
        omitted, defaults = self.defaults(node, names)
        for given in options["given"]:
            kind = names.parameters.get(given, "")
            if kind not in ("positional", "keyword_only"):
                self.fail(
                    node.decorator_list[0],
                    f"given: '{given}' is no parameter that takes a keyword",
                    "name a parameter",
                )
        names = replace(names, defaulted=frozenset(name for name, _ in defaults))
        body = BodyReader(self.source, names, self.meaning).read(node)
        return Rule(
            symbol,
            f"{node.name} ({self.name}:{node.lineno})",
            node.lineno,
            tuple(each for each in parameters if each.name not in parts),
            body,
            defaults,
            omitted,
            awaited=names.is_async,
            is_property=is_property,
            **{**options, "where": forms},
        )

    def forms(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, where: Any, parameters: Sequence[Parameter]
    ) -> tuple[ArgumentForm, ...]:
        if where is None:
            return ()
        decorator, *further = node.decorator_list
        if further:
            self.fail(decorator, "where: a property takes no arguments", "leave it out")
        imports = {
            local: ".".join(filter(None, found))
            for local, found in self.imports.items()
            if found[0] != _MARKERS
        }
        return read_forms(node, where, Named({each.name: each for each in parameters}, imports))

    def defaults(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names
    ) -> tuple[frozenset[str], tuple[tuple[str, Template], ...]]:
        omitted, templates = set[str](), list[tuple[str, Template]]()
        no_parameters = Names({}, names.imports, {}, names.modules)
        for parameter, default in with_defaults(node.args):
            if self.meaning(default) == f"{_MARKERS}.OMITTED":
                omitted.add(parameter.arg)
                continue
            made = template(default, self.source, no_parameters)
            if made.events:
                self.fail(
                    default, f"the default of '{parameter.arg}' has an effect", "use OMITTED, or a constant"
                )
            templates.append((parameter.arg, made))
        return frozenset(omitted), tuple(templates)

    def meaning(self, node: ast.expr) -> str:
        """The full dotted name that a name of the recipe stands for, or ""."""
        if isinstance(node, ast.Name):
            module, name = self.imports.get(node.id, ("", ""))
            return f"{module}.{name}" if name else module
        if isinstance(node, ast.Attribute):
            base = self.meaning(node.value)
            return f"{base}.{node.attr}" if base else ""
        return ""
