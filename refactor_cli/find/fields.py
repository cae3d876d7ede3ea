"""A keyword that may name a field -> whether that is the target: of a class whose `__init__` is made from its fields,
or takes whatever it is given."""

from __future__ import annotations

from refactor_cli.data import Certainty, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.find.names import of_attribute
from refactor_cli.find.question import Judgement, Question, text_of
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import Value, attribute, definitions_of, evaluate, mro, scope_at

RULE = "field-keyword"
# https://typing.python.org/en/latest/spec/dataclasses.html, attrs
_MAKERS = frozenset({"attributes", "attrs", "dataclass", "define", "frozen", "mutable", "s"})
# these make one even where the class has its own: https://www.attrs.org/en/stable/api-attr.html#attr.s
_OVER_OWN = frozenset({"attributes", "attrs", "s"})
_CONSTRUCTORS = ("__init__", "__new__")


def of_field(asked: Question, found: Occurrence) -> Judgement | None:
    """None where it is a parameter's name, or the class is not known."""
    if asked.owner is None or asked.owner.path is None:
        return None
    if found.context == "copied":
        return _of_copied(asked, found)
    scope, at = scope_at(asked.file_map, found.span.start), found.span.start
    led = evaluate(asked.look, asked.path, scope, found.callee.removesuffix(".__class__"), at)
    classes = [value.type or value.symbol for value in led.values if value.type or value.kind == "class"]
    for value in led.values:
        if value.kind == "super":
            classes += list(mro(asked.symbols, value.symbol))[1:2]
    name, wanted = text_of(asked, found.span), asked.target.symbols
    said = set[str]()
    for cls in classes:
        symbols = {
            each.symbol for each in attribute(asked.look, Value(cls, "class"), name, asked.path).values
        }
        if not symbols & wanted:
            said.add("no")
        elif found.context == "matched":
            said.add("yes" if symbols <= wanted else "some")
        else:
            said.add(_taken(asked, cls) if asked.target.kind == "attribute" else "no")
    if not said or said == {"no"}:
        return None
    certainty: Certainty = "certain" if said == {"yes"} and led.complete else "likely"
    return Judgement("string", "possible" if "some" in said else certainty, (RULE,))


def _of_copied(asked: Question, found: Occurrence) -> Judgement | None:
    if asked.target.kind != "attribute" or not found.first_argument:
        return None
    as_attribute = found._replace(place="attribute", receiver=found.first_argument, context="")
    judgement = of_attribute(asked, as_attribute)
    if judgement.certainty == "ruled_out":
        return None
    if judgement.certainty == "possible" and asked.owner and _taken(asked, asked.owner) != "yes":
        return None
    return judgement._replace(kind="string", evidence=(RULE,))


def _taken(asked: Question, cls: Symbol) -> str:
    """Whether a class takes its attributes by keyword: "yes" where its fields are its parameters, "some" where what
    takes them is not read, or takes anything."""
    is_unknown = False
    for each in mro(asked.symbols, cls):
        if each.path is None:
            if each.name in ("typing.NamedTuple", "typing_extensions.NamedTuple"):
                return "yes"
            is_unknown |= not each.name.startswith(("builtins.", "typing.", "enum.", "abc."))
            continue
        words = [
            last_part(word)
            for definition in definitions_of(asked.look, each)
            for word in definition.decorators
        ]
        own = _own_constructor(asked, each)
        if own and not _OVER_OWN.intersection(words):
            return own
        if _MAKERS.intersection(words):
            return "yes"
        is_unknown |= bool(words)
    return "some" if is_unknown else "no"


def _own_constructor(asked: Question, cls: Symbol) -> str:
    """The same of what a class defines for that itself; "" where it defines nothing."""
    for constructor in _CONSTRUCTORS:
        for definition in definitions_of(asked.look, Symbol(cls.path, f"{cls.name}.{constructor}")):
            return "some" if any(one.kind == "var_keyword" for one in definition.parameters) else "no"
    return ""
