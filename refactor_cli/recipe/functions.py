"""A function under @replaces -> its rules, one for each symbol that it names."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import Parameter
from refactor_cli.recipe.argument_forms import Named, read_forms
from refactor_cli.recipe.bodies import BodyReader
from refactor_cli.recipe.forms import FormError
from refactor_cli.recipe.headers import parameters_of, read_options, with_defaults
from refactor_cli.recipe.imported import MARKERS, Imported
from refactor_cli.recipe.names import Names, Source
from refactor_cli.recipe.rules import ArgumentForm, Rule, Template, Variable
from refactor_cli.recipe.template import template

Function = ast.FunctionDef | ast.AsyncFunctionDef


class FunctionReader(Struct, frozen=True):
    """Reads the functions of one recipe. `name`: how the user calls the recipe; `belongs`: the hint of what a recipe
    holds; `variables`: what it assigns outside of its rules."""

    source: Source
    name: str
    imported: Imported
    variables: Mapping[str, Variable]
    belongs: str

    def rules(self, node: Function) -> Iterator[Rule]:
        """Raises FormError where a function says something that a rule cannot say."""
        decorators = node.decorator_list
        is_property = (
            len(decorators) == 2 and isinstance(decorators[1], ast.Name) and decorators[1].id == "property"
        )
        if len(decorators) != 1 + is_property or not isinstance(decorators[0], ast.Call):
            _fail(node, f"'{node.name}' needs @replaces(...), and nothing else above it", self.belongs)
        decorator = decorators[0]
        if self.imported.meaning(decorator.func) != f"{MARKERS}.replaces":
            _fail(decorator, f"unknown decorator '{ast.unparse(decorator.func)}'", "use @replaces(...)")
        symbols, options = read_options(decorator)
        for symbol in symbols:
            yield self._rule(node, symbol, options, is_property)

    def _rule(self, node: Function, symbol: str, options: dict[str, Any], is_property: bool) -> Rule:
        parameters = tuple(parameters_of(node.args))
        forms = self._forms(node, options["where"], parameters)
        parts = {part for form in forms for part in form.parts}
        if is_property and len(parameters) > 1:
            _fail(node, "a property takes nothing but what it is read from", "leave the others out")
        names = Names(
            {parameter.name: parameter.kind for parameter in parameters},
            self.imported.names,
            {node.name: symbol},
            frozenset(self.imported.modules),
            is_async=isinstance(node, ast.AsyncFunctionDef),
            variables=self.variables,
        )
        omitted, defaults = self._defaults(node, names)
        _check_given(node, options["given"], names)
        names = replace(names, defaulted=frozenset(name for name, _ in defaults))
        return Rule(
            symbol,
            f"{node.name} ({self.name}:{node.lineno})",
            node.lineno,
            tuple(each for each in parameters if each.name not in parts),
            BodyReader(self.source, names, self.imported.meaning).read(node),
            defaults,
            omitted,
            awaited=names.is_async,
            is_property=is_property,
            **{**options, "where": forms},
        )

    def _forms(self, node: Function, where: Any, parameters: Sequence[Parameter]) -> tuple[ArgumentForm, ...]:
        if where is None:
            return ()
        decorator, *further = node.decorator_list
        if further:
            _fail(decorator, "where: a property takes no arguments", "leave it out")
        imports = {
            local: ".".join(filter(None, found))
            for local, found in self.imported.names.items()
            if found[0] != MARKERS
        }
        return read_forms(node, where, Named({each.name: each for each in parameters}, imports))

    def _defaults(
        self, node: Function, names: Names
    ) -> tuple[frozenset[str], tuple[tuple[str, Template], ...]]:
        omitted, templates = set[str](), list[tuple[str, Template]]()
        no_parameters = Names({}, names.imports, {}, names.modules)
        for parameter, default in with_defaults(node.args):
            if self.imported.meaning(default) == f"{MARKERS}.OMITTED":
                omitted.add(parameter.arg)
                continue
            made = template(default, self.source, no_parameters)
            if made.events:
                _fail(
                    default, f"the default of '{parameter.arg}' has an effect", "use OMITTED, or a constant"
                )
            templates.append((parameter.arg, made))
        return frozenset(omitted), tuple(templates)


def _check_given(node: Function, given: Sequence[str], names: Names) -> None:
    for each in given:
        if names.parameters.get(each, "") not in ("positional", "keyword_only"):
            decorator = node.decorator_list[0]
            _fail(decorator, f"given: '{each}' is no parameter that takes a keyword", "name a parameter")


def _fail(node: ast.AST, problem: str, hint: str) -> NoReturn:
    raise FormError(problem, getattr(node, "lineno", 1), hint)
