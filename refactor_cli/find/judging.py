"""An occurrence -> what kind of usage it is, and how certain: the rules of evidence."""

from __future__ import annotations

from refactor_cli.data import FileMap, Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.find.fixtures import of_parameter
from refactor_cli.find.names import also_behind_mixin, of_attribute, of_imported, of_name
from refactor_cli.find.question import Judgement, Question, text_of
from refactor_cli.find.strings import of_string
from refactor_cli.inference.classes.stand_ins import is_before, satisfies
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import (
    Values,
    attribute,
    is_subclass,
    module_value,
    qualified_name,
)
from refactor_cli.resolution.scopes import is_private


def judge(asked: Question, found: Occurrence) -> Judgement | None:
    """What an occurrence is; None when it is nothing at all (a definition of its own, a name that is bound)."""
    judgement: Judgement | None
    match found.place:
        case "name":
            judgement = of_name(asked, found)
        case "attribute":
            judgement = of_attribute(asked, found)
        case "imported":
            module = module_value(asked.look, asked.path, found.receiver)
            name = text_of(asked, found.span)
            judgement = of_imported(asked, attribute(asked.look, module, name, asked.path))
        case "module":
            judgement = _of_module(asked, found)
        case "definition" | "binding":
            return _of_definition(asked, found)
        case "string":
            judgement = of_string(asked, found)
    if judgement and judgement.certainty == "certain" and _is_damaged(asked.file_map, found.expression):
        return judgement._replace(certainty="likely", evidence=(*judgement.evidence, "syntax-error"))
    return judgement


def _of_module(asked: Question, found: Occurrence) -> Judgement:
    name = text_of(asked, found.span)
    before = found.receiver
    dotted = f"{before}{name}" if not before or before.endswith(".") else f"{before}.{name}"
    module = module_value(asked.look, asked.path, dotted)
    return of_imported(asked, Values(frozenset((module,)), True))


def _of_definition(asked: Question, found: Occurrence) -> Judgement | None:
    """A method, or a class attribute, of a subclass that takes the place of the target."""
    name = text_of(asked, found.span)
    if asked.owner is None:
        return of_parameter(asked, found) if asked.target.kind == "function" else None
    if is_private(name):
        return None
    if name != last_part(asked.target.dotted):
        return None  # an alias of the target is bound there, and takes no other's place
    for binding in asked.file_map.named.get(name, ()):
        if binding.span != found.span or asked.file_map.scopes[binding.scope].kind != "class":
            continue
        own = Symbol(asked.path, qualified_name(asked.file_map, binding.scope, name))
        cls = Symbol(asked.path, own.name.rpartition(".")[0])
        if own in asked.target.symbols or cls == asked.owner:
            continue
        if is_subclass(asked.symbols, cls, asked.owner):
            return Judgement("override", "certain", ("override",))
        if is_before(asked.symbols, cls, asked.owner):
            also = also_behind_mixin(asked, (cls,), name)
            return Judgement("override", "likely" if also else "certain", ("override", "mixin"), also=also)
        if satisfies(asked.symbols, asked.owner, cls):
            return Judgement("override", "possible", ("protocol",))
    return None


def _is_damaged(file_map: FileMap, span: Span) -> bool:
    """Whether an error lies in the expression, or the expression in an error."""
    return any(error.start < span.end and span.start < error.end for error in file_map.errors)
