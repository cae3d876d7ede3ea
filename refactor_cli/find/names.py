"""A name, or an attribute of something, in code -> whether it is the target, and how certain that is."""

from __future__ import annotations

from collections.abc import Iterable

from refactor_cli.data import Binding, Symbol, UsageKind
from refactor_cli.dotted import last_part
from refactor_cli.find.question import Judgement, Question, text_of
from refactor_cli.find.variables import HELD_BY_NAME, may_hold_target
from refactor_cli.inference.classes.joined import may_be_joined
from refactor_cli.inference.classes.stand_ins import heirs, is_before, stands_in
from refactor_cli.inference.computed.filled_modules import RULE as ON_DEMAND
from refactor_cli.inference.computed.filled_modules import TABLE
from refactor_cli.inference.computed.module_names import (
    is_set_elsewhere,
    made_on_demand,
    may_be_another_module,
)
from refactor_cli.inference.members.odd_members import is_odd_member
from refactor_cli.inference.members.private_names import SPELLED_OUT, spelled_out
from refactor_cli.inference.tests_run.mocks import HAVE_ANYTHING
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import (
    Value,
    Values,
    attribute,
    definitions_of,
    evaluate,
    mro,
    reaching,
    resolve,
    scope_at,
    trace,
)
from refactor_cli.resolution.class_decorators import may_be_another, may_be_replaced
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.literals import is_plain_variable
from refactor_cli.resolution.metaclasses import may_be_class, may_be_given
from refactor_cli.resolution.names import of_star
from refactor_cli.resolution.others import member_of_others, other_member
from refactor_cli.resolution.outside_objects import may_be_object
from refactor_cli.resolution.scopes import class_around, is_private
from refactor_cli.resolution.standard_library import is_class, is_of_library
from refactor_cli.resolution.turned import may_be_turned

# asked for an attribute, it gives that of the class behind another
_SUPER = "builtins.super"


def of_name(asked: Question, found: Occurrence) -> Judgement:
    """A name by itself: scopes and imports tell."""
    name = text_of(asked, found.span)
    scope = scope_at(asked.file_map, found.span.start)
    led = resolve(asked.symbols, asked.path, scope, name, found.span.start, asked.target.ends)
    kind: UsageKind = found.role
    wanted = asked.target.symbols
    evidence = _evidence_of(led.bindings)
    binding = led.bindings[0].span if len(led.bindings) == 1 else None
    if led.symbols & wanted:
        if led.symbols <= wanted and led.complete:
            return Judgement(kind, "certain", evidence, binding)
        doubt = "conditional" if len(led.symbols) > 1 else "star-import"
        return Judgement(kind, "likely", tuple(dict.fromkeys((*evidence, doubt))), binding)
    if is_private(name) and not led.symbols and class_around(asked.file_map, scope) >= 0:
        return Judgement(kind, "ruled_out", ("private",))
    if not led.symbols and _only_star_brings(asked, scope, name, found.span.start):
        return Judgement(kind, "likely", ("star-import",), binding)
    if made := _made_on_demand(asked, led.symbols):
        return Judgement(kind, made.certainty, (*evidence, *made.evidence), binding)
    is_set = any(may_be_another_module(asked.repository, symbol) for symbol in led.symbols)
    if not led.complete or is_set or may_hold_target(asked, led, name, found.role):
        return Judgement(kind, "possible", ("name",), binding)
    return Judgement(kind, "ruled_out", evidence, binding)


def _made_on_demand(asked: Question, symbols: frozenset[Symbol]) -> Judgement | None:
    """Names of modules that fill themselves, which most likely are the target; sure where a table says so."""
    made = [made_on_demand(asked.repository, symbol) for symbol in symbols]
    if not made or not all(each is not None and each.symbol in asked.target.symbols for each in made):
        return None
    is_told = all(each is not None and each.is_told for each in made)
    return Judgement("reference", "certain" if is_told else "likely", (TABLE if is_told else ON_DEMAND,))


def _only_star_brings(asked: Question, scope: int, name: str, at: int) -> bool:
    """Whether a name that nothing else binds must come from the target's own module, which is not here: by the one
    `import *` of what is not known."""
    if name.startswith("_") or name != last_part(asked.target.dotted):
        return False
    bindings = reaching(asked.file_map, scope, name, at).bindings
    if any(each.kind != "star" for each in bindings):
        return False
    unknown = {each.module for each in bindings if not of_star(asked.look, asked.path, each.module, name)[1]}
    return unknown == {asked.target.dotted.rpartition(".")[0]}


def of_attribute(asked: Question, found: Occurrence) -> Judgement:
    """The last name of `a.b`: what is known of `a` tells."""
    name = text_of(asked, found.span)
    kind: UsageKind = found.role
    if asked.owner is not None and name == spelled_out(asked.owner, last_part(asked.target.dotted)):
        return Judgement(kind, "likely", (SPELLED_OUT,))  # another class may be called the same
    if is_private(name) and not _is_in_owner(asked, found):
        return Judgement(kind, "ruled_out", ("private",))
    receivers, bindings, evidence = _receivers(asked, found)
    if evidence == ("super",) and _is_behind_mixin(asked, receivers, name):
        classes = [value.symbol for value in receivers.values]
        return Judgement(kind, "likely", ("super", "mixin"), also=also_behind_mixin(asked, classes, name))
    if not receivers.values:
        return Judgement(kind, "possible", ("attribute",))
    if any(is_set_elsewhere(asked.repository, value.symbol) for value in receivers.values):
        return Judgement(kind, "possible", ("attribute",))
    answers = {_answer(asked, value, name, kind == "call") for value in receivers.values}
    binding = bindings[0].span if len(bindings) == 1 else None
    evidence = evidence or _evidence_of(bindings)
    if answers == {"yes"} and receivers.complete:
        if evidence not in (("self",), ("cls",), ("super",)) and _may_be_another(asked, receivers):
            return Judgement(kind, "likely", (*evidence, "class-decorator"), binding)
        if _may_be_of_metaclass(asked, receivers, name):
            return Judgement(kind, "likely", (*evidence, "metaclass"), binding)
        return Judgement(kind, "certain", evidence, binding)
    if any(may_be_another_module(asked.repository, value.symbol) for value in receivers.values):
        return Judgement(kind, "possible", ("attribute",))
    if answers == {"no"} and receivers.complete:
        return Judgement(kind, "ruled_out", evidence, binding)
    if "family" in answers:
        return Judgement(kind, "possible", (*evidence, "family"), binding)
    if "yes" in answers and answers <= {"yes", "no"} and receivers.complete:
        evidence = tuple(dict.fromkeys((*evidence, "conditional")))
        return Judgement(kind, "likely", evidence, binding, _also(asked, receivers, name))
    return Judgement(kind, "possible", tuple(dict.fromkeys((*evidence, "attribute"))), binding)


def _may_be_another(asked: Question, receivers: Values) -> bool:
    """Whether a class that an object, or a name, is of may be another one: by its decorators."""
    classes = {value.type or (value.symbol if value.kind == "class" else None) for value in receivers.values}
    return any(each is not None and may_be_another(asked.look, each) for each in classes)


def _may_be_of_metaclass(asked: Question, receivers: Values, name: str) -> bool:
    """Whether what makes the class of an object may give it another member of the name."""
    classes = {value.type or (value.symbol if value.kind == "class" else None) for value in receivers.values}
    return any(each is not None and may_be_given(asked.look, each, name) for each in classes)


def _is_given_by_metaclass(asked: Question, scope: int, receiver: str, at: int) -> bool:
    """Whether what stands before the dot is asked of a class, or an object, that what makes the class may give it."""
    before, _, name = receiver.rpartition(".")
    if not before:
        return False
    owners = evaluate(asked.look, asked.path, scope, before, at)
    return _may_be_of_metaclass(asked, owners, name)


def _is_in_owner(asked: Question, found: Occurrence) -> bool:
    """Whether a private name stands where it means what the target's class calls so."""
    cls = class_around(asked.file_map, scope_at(asked.file_map, found.span.start))
    if cls < 0:
        return asked.owner is None
    around = definition_of_body(asked.look, asked.path, cls)
    return around is not None and asked.owner == Symbol(asked.path, around.qualname)


def _receivers(asked: Question, found: Occurrence) -> tuple[Values, tuple[Binding, ...], tuple[str, ...]]:
    """What stands before the dot, the bindings that decide it, and the evidence that this is."""
    scope, at = scope_at(asked.file_map, found.span.start), found.span.start
    receiver = found.receiver
    if receiver.startswith("'"):
        known = Symbol(None, f"builtins.{receiver.strip(chr(39))}")
        return Values(frozenset((Value(known, "instance", known),)), True), (), ("literal",)
    if not receiver:
        return Values(frozenset(), False), (), ()
    if receiver == "super()" and found.context:
        of_class = evaluate(asked.look, asked.path, scope, found.context, at)
        behind = (
            Value(value.symbol, "super", exact=False) for value in of_class.values if value.kind == "class"
        )
        return Values(frozenset(behind), of_class.complete), (), ("super",)
    values, bindings = trace(asked.look, asked.path, scope, receiver, at)
    if receiver == "super()":
        return values, (), ("super",)
    if values.complete and _is_given_by_metaclass(asked, scope, receiver, at):
        values = values._replace(complete=False)
    if values.values and all(value.type and value.exact for value in values.values):
        return values, bindings, ("constructed",)
    if values.values and all(value.type for value in values.values):
        return values, bindings, ("self",)
    if values.values and all(value.kind == "class" and not value.exact for value in values.values):
        return values, bindings, ("cls",)
    return values, bindings, ()


def _answer(asked: Question, value: Value, name: str, is_call: bool) -> str:
    """Whether `name` of one receiver is the target: "yes", "no", "unknown", or "family" for a base of its class."""
    wanted = asked.target.symbols
    if value.type is not None and value.type.path is None and value.type.name in (*HAVE_ANYTHING, _SUPER):
        return "unknown"
    values = attribute(asked.look, value, name, asked.path)
    symbols = frozenset(each.symbol for each in values.values)
    if symbols & wanted:
        return "yes" if symbols <= wanted and values.complete else "unknown"
    if value.kind == "external" and asked.owner is not None and value.symbol.path is None:
        if may_be_object(asked.symbols, value.symbol.name, asked.path):
            return "unknown"
    if not symbols or not values.complete or any(each.kind == "inherited" for each in values.values):
        return "unknown"
    if any(may_be_another_module(asked.repository, symbol) for symbol in symbols):
        return "unknown"
    if is_call and any(_is_property(asked, symbol) for symbol in symbols):
        return "unknown"  # what the property gives is called
    cls = value.type or (value.symbol if value.kind in ("class", "super") else None)
    if cls is not None and (_may_derive(cls, asked.owner) or may_be_given(asked.look, cls, name)):
        return "unknown"
    if cls is not None and asked.owner is not None and may_be_replaced(asked.look, cls):
        return "unknown"
    if value.type is not None and asked.owner is not None:
        if may_be_turned(asked.look, value.type, asked.owner):
            return "unknown"
        if not value.exact and may_be_class(asked.look, value.type, asked.owner):
            return "unknown"
        if is_odd_member(asked.symbols, value.type, name):
            return "unknown"
    if cls is not None and not value.exact and asked.owner is not None:
        if value.kind == "super" and cls == asked.owner:
            return "no"  # it leads behind the class, whatever that is
        if value.kind == "super" and may_be_joined(asked.symbols, cls, asked.owner):
            return "family"
        if value.kind != "super" and cls in mro(asked.symbols, asked.owner):
            return "family"
    if cls is not None and asked.owner is not None:
        owner = asked.owner
        if any(stands_in(asked.symbols, cls, owner, symbol) for symbol in symbols):
            return "family"
        if not value.exact and is_before(asked.symbols, owner, cls):
            return "family"  # a subclass looks in a mixin first
        if value.kind == "super" and is_before(asked.symbols, cls, owner):
            return "family"  # a subclass of both has the target's class next
    if asked.target.kind not in HELD_BY_NAME and any(
        each.kind == "variable" and each.type is None and each.symbol.path for each in values.values
    ):
        return (
            "no"
            if all(is_plain_variable(asked.symbols, each.symbol) for each in values.values)
            else "unknown"
        )
    return "no"


def _may_derive(cls: Symbol, owner: Symbol | None) -> bool:
    """Whether a class of a package may have the target by its bases, which are not read: `django.test.Client` has the
    methods of `RequestFactory`. What derives from a class of another package seldom hands its names on, and of the
    standard library it is known which classes do."""
    if owner is None or cls.path is not None or owner.path is not None or cls == owner:
        return False
    same = cls.name.partition(".")[0] == owner.name.partition(".")[0]
    return same and is_class(cls.name) and not is_of_library(cls.name)


def _is_behind_mixin(asked: Question, receivers: Values, name: str) -> bool:
    """Whether `super()` of a class that has no such base leads to the target where another class has both as bases."""
    return asked.owner is not None and any(
        not attribute(asked.look, value, name, asked.path).values
        and is_before(asked.symbols, value.symbol, asked.owner)
        for value in receivers.values
        if value.kind == "super"
    )


def also_behind_mixin(asked: Question, mixins: Iterable[Symbol], name: str) -> str:
    """What `super()` of a mixin leads to in classes that join it with others than the target's class."""
    found = set[str]()
    for mixin in mixins:
        for heir in heirs(asked.symbols, mixin):
            order = mro(asked.symbols, heir)
            if mixin not in order or asked.owner in order:
                continue
            behind = order[order.index(mixin) + 1 :]
            others = (other_member(asked.symbols, cls, name, asked.target.symbols) for cls in behind)
            found.add(next(filter(None, others), ""))
    return min(filter(None, found), default="")


def _also(asked: Question, receivers: Values, name: str) -> str:
    """What a receiver of another class has under the name."""
    classes = {value.type or (value.symbol if value.kind == "class" else None) for value in receivers.values}
    return member_of_others(asked.symbols, filter(None, classes), name, asked.target.symbols)


def _is_property(asked: Question, symbol: Symbol) -> bool:
    decorators = (name for each in definitions_of(asked.look, symbol) for name in each.decorators)
    return any("property" in name.lower() for name in decorators)


def of_imported(asked: Question, values: Values) -> Judgement:
    """What the values of a name that is imported say: all of them the target, some, or none."""
    symbols = frozenset(value.symbol for value in values.values)
    wanted = asked.target.symbols
    if symbols & wanted:
        if symbols <= wanted and values.complete:
            return Judgement("import", "certain", ("import",))
        return Judgement("import", "likely", ("import", "conditional"))
    if made := _made_on_demand(asked, symbols):
        return Judgement("import", made.certainty, ("import", *made.evidence))
    if (
        symbols
        and values.complete
        and not any(may_be_another_module(asked.repository, each) for each in symbols)
    ):
        return Judgement("import", "ruled_out", ("import",))
    return Judgement("import", "possible", ("import",))


def _evidence_of(bindings: Iterable[Binding]) -> tuple[str, ...]:
    """How a name is bound, in short words."""
    words = []
    for binding in bindings:
        match binding.kind:
            case "import" | "from":
                words.append("import")
            case "star":
                words.append("star-import")
            case "function" | "class":
                words.append("same-module")
            case "parameter":
                words.append("parameter")
            case "assign" | "walrus":
                words.append("alias" if binding.value else "variable")
            case _:
                words.append("variable")
    return tuple(dict.fromkeys(words)) or ("builtin",)
