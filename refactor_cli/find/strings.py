"""A string that spells a name or a path -> whether it is the target, and how certain that is."""

from __future__ import annotations

from refactor_cli.data import Certainty
from refactor_cli.dotted import last_part
from refactor_cli.find.fields import of_field
from refactor_cli.find.fixtures import FIXTURE, is_fixture
from refactor_cli.find.names import of_attribute
from refactor_cli.find.question import Judgement, Question, text_of
from refactor_cli.occurrences.fields import CONTEXTS as FIELDS
from refactor_cli.occurrences.strings import TAKE_FIXTURES
from refactor_cli.occurrences.values import Occurrence
from refactor_cli.resolution import (
    absolute,
    evaluate,
    is_subclass,
    mro,
    resolve,
    resolve_absolute,
    scope_at,
)
from refactor_cli.resolution.enumerations import is_enumeration
from refactor_cli.resolution.generics import is_generic
from refactor_cli.resolution.literals import is_plain_variable
from refactor_cli.resolution.standard_library import BUILTINS

_PATCH = "patch"
_PATCHERS = frozenset({"monkeypatch", "mocker", "class_mocker", "module_mocker", "session_mocker", "mp"})
_PATHS_OF_ATTRIBUTES = frozenset({"attrgetter", "methodcaller"})


def of_string(asked: Question, found: Occurrence) -> Judgement | None:
    """A string; None where it is nothing to the target."""
    wanted = asked.target.symbols
    dotted = found.receiver.replace(":", ".")
    last = last_part(found.callee)
    if found.context in FIELDS:
        return of_field(asked, found)
    if found.context in ("annotation", "__all__"):
        return _of_name_in_string(asked, found, dotted)
    if found.context == "subscript":
        return _of_subscript(asked, found, dotted)
    if found.context == "key" and "." not in dotted:
        return _of_member(asked, found)
    if found.context == "class-body":
        return _of_made_class(asked, found)
    if found.context == "lazy-import" and "." not in dotted:
        return _of_lazy_import(asked)
    if found.context == "import":
        led = resolve_absolute(asked.symbols, dotted, asked.path, asked.target.ends)
        return Judgement("string", "possible", ("quoted-import",)) if led.symbols & wanted else None
    if found.context == "relative":
        return _of_relative(asked, found)
    if found.context == "fixture" or (found.context == "argument" and last in TAKE_FIXTURES):
        return Judgement("string", "possible", (FIXTURE,)) if is_fixture(asked) else None
    if found.context == "source":
        return _of_source(asked, found, dotted)
    if found.context == "named":
        judgement = _of_attribute_name(asked, found, last)
        if judgement is None or judgement.certainty == "ruled_out":
            return None
        return judgement._replace(certainty="possible")
    if found.context == "format":
        return Judgement("string", "possible", ("format",)) if asked.owner is not None else None
    if found.context == "f-string":
        return _of_f_string(asked, dotted)
    if last in _PATHS_OF_ATTRIBUTES:
        judgement = Judgement("string", "possible", ("getattr",))
        return judgement if asked.owner is not None or asked.target.kind in ("attribute", "method") else None
    if found.context == "path" and not _is_patch(found.callee):
        return None
    if last == "getattr" and "." in dotted and found.first_argument.isascii():
        # `attrgetter("cart.total")(shop)`: no `getattr` itself takes such a name
        before = dotted.rpartition(".")[0]
        return _of_attribute_name(
            asked, found._replace(first_argument=f"{found.first_argument}.{before}"), last
        )
    if "." not in dotted and last != "import_module" and found.context != "path":
        return _of_attribute_name(asked, found, last)
    led = resolve_absolute(asked.symbols, dotted, asked.path, asked.target.ends)
    if not led.symbols & wanted:
        return None
    if found.context == "bytes":
        return Judgement("string", "possible", ("dotted-string",))
    evidence = "entry-point" if found.context == "entry-point" else "dotted-string"
    if found.context in ("argument", "path") and _is_patch(found.callee):
        evidence = "patch"
    certainty: Certainty = "certain" if led.complete and led.symbols <= wanted else "likely"
    return Judgement("string", certainty, (evidence,))


def _of_name_in_string(asked: Question, found: Occurrence, dotted: str) -> Judgement | None:
    """An annotation in quotes, an entry of `__all__`: a name as the module has it."""
    wanted, scope = asked.target.symbols, scope_at(asked.file_map, found.span.start)
    end = asked.file_map.scopes[0].span.end
    led = resolve(asked.symbols, asked.path, scope, dotted, end, asked.target.ends)
    if not led.symbols & wanted:
        return None
    certainty: Certainty = "certain" if led.complete and led.symbols <= wanted else "likely"
    return Judgement("string", certainty, (found.context,))


def _of_source(asked: Question, found: Occurrence, dotted: str) -> Judgement | None:
    """A name in source that runs where the string stands, as far as the file's own names say."""
    before = dotted.rpartition(".")[0]
    if before:
        judgement = of_attribute(asked, found._replace(place="attribute", receiver=before, context=""))
        is_other = judgement.certainty == "ruled_out"
    else:
        is_other = asked.owner is not None or _of_name_in_string(asked, found, dotted) is None
    # where it runs with names of its own, those of the file say nothing
    is_other = is_other and not found.callee
    return None if is_other else Judgement("string", "possible", ("quoted-code",))


def _of_lazy_import(asked: Question) -> Judgement | None:
    """A name in the table of a module that imports on demand, when the target is defined in its package."""
    folder = f"{asked.path.rpartition('/')[0]}/".lstrip("/")
    is_below = any(each.path is not None and each.path.startswith(folder) for each in asked.target.symbols)
    return Judgement("string", "possible", ("lazy-import",)) if is_below and asked.owner is None else None


def _of_subscript(asked: Question, found: Occurrence, dotted: str) -> Judgement | None:
    """`Optional["old"]`, `Box["old"]`: an annotation where that is a generic type, a key where it is none."""
    scope, at = scope_at(asked.file_map, found.span.start), found.span.start
    led = resolve(asked.symbols, asked.path, scope, found.first_argument, at)
    if "." not in dotted and (member := _of_member(asked, found)) is not None:
        return member
    answers = {is_generic(asked.symbols, value) for value in led.values}
    if not led.bindings and found.first_argument in BUILTINS:
        answers = {True}
    if (
        led.opaque
        and led.complete
        and all(is_plain_variable(asked.symbols, each.symbol) for each in led.values)
    ):
        return None
    if answers == {False}:
        return None
    judgement = _of_name_in_string(asked, found, dotted)
    if judgement is None:
        return None
    is_sure = answers == {True} and (led.complete or not led.values)
    certainty: Certainty = judgement.certainty if is_sure else "possible"
    return judgement._replace(certainty=certainty, evidence=("annotation",))


def _of_member(asked: Question, found: Occurrence) -> Judgement | None:
    """`Color["old"]`, a member of an enumeration; None where it is a key of something else.
    https://docs.python.org/3/library/enum.html#enum.EnumType"""
    if asked.owner is None or not found.first_argument:
        return None
    scope, at = scope_at(asked.file_map, found.span.start), found.span.start
    led = evaluate(asked.look, asked.path, scope, found.first_argument, at)
    if not any(is_enumeration(mro(asked.symbols, value.symbol)) for value in led.values):
        return None
    return _of_attribute_name(asked, found._replace(context="namespace"), "")


def _of_made_class(asked: Question, found: Occurrence) -> Judgement | None:
    """A method of a class that `type` makes, in the place of the target."""
    scope, at = scope_at(asked.file_map, found.span.start), found.span.start
    for base in filter(None, found.first_argument.split(",")):
        for value in evaluate(asked.look, asked.path, scope, base, at).values:
            if asked.owner is not None and is_subclass(asked.symbols, value.symbol, asked.owner):
                return Judgement("override", "certain", ("override",))
    return None


def _of_relative(asked: Question, found: Occurrence) -> Judgement | None:
    """`import_module(".old", "package")`."""
    package, wanted = found.first_argument, asked.target.symbols
    if package.startswith('"'):
        dotted = package.strip('"') + found.receiver
    elif package == "__package__" or (package == "__name__" and asked.path.endswith("__init__.py")):
        dotted = absolute(asked.symbols, asked.path, found.receiver)
    else:
        is_end = f".{asked.target.dotted}".endswith(f".{found.receiver.lstrip('.')}")
        return Judgement("string", "possible", ("dotted-string",)) if is_end else None
    led = resolve_absolute(asked.symbols, dotted, asked.path, asked.target.ends)
    if not led.symbols & wanted:
        return None
    is_whole = led.complete and led.symbols <= wanted and ".." not in dotted
    return Judgement("string", "certain" if is_whole else "likely", ("dotted-string",))


def _of_f_string(asked: Question, dotted: str) -> Judgement | None:
    """The end of a path whose beginning is computed, or a path that something computed follows."""
    if dotted.startswith("."):
        is_end = f".{asked.target.dotted}".endswith(dotted)
        return Judgement("string", "possible", ("f-string",)) if is_end else None
    led = resolve_absolute(asked.symbols, dotted, asked.path, asked.target.ends)
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
        dotted = f"{owner.strip(chr(34))}.{text_of(asked, found.span)}"
        led = resolve_absolute(asked.symbols, dotted.replace(":", "."), asked.path, asked.target.ends)
        if not led.symbols & asked.target.symbols:
            return None
        certainty: Certainty = "certain" if led.complete and led.symbols <= asked.target.symbols else "likely"
        return Judgement("string", certainty, (evidence,))
    if found.context == "namespace" and not owner:
        judgement = _of_name_in_string(asked, found, found.receiver)
        return judgement._replace(evidence=(evidence,)) if judgement else None
    as_attribute = found._replace(place="attribute", receiver=owner, context="")
    judgement = of_attribute(asked, as_attribute)
    return Judgement("string", judgement.certainty, (evidence,), judgement.binding)
