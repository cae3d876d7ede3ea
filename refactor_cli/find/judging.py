"""An occurrence -> what kind of usage it is, and how certain: the rules of evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from refactor_cli.data import Binding, Certainty, FileMap, Span, Symbol, Target, UsageKind
from refactor_cli.inference.mocks import MOCKS
from refactor_cli.inference.stand_ins import heirs, is_before, satisfies, stands_in
from refactor_cli.occurrences.places import Occurrence
from refactor_cli.resolution import (
    ANY_CLASS,
    Found,
    Lookup,
    Value,
    Values,
    attribute,
    definitions_of,
    dotted_name,
    evaluate,
    is_subclass,
    module_value,
    mro,
    qualified_name,
    resolve,
    resolve_absolute,
    scope_at,
    trace,
)
from refactor_cli.resolution.definitions import definition_of_body
from refactor_cli.resolution.generics import is_generic
from refactor_cli.resolution.others import member_of_others, other_member
from refactor_cli.resolution.scopes import class_around, is_private
from refactor_cli.resolution.standard_library import BUILTINS
from refactor_cli.symbols import SymbolMap

_LITERAL_STARTS = (b"'", b'"', b"[", b"{", b"lambda", b"None", b"True", b"False")
_PATCH = "patch"
_PATCHERS = frozenset({"monkeypatch", "mocker", "class_mocker", "module_mocker", "session_mocker", "mp"})
_PATHS_OF_ATTRIBUTES = frozenset({"attrgetter", "methodcaller"})
# a variable elsewhere may hold a function or class; nobody looks for these through another variable
_HELD_BY_NAME = frozenset({"constant", "attribute", "module"})


class Judgement(NamedTuple):
    """How an occurrence is to be taken. `binding`: the one binding in the file that decided it; `also`: another
    class's member that it may mean as well."""

    kind: UsageKind
    certainty: Certainty
    evidence: tuple[str, ...]
    binding: Span | None = None
    also: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A target, asked about in one file. `owner`: the class that the target is a member of."""

    symbols: SymbolMap
    target: Target
    path: str
    file_map: FileMap
    owner: Symbol | None

    @property
    def look(self) -> Lookup:
        """A lookup that does not follow the target itself to what it is an alias of."""
        return Lookup(self.symbols, self.target.symbols)


def question(symbols: SymbolMap, target: Target, path: str, file_map: FileMap) -> Question:
    """The question for a file."""
    return Question(symbols, target, path, file_map, owner_of(symbols, target))


def owner_of(symbols: SymbolMap, target: Target) -> Symbol | None:
    """The class that a target is a member of; for one outside the repository by its name."""
    # of a method that stands for its overrides as well, its own class comes first
    order = sorted(target.symbols, key=lambda each: (dotted_name(symbols, each) != target.dotted, str(each)))
    for symbol in order if len(order) > 1 else target.symbols:
        outer, _, _ = symbol.name.rpartition(".")
        owner = Symbol(symbol.path, outer)
        if (
            symbol.path is not None
            and outer
            and any(d.kind == "class" for d in definitions_of(Lookup(symbols), owner))
        ):
            return owner
        if symbol.path is None and target.kind == "method":
            return owner
    return None


def judge(asked: Question, found: Occurrence) -> Judgement | None:
    """What an occurrence is; None when it is nothing at all (a definition of its own, a name that is bound)."""
    judgement: Judgement | None
    match found.place:
        case "name":
            judgement = _of_name(asked, found)
        case "attribute":
            judgement = _of_attribute(asked, found)
        case "imported":
            module = module_value(asked.look, asked.path, found.receiver)
            name = _text(asked, found.span)
            judgement = _verdict(
                asked, attribute(asked.look, module, name, asked.path), ("import",), "import"
            )
        case "module":
            judgement = _of_module(asked, found)
        case "definition" | "binding":
            return _of_definition(asked, found)
        case "string":
            judgement = _of_string(asked, found)
    if judgement and judgement.certainty == "certain" and _is_damaged(asked.file_map, found.span):
        return judgement._replace(certainty="likely", evidence=(*judgement.evidence, "syntax-error"))
    return judgement


def _of_name(asked: Question, found: Occurrence) -> Judgement:
    name = _text(asked, found.span)
    scope = scope_at(asked.file_map, found.span.start)
    led = resolve(asked.symbols, asked.path, scope, name, found.span.start, asked.target.symbols)
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
    if not led.complete or _may_hold_anything(asked, led, name):
        return Judgement(kind, "possible", ("name",), binding)
    return Judgement(kind, "ruled_out", evidence, binding)


def _may_hold_anything(asked: Question, led: Found, name: str) -> bool:
    """Whether a variable of this name may hold the target: not a parameter, and not a literal."""
    if not led.opaque or asked.target.kind in _HELD_BY_NAME:
        return False
    return any(_is_unknown(asked, binding, name) for binding in led.bindings)


def _is_unknown(asked: Question, binding: Binding, name: str) -> bool:
    match binding.kind:
        case "parameter":
            return _has_target_as_default(asked, binding)
        case "except" | "augmented" | "type":
            return False
        case "assign" | "walrus":
            text = asked.symbols.snapshot.files[asked.path].text.utf8
            right = text[binding.span.end : binding.statement.end].lstrip(b" \t:=")
            if binding.called and _leads_to_target(asked, binding):
                return False  # what the target gives, not the target
            return not right.startswith(_LITERAL_STARTS) and not right[:1].isdigit()
        case "from" | "import" | "function" | "class":
            return False
    return True


def _has_target_as_default(asked: Question, binding: Binding) -> bool:
    method = definition_of_body(asked.look, asked.path, binding.scope)
    for parameter in method.parameters if method else ():
        if parameter.name == binding.name and parameter.default.replace(".", "").isidentifier():
            outer = asked.file_map.scopes[binding.scope].parent
            at = method.span.start if method else None
            values = evaluate(asked.look, asked.path, outer, parameter.default, at)
            return any(value.symbol in asked.target.symbols for value in values.values)
    return False


def _leads_to_target(asked: Question, binding: Binding) -> bool:
    values = evaluate(asked.look, asked.path, binding.scope, binding.called, binding.statement.start)
    return any(value.symbol in asked.target.symbols for value in values.values)


def _of_attribute(asked: Question, found: Occurrence) -> Judgement:
    name = _text(asked, found.span)
    kind: UsageKind = found.role
    if is_private(name) and not _is_in_owner(asked, found):
        return Judgement(kind, "ruled_out", ("private",))
    receivers, bindings, evidence = _receivers(asked, found)
    if evidence == ("super",) and _is_behind_mixin(asked, receivers, name):
        classes = [value.symbol for value in receivers.values]
        return Judgement(kind, "likely", ("super", "mixin"), also=_also_behind_mixin(asked, classes, name))
    if not receivers.values:
        return Judgement(kind, "possible", ("attribute",))
    answers = {_answer(asked, value, name, kind == "call") for value in receivers.values}
    binding = bindings[0].span if len(bindings) == 1 else None
    evidence = evidence or _evidence_of(bindings)
    if answers == {"yes"} and receivers.complete:
        return Judgement(kind, "certain", evidence, binding)
    if answers == {"no"} and receivers.complete:
        return Judgement(kind, "ruled_out", evidence, binding)
    if "family" in answers:
        return Judgement(kind, "possible", (*evidence, "family"), binding)
    if "yes" in answers and answers <= {"yes", "no"} and receivers.complete:
        evidence = tuple(dict.fromkeys((*evidence, "conditional")))
        return Judgement(kind, "likely", evidence, binding, _also(asked, receivers, name))
    return Judgement(kind, "possible", tuple(dict.fromkeys((*evidence, "attribute"))), binding)


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
    if value.type is not None and value.type.path is None and value.type.name in MOCKS:
        return "unknown"
    values = attribute(asked.look, value, name, asked.path)
    symbols = frozenset(each.symbol for each in values.values)
    if symbols & wanted:
        return "yes" if symbols <= wanted and values.complete else "unknown"
    if not symbols or not values.complete or any(each.kind == "inherited" for each in values.values):
        return "unknown"
    if is_call and any(_is_property(asked, symbol) for symbol in symbols):
        return "unknown"  # what the property gives is called
    cls = value.type or (value.symbol if value.kind in ("class", "super") else None)
    if cls is not None and not value.exact and asked.owner is not None:
        order = mro(asked.symbols, asked.owner)
        if cls in order or (value.kind == "super" and symbols & _members_of(order, name)):
            return "family"
    if cls is not None and asked.owner is not None:
        owner = asked.owner
        if any(stands_in(asked.symbols, cls, owner, symbol) for symbol in symbols):
            return "family"
    if asked.target.kind not in _HELD_BY_NAME and any(
        each.kind == "variable" and each.type is None and each.symbol.path for each in values.values
    ):
        return "no" if all(_is_plain_variable(asked, each.symbol) for each in values.values) else "unknown"
    return "no"


def _is_behind_mixin(asked: Question, receivers: Values, name: str) -> bool:
    """Whether `super()` of a class that has no such base leads to the target where another class has both as bases."""
    return asked.owner is not None and any(
        not attribute(asked.look, value, name, asked.path).values
        and is_before(asked.symbols, value.symbol, asked.owner)
        for value in receivers.values
        if value.kind == "super"
    )


def _also_behind_mixin(asked: Question, mixins: Iterable[Symbol], name: str) -> str:
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


def _members_of(order: Iterable[Symbol], name: str) -> frozenset[Symbol]:
    return frozenset(Symbol(cls.path, f"{cls.name}.{name}") for cls in order if cls != ANY_CLASS)


def _is_plain_variable(asked: Question, symbol: Symbol) -> bool:
    """Whether an attribute is bound to a literal only, so that it cannot be the target."""
    file_map = asked.symbols.map(symbol.path or "")
    if file_map is None:
        return False
    name = symbol.name.rpartition(".")[2]
    text = asked.symbols.snapshot.files[symbol.path or ""].text.utf8
    found = False
    for binding in file_map.named.get(name, ()):
        if qualified_name(file_map, binding.scope, name) != symbol.name:
            continue
        right = text[binding.span.end : binding.statement.end].lstrip(b" \t:=")
        if binding.kind != "assign" or not (right.startswith(_LITERAL_STARTS) or right[:1].isdigit()):
            return False
        found = True
    return found


def _of_module(asked: Question, found: Occurrence) -> Judgement:
    name = _text(asked, found.span)
    before = found.receiver
    dotted = f"{before}{name}" if not before or before.endswith(".") else f"{before}.{name}"
    module = module_value(asked.look, asked.path, dotted)
    return _verdict(asked, Values(frozenset((module,)), True), ("import",), "import")


def _verdict(asked: Question, values: Values, evidence: tuple[str, ...], kind: UsageKind) -> Judgement:
    symbols = frozenset(value.symbol for value in values.values)
    wanted = asked.target.symbols
    if symbols & wanted:
        if symbols <= wanted and values.complete:
            return Judgement(kind, "certain", evidence)
        return Judgement(kind, "likely", (*evidence, "conditional"))
    if symbols and values.complete:
        return Judgement(kind, "ruled_out", evidence)
    return Judgement(kind, "possible", evidence)


def _of_definition(asked: Question, found: Occurrence) -> Judgement | None:
    """A method, or a class attribute, of a subclass that takes the place of the target."""
    name = _text(asked, found.span)
    if asked.owner is None or is_private(name):
        return None
    if name != asked.target.dotted.rpartition(".")[2]:
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
            also = _also_behind_mixin(asked, (cls,), name)
            return Judgement("override", "likely" if also else "certain", ("override", "mixin"), also=also)
        if satisfies(asked.symbols, asked.owner, cls):
            return Judgement("override", "possible", ("protocol",))
    return None


def _of_string(asked: Question, found: Occurrence) -> Judgement | None:
    wanted = asked.target.symbols
    dotted = found.receiver.replace(":", ".")
    last = found.callee.rpartition(".")[2]
    if found.context in ("annotation", "__all__"):
        return _of_name_in_string(asked, found, dotted)
    if found.context == "subscript":
        return _of_subscript(asked, found, dotted)
    if found.context == "class-body":
        return _of_made_class(asked, found)
    if found.context == "lazy-import" and "." not in dotted:
        return _of_lazy_import(asked)
    if found.context == "f-string":
        return _of_f_string(asked, dotted)
    if last in _PATHS_OF_ATTRIBUTES:
        judgement = Judgement("string", "possible", ("getattr",))
        return judgement if asked.owner is not None or asked.target.kind in ("attribute", "method") else None
    if found.context == "path" and not _is_patch(found.callee):
        return None
    if "." not in dotted and last != "import_module" and found.context != "path":
        return _of_attribute_name(asked, found, last)
    led = resolve_absolute(asked.symbols, dotted, asked.path, wanted)
    if not led.symbols & wanted:
        return None
    evidence = "entry-point" if found.context == "entry-point" else "dotted-string"
    if found.context in ("argument", "path") and _is_patch(found.callee):
        evidence = "patch"
    certainty: Certainty = "certain" if led.complete and led.symbols <= wanted else "likely"
    return Judgement("string", certainty, (evidence,))


def _of_name_in_string(asked: Question, found: Occurrence, dotted: str) -> Judgement | None:
    """An annotation in quotes, an entry of `__all__`: a name as the module has it."""
    wanted, scope = asked.target.symbols, scope_at(asked.file_map, found.span.start)
    end = asked.file_map.scopes[0].span.end
    led = resolve(asked.symbols, asked.path, scope, dotted, end, wanted)
    if not led.symbols & wanted:
        return None
    certainty: Certainty = "certain" if led.complete and led.symbols <= wanted else "likely"
    return Judgement("string", certainty, (found.context,))


def _of_lazy_import(asked: Question) -> Judgement | None:
    """A name in the table of a module that imports on demand, when the target is defined in its package."""
    folder = f"{asked.path.rpartition('/')[0]}/".lstrip("/")
    is_below = any(each.path is not None and each.path.startswith(folder) for each in asked.target.symbols)
    return Judgement("string", "possible", ("lazy-import",)) if is_below and asked.owner is None else None


def _of_subscript(asked: Question, found: Occurrence, dotted: str) -> Judgement | None:
    """`Optional["old"]`, `Box["old"]`: an annotation where that is a generic type, a key where it is none."""
    scope, at = scope_at(asked.file_map, found.span.start), found.span.start
    led = resolve(asked.symbols, asked.path, scope, found.first_argument, at)
    answers = {is_generic(asked.symbols, value) for value in led.values}
    if not led.bindings and found.first_argument in BUILTINS:
        answers = {True}
    if led.opaque and led.complete and all(_is_plain_variable(asked, each.symbol) for each in led.values):
        return None
    if answers == {False}:
        return None
    judgement = _of_name_in_string(asked, found, dotted)
    if judgement is None:
        return None
    is_sure = answers == {True} and (led.complete or not led.values)
    certainty: Certainty = judgement.certainty if is_sure else "possible"
    return judgement._replace(certainty=certainty, evidence=("annotation",))


def _of_made_class(asked: Question, found: Occurrence) -> Judgement | None:
    """A method of a class that `type` makes, in the place of the target."""
    scope, at = scope_at(asked.file_map, found.span.start), found.span.start
    for base in filter(None, found.first_argument.split(",")):
        for value in evaluate(asked.look, asked.path, scope, base, at).values:
            if asked.owner is not None and is_subclass(asked.symbols, value.symbol, asked.owner):
                return Judgement("override", "certain", ("override",))
    return None


def _of_f_string(asked: Question, dotted: str) -> Judgement | None:
    """The end of a path whose beginning is computed, or a path that something computed follows."""
    if dotted.startswith("."):
        is_end = f".{asked.target.dotted}".endswith(dotted)
        return Judgement("string", "possible", ("f-string",)) if is_end else None
    led = resolve_absolute(asked.symbols, dotted, asked.path, asked.target.symbols)
    return Judgement("string", "possible", ("f-string",)) if led.symbols & asked.target.symbols else None


def _is_patch(callee: str) -> bool:
    parts = [part.removesuffix("()") for part in callee.split(".")]
    return any(part.startswith(_PATCH) for part in parts) or parts[0] in _PATCHERS


def _of_attribute_name(asked: Question, found: Occurrence, last: str) -> Judgement | None:
    """`getattr(x, "old")`, `patch.object(x, "old")`, `globals()["old"]` and the like."""
    is_patch = _is_patch(found.callee)
    if last in ("object", "multiple") and not is_patch:
        return None
    evidence = "namespace" if found.context == "namespace" else "patch" if is_patch else "getattr"
    owner = found.first_argument
    if owner.startswith('"'):
        dotted = f"{owner.strip(chr(34))}.{_text(asked, found.span)}"
        led = resolve_absolute(asked.symbols, dotted.replace(":", "."), asked.path, asked.target.symbols)
        if not led.symbols & asked.target.symbols:
            return None
        certainty: Certainty = "certain" if led.complete and led.symbols <= asked.target.symbols else "likely"
        return Judgement("string", certainty, (evidence,))
    if found.context == "namespace" and not owner:
        judgement = _of_name_in_string(asked, found, found.receiver)
        return judgement._replace(evidence=(evidence,)) if judgement else None
    as_attribute = found._replace(place="attribute", receiver=owner, context="")
    judgement = _of_attribute(asked, as_attribute)
    return Judgement("string", judgement.certainty, (evidence,), judgement.binding)


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


def _is_damaged(file_map: FileMap, span: Span) -> bool:
    return any(error.contains(span) for error in file_map.errors)


def _text(asked: Question, span: Span) -> str:
    return asked.symbols.snapshot.files[asked.path].text.slice(span.start, span.end)
