"""A recipe of `--to` -> the same as the text of a recipe file, for people to read, keep and go on from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from refactor_cli.data import Parameter
from refactor_cli.dotted import last_part
from refactor_cli.recipe.rules import CallPiece, Hole, Pieces, Reference, Rule, is_builtin, templates_of
from refactor_cli.recipe.whole import Recipe

_STARS = {"var_positional": "*", "var_keyword": "**"}


_NONE: Mapping[str, str] = {}


def as_file(recipe: Recipe, is_module: Callable[[str], bool], written_out: Mapping[str, str] = _NONE) -> str:
    """The text. `is_module`: whether a dotted name is a module, which says what is imported; `written_out`: the old
    defaults of parameters that the new call gives where the old one leaves them out."""
    if recipe.rules:
        (rule,) = recipe.rules
        return _of_rule(rule, is_module, written_out)
    (move,) = recipe.moves
    return f'from refactor_cli.recipe import moved\n\nmoved("{move.source}", "{move.target}")\n'


def _of_rule(rule: Rule, is_module: Callable[[str], bool], written_out: Mapping[str, str]) -> str:
    (template,) = templates_of(rule.body)
    named = [each for each in _references(template.pieces) if each.dotted != rule.symbol]
    own = _member(rule)
    modules = sorted({_module(each.dotted, is_module) for each in named if each.dotted != own} - {""})
    imports = "".join(f"import {module}\n" for module in modules) + ("\n" if modules else "")
    helpers = "OMITTED, replaces" if rule.omitted - written_out.keys() else "replaces"
    body = _text(template.pieces, rule, own)
    body = f"({body})" if template.needs_brackets else body
    return (
        f"{imports}from refactor_cli.recipe import {helpers}\n\n\n"
        f'@replaces("{rule.symbol}")\n'
        f"def {last_part(rule.symbol)}({_signature(rule.parameters, written_out)}):\n    return {body}\n"
    )


def _member(rule: Rule) -> str:
    """What `Class.new(…)` names in a rule for a method of the class, which asks its receiver for it; "" elsewhere."""
    (template,) = templates_of(rule.body)
    takes = rule.parameters[0].name if rule.parameters else ""
    pieces = list(_all(template.pieces))
    if takes not in ("self", "cls") or any(
        isinstance(each, Hole) and each.parameter == takes for each in pieces
    ):
        return ""
    for piece in pieces:
        match piece:
            case CallPiece(callee=(Reference(dotted=dotted),)) if _owner(dotted) == _owner(rule.symbol):
                return dotted
    return ""


def _owner(dotted: str) -> str:
    return dotted.rpartition(".")[0]


def _all(pieces: Pieces) -> Iterator[object]:
    for piece in pieces:
        yield piece
        if isinstance(piece, CallPiece):
            yield from _all(piece.callee)
            for argument in piece.arguments:
                yield from _all(argument.value)


def _references(pieces: Pieces) -> list[Reference]:
    return [each for each in _all(pieces) if isinstance(each, Reference) and not is_builtin(each.dotted)]


def _module(dotted: str, is_module: Callable[[str], bool]) -> str:
    """The longest part of a name that is a module; where none is known, all before its last part."""
    parts = dotted.split(".")
    before = [".".join(parts[:size]) for size in range(len(parts) - 1, 0, -1)]
    return next(filter(is_module, before), before[0] if before else "")


def _signature(parameters: Sequence[Parameter], written_out: Mapping[str, str]) -> str:
    written, before = list[str](), ""
    for each in parameters:
        if before == "positional_only" and each.kind != before:
            written.append("/")
        if each.kind == "keyword_only" and before not in ("keyword_only", "var_positional"):
            written.append("*")
        default = f"={written_out.get(each.name, 'OMITTED')}" if each.default else ""
        written.append(f"{_STARS.get(each.kind, '')}{each.name}{default}")
        before = each.kind
    return ", ".join([*written, "/"] if before == "positional_only" else written)


def _text(pieces: Pieces, rule: Rule, own: str) -> str:
    """The expression as it was written; the symbol itself by the rule's name, and `own` by the receiver."""
    made = list[str]()
    for piece in pieces:
        match piece:
            case str():
                made.append(piece)
            case Hole():
                made.append(piece.parameter)
            case Reference(dotted=dotted) if dotted == rule.symbol:
                made.append(last_part(dotted))
            case Reference(dotted=dotted) if dotted == own:
                made.append(f"{rule.parameters[0].name}.{last_part(dotted)}")
            case Reference(dotted=dotted):
                made.append(dotted.removeprefix("builtins.") if is_builtin(dotted) else dotted)
            case CallPiece():
                arguments = ",".join(
                    f"{each.lead}{each.star}{f'{each.keyword}=' if each.keyword else ''}"
                    f"{_text(each.value, rule, own)}"
                    for each in piece.arguments
                )
                made.append(f"{_text(piece.callee, rule, own)}({arguments}{piece.tail})")
            case _:
                made.append(piece.name)
    return "".join(made)
