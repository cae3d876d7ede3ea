"""What an expression may be, as far as evidence short of proof tells."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import chain
from typing import Literal, NamedTuple

from refactor_cli.data import Symbol

KnownKind = Literal["instance", "class", "function", "module", "lambda", "none", "unknown"]

# A value that may be more things than these says nothing any more.
MOST = 24
# Containers in containers are known no deeper than this.
_DEEPEST = 3


class Known(NamedTuple):
    """One thing that an expression may be.

    `symbol`: the class of an instance, the class, function or module itself; of a lambda its file and, as name,
    its offset. `bound`: the class of the receiver that a method was taken from. `items`: what iterating gives,
    `values` what subscripting a mapping gives, `parts` the elements of a tuple by position. `own`: it is whatever
    the method that gave it was called on (`return self`), of which `symbol` is the class that defines the method.
    `made`: it was made as an object of just that class, by a display (`[]`) or a call of the class by its name, so it
    is none of a subclass.
    `maker`: a metaclass of the repository, a call of which made the class that this one, a base of it, stands for.
    `kept`: the class that a class method kept it in, `cls.one = cls()`: another one that derives from that finds there
    what a base of it has kept before.
    Among what a container holds, `UNSURE`, `ANYTHING` and `PASSED_TOO` say that this may not be all, and `SAID` that an
    annotation says what it holds.
    """

    kind: KnownKind
    symbol: Symbol
    bound: Symbol | None = None
    items: frozenset[Known] = frozenset()
    values: frozenset[Known] = frozenset()
    parts: tuple[frozenset[Known], ...] = ()
    own: bool = False
    made: bool = False
    maker: Symbol | None = None
    kept: Symbol | None = None


class Types(NamedTuple):
    """Everything that an expression may be. `complete`: no source of values was left out or not understood.
    `via`: the rules that took part. `has_unknown`: there is a source of values beside these of which nothing is known.
    `is_endless`: a question that comes up while it is answered, of which nothing is found so far; in the end only what
    calls itself for ever is that.
    """

    known: frozenset[Known] = frozenset()
    complete: bool = False
    via: frozenset[str] = frozenset()
    has_unknown: bool = False
    is_endless: bool = False


UNKNOWN = Types()
NOTHING = Types(complete=True)
ENDLESS = Types(complete=True, is_endless=True)
# all that a container holds is seen
EVERY_ITEM = "every-item"
# steps that leave nothing open when every value was understood; a container or an attribute may be filled elsewhere
PROVEN = frozenset(
    {
        *("returns", "isinstance", "with", "fixture", "fixture-params", "parametrized", "overriding"),
        *("every-caller", "every-assignment", "just-given", "turned", "import-table", "kept-argument"),
        EVERY_ITEM,
    }
)
# of what callers pass: the function is a value that others have, and may be given more by them
HANDED_AROUND = "handed-around"
UNPACKED = "unpacked"
# by calls of something that holds the function
BY_VALUE = "callers-by-value"
# in a container: what it holds besides may not be all, or may be anything, or what such a function is given
UNSURE = Known("unknown", Symbol(None, "unsure"))
ANYTHING = Known("unknown", Symbol(None, "anything"))
PASSED_TOO = Known("unknown", Symbol(None, "passed too"))
_UNKNOWN_ITEMS = frozenset({UNSURE, ANYTHING, PASSED_TOO})
# in a container: whoever puts something into it, an annotation says what that is, as it does of a variable
SAID = Known("unknown", Symbol(None, "said"))
_NO_ITEMS = _UNKNOWN_ITEMS | {SAID}
NONE = Types(frozenset((Known("none", Symbol(None, "builtins.None")),)), True)

# the standard library's own dictionaries, which give what a plain one does
DICTIONARIES = frozenset({"builtins.dict", "collections.OrderedDict", "collections.defaultdict"})
# what is waited for, and then holds one thing
FUTURES = frozenset(
    {
        "asyncio.Future",
        "asyncio.futures.Future",
        "concurrent.futures.Future",
        "twisted.internet.defer.Deferred",
    }
)


def instance(symbol: Symbol, items: frozenset[Known] = frozenset()) -> Known:
    """An instance of a class."""
    return Known("instance", symbol, items=items)


def builtin(name: str, items: frozenset[Known] = frozenset()) -> Known:
    """An instance of a builtin class."""
    return Known("instance", Symbol(None, f"builtins.{name}"), items=items)


def display(name: str, items: frozenset[Known] = frozenset()) -> Known:
    """An instance of a builtin class that is written down."""
    return Known("instance", Symbol(None, f"builtins.{name}"), items=items, made=True)


def exactly(*known: Known) -> Types:
    """These and nothing else."""
    return Types(frozenset(known), True)


def union(several: Iterable[Types]) -> Types:
    """Any of these; UNKNOWN when there are none, or too many: then the rest is not even asked for."""
    left = iter(several)
    first = next(left, None)
    if first is None or len(first.known) > MOST:
        return UNKNOWN
    second = next(left, None)
    if second is None:  # the most common case by far
        return first
    known, complete, via, has_unknown = {*first.known}, first.complete, {*first.via}, is_open(first)
    is_endless = first.is_endless
    for each in chain((second,), left):
        known |= each.known
        if len(known) > MOST:
            known = {*_however_made(known)}
        if len(known) > MOST:
            return UNKNOWN
        complete = complete and each.complete
        via |= each.via
        has_unknown = has_unknown or is_open(each)
        is_endless = is_endless and each.is_endless
    return Types(frozenset(known), complete, frozenset(via), has_unknown, is_endless)


def _however_made(known: Iterable[Known]) -> frozenset[Known]:
    """The same where it no longer counts whether an object of a class of the repository is one of just that class."""
    return frozenset(
        each._replace(made=False) if each.made and each.symbol.path is not None else each for each in known
    )


def is_open(types: Types) -> bool:
    """Whether there is a source of values of which nothing is known."""
    return types.has_unknown or not (types.known or types.complete)


def gives_nothing_yet(types: Types) -> bool:
    """Whether it is what a function gives that calls itself, before anything else is known of it."""
    return types.is_endless and types.complete and not types.known


def by(types: Types, *rules: str) -> Types:
    """The same, found with these rules as well."""
    return types._replace(via=types.via | frozenset(rules)) if types.known else types


def by_way_of(types: Types, of: Types) -> Types:
    """The same, found by looking into all that something else may be."""
    return Types(
        types.known,
        types.complete and of.complete,
        types.via | of.via,
        types.has_unknown or of.has_unknown,
        types.is_endless,
    )


def without_none(types: Types) -> Types:
    """The same, `None` left out: no attribute of it is ever asked for."""
    return types._replace(known=frozenset(known for known in types.known if known.kind != "none"))


def or_others(types: Types) -> Types:
    """The same, and who knows what else."""
    return types._replace(complete=False, has_unknown=True)


def or_as_guessed(types: Types, guessed: Types) -> Types:
    """What was found by following what callers of something pass that holds a function; where a guess by a name says
    the same, by that: it leaves as much open, and is no worse for the other being seen as well."""
    if BY_VALUE not in types.via:
        return types
    found = {(each.kind, each.symbol) for each in types.known if each.kind != "none"}
    same = {(each.kind, each.symbol) for each in guessed.known if each.kind != "none"}
    return guessed if found == same else types


def with_held(known: Iterable[Known]) -> set[Known]:
    """Some things with all that they hold."""
    found, waiting = set[Known](), [*known]
    while waiting:
        each = waiting.pop()
        found.add(each)
        inner = (one for some in (each.items, each.values, *each.parts) for one in some)
        waiting += (one for one in inner if one not in found)
    return found


def iterated(types: Types) -> Types:
    """What iterating over a value gives."""
    found = set[Known]()
    complete, is_none = types.complete, bool(types.known) or types.is_endless
    for known in types.known:
        inner = known.items or frozenset().union(*known.parts)
        found |= inner
        complete = complete and (bool(inner) or _is_generator(known))
        is_none = is_none and _is_generator(known)
    if not found and complete and is_none:
        return ENDLESS._replace(via=types.via)
    return taken_out(found, types, complete)


def _is_generator(known: Known) -> bool:
    """Whether it is a generator, which gives what it is seen to yield and nothing else: nothing yet, where it goes
    through itself."""
    return known.made and known.symbol.name == "builtins.generator"


def awaited(types: Types) -> Types:
    """What waiting for a value gives: calls of coroutines are what these return, a future is what it is given."""
    futures = frozenset(known for known in types.known if known.symbol.name in FUTURES)
    if not futures:
        return types
    given = iterated(types._replace(known=futures))
    others = types._replace(known=types.known - futures)
    return union((given, others) if others.known else (given,))._replace(complete=False)


def said(types: Types) -> frozenset[Known]:
    """What a container holds of which an annotation says so, where it is understood."""
    known = flat(types.known)
    return known | {SAID} if types.complete and known else known


def are_said(types: Types) -> bool:
    """Whether annotations say of every container what going through it gives."""
    return bool(types.known) and all(SAID in each.items for each in types.known)


def held(types: Types) -> frozenset[Known]:
    """What a container holds that is given these."""
    known = flat(_however_made(types.known))
    if types.complete and types.via <= PROVEN:
        return known if types.known or types.is_endless else frozenset({ANYTHING})
    more = {PASSED_TOO} if HANDED_AROUND in types.via else set[Known]()
    return known | more | {ANYTHING if is_open(types) else UNSURE}


def holds_any(known: frozenset[Known]) -> bool:
    """Whether a container is known to hold anything of which something is known."""
    return not known <= _NO_ITEMS


def holds_all(known: Known) -> bool:
    """Whether nothing says that a container may hold more than is known."""
    return _UNKNOWN_ITEMS.isdisjoint(known.items | known.values)


def taken_out(found: Set[Known], container: Types, complete: bool) -> Types:
    """What is taken out of a container that holds what was found. `complete`: that was told of all of it."""
    known = frozenset(found - _NO_ITEMS)
    is_all = complete and bool(known) and _UNKNOWN_ITEMS.isdisjoint(found)
    via = container.via | {HANDED_AROUND} if PASSED_TOO in found else container.via
    return Types(known, is_all, via, container.has_unknown or ANYTHING in found)


def flat(known: frozenset[Known], depth: int = _DEEPEST) -> frozenset[Known]:
    """The same with containers no deeper than `depth`."""
    if depth <= 0:
        return frozenset(each._replace(items=frozenset(), values=frozenset(), parts=()) for each in known)
    if all(not (each.items or each.values or each.parts) for each in known):
        return known
    return frozenset(
        each._replace(
            items=flat(each.items, depth - 1),
            values=flat(each.values, depth - 1),
            parts=tuple(flat(part, depth - 1) for part in each.parts),
        )
        for each in known
    )


def foreign(types: Types) -> Types:
    """The same where another function gets it: what was that method's own is not the own of this one."""
    if not any(each.own for each in types.known):
        return types
    return types._replace(known=frozenset(each._replace(own=False) for each in types.known))


def received(types: Types, symbol: Symbol, own: bool) -> Types:
    """What a method gives when it is called on an instance of `symbol` (or on that class): its `self` is that."""
    if not any(each.own for each in types.known):
        return types
    return types._replace(
        known=frozenset(
            each._replace(symbol=symbol, own=own) if each.own and each.kind in ("instance", "class") else each
            for each in types.known
        )
    )
