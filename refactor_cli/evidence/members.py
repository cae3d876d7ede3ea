"""The other attributes that are used on the same variable: only one family of classes has them all.

A receiver of which nothing is known is still used: `pos.current()`, `pos.skip(…)`, `pos.finished()`. Of the classes
that define the name asked about, the family that has most of what is used, and clearly more than any other, is it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from refactor_cli.data import Span, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.called_names import leads
from refactor_cli.inference.classes.abstract import are_abstract
from refactor_cli.inference.classes.families import are_of_one_object, families, is_everywhere
from refactor_cli.inference.classes.stand_ins import every_heir
from refactor_cli.inference.likely_files import calling
from refactor_cli.inference.members.assignment_places import is_assigned
from refactor_cli.inference.members.delegation import HOOKS
from refactor_cli.inference.members.having import has_attribute
from refactor_cli.occurrences.reading import occurrences_in, occurrences_within
from refactor_cli.occurrences.receivers import MOST_PARTS
from refactor_cli.resolution import Lookup, Values, is_subclass, member, mro, scope_at
from refactor_cli.resolution.standard_library import lacks
from refactor_cli.symbols import SymbolMap

# so many other attributes must speak for a family, beyond those that speak for the next one
_MARGIN = 1
FAMILY = "family"
RULE = "members"
_MOST_USED = 12
# what more other classes may be as well, by what is used, is one of them no more than by chance; `self` stands for all
_MOST_ALIKE = 1
_MOST_WITH_BASES = 2
_MOST_OF_SELF = 6
_MOST_CLASSES = 30
# what no class has, so whoever is not sure to lack it is not known
_NO_NAME = "no name"


def members(site: Site) -> Verdict | None:
    """Likely when the target's family has all attributes that are used on the receiver, and no other family has.

    Looked for in the function around the site, then in the class: methods that are called by dispatch give the
    same name to the same thing when it is a parameter, not when they take it from somewhere themselves.
    """
    if not is_followed(site) or _is_from_outside(site):
        return None
    if _is_of_a_sibling(site) or _is_one_of_several(site) or _has_it_itself(site):
        return Verdict(None, (FAMILY,), 0.3)
    best: Verdict | None = None
    for kind in ("function", "class"):
        if kind == "class" and _is_own_variable(site):
            break
        used = attributes_used(site, kind) - {site.name}
        if not used:
            continue
        verdict = _compared(site, used)
        if verdict is not None and verdict.certainty is not None:
            return verdict
        best = best or verdict
    return best


def _is_from_outside(site: Site) -> bool:
    """Whether the receiver is known to be something, and nothing of the repository is among it."""
    known = [each for each in site.types.known if each.kind != "none"]
    return bool(known) and all(each.symbol.path is None for each in known)


def _is_of_a_sibling(site: Site) -> bool:
    """Whether something in the target's family that the receiver may be has the name from another class, a base of both
    perhaps: what is used besides tells families apart, not the classes of one."""
    family = next((each for each in families(site.ask, site.name) if site.owner in each), frozenset())
    symbols = site.ask.symbols
    order = mro(symbols, site.owner) if site.owner is not None else ()
    for known in site.types.known:
        if known.kind != "instance" or known.symbol.path is None or known.symbol in order:
            continue
        holder = next((each for each in mro(symbols, known.symbol) if each in family), None)
        if holder is not None and holder != site.owner:
            return True
    return False


def _is_one_of_several(site: Site) -> bool:
    """Whether the receiver is known by a base of the target's class, and most of the other classes below that which
    define the name have it from elsewhere."""
    symbols, owner = site.ask.symbols, site.owner
    known = {each.symbol for each in site.types.known if each.kind == "instance"}
    if owner is None or any(is_subclass(symbols, each, owner) for each in known):
        return False
    if _is_self(site):
        return False  # what every object of every class below runs
    bases = {each for each in known if each.path is not None and is_subclass(symbols, owner, each)}
    family = next((each for each in families(site.ask, site.name) if owner in each), frozenset[Symbol]())
    below = [
        cls for cls in family if cls not in bases and any(is_subclass(symbols, cls, base) for base in bases)
    ]
    look = Lookup(symbols, site.target.ends)
    own = [cls for cls in below if _leads_to(site, member(look, cls, site.name))]
    return 2 * len(own) < len(below)


def _is_self(site: Site) -> bool:
    return source(site.ask.symbols, site.usage.path, site.receiver) in ("self", "cls")


def _has_it_itself(site: Site) -> bool:
    """Whether it is `self` of a class of which there are objects, and that has something else under the name which is
    not there to be overridden: these, and those of all classes below that leave it so, have that. (What several
    classes share, and the one asked about has as well, does not tell them apart.)"""
    symbols, owner = site.ask.symbols, site.owner
    known = [each for each in site.types.known if each.kind != "none"]
    if owner is None or len(known) != 1 or not known[0].own or known[0].symbol.path is None:
        return False
    cls = known[0].symbol
    if is_subclass(symbols, cls, owner):
        return False
    if any(is_assigned(site.ask, each, site.name) for each in mro(symbols, cls) if each.path is not None):
        return True
    found = [each.symbol for each in member(site.ask.look, cls, site.name).values if each.kind == "function"]
    is_own = any(each.path is not None and each not in site.target.symbols for each in found)
    return is_own and not are_abstract(site.ask, found) and _is_made(site.ask, cls)


def _is_made(ask: Ask, cls: Symbol) -> bool:
    """Whether a call of a class is seen: of one that others only derive from there are no objects."""
    memo: dict[Symbol, bool] = ask.symbols.snapshot.memo.setdefault("classes called", {})
    if cls not in memo:
        name = last_part(cls.name)
        memo[cls] = any(
            each.role == "call" and leads(ask, path, each, cls)
            for path in calling(ask.symbols, name)
            for each in occurrences_in(ask.symbols, path, name)
        )
    return memo[cls]


def _leads_to(site: Site, values: Values) -> bool:
    return any(value.symbol in site.target.symbols for value in values.values)


def _compared(site: Site, used: set[str]) -> Verdict | None:
    score = _scores(site.ask, site.name, frozenset(used))
    own = next((family for family in score if site.owner in family), None)
    if own is None:
        return None
    others = [
        len(used) if any(_hands_on(site.ask, cls) for cls in family) else score[family]
        for family in score
        if family is not own
    ]
    if is_everywhere(site.name):
        others.append(sum(map(is_everywhere, used)))
    if are_of_one_object({site.name, *used}):
        others.append(len(used))
    best = max(others, default=0)
    share = score[own] / len(used)
    if score[own] == len(used) and score[own] >= best + _MARGIN:
        if (
            _are_many_alike(site, own, used)
            or _are_bases_alike(site, own, used)
            or _is_of_another_of_them(site, used)
        ):
            return Verdict(None, (FAMILY, RULE), 0.3)
        return Verdict("likely", (RULE,), 0.8)
    return Verdict(None, (), 0.5 * share if score[own] >= best else 0.1 * share)


def _are_many_alike(site: Site, family: frozenset[Symbol], used: set[str]) -> bool:
    """Whether many classes beside the target's, of the same family, have another one and all that is used as well."""
    symbols, owner = site.ask.symbols, site.owner
    beside = [each for each in family if owner is not None and _is_beside(symbols, each, owner)]
    most = _MOST_OF_SELF if _is_self(site) else _MOST_ALIKE
    if len(beside) <= most:
        return False
    return sum(_fits(site.ask, each, used) == len(used) for each in sorted(beside)) > most


def _are_bases_alike(site: Site, family: frozenset[Symbol], used: set[str]) -> bool:
    """Whether bases of the target's class, and others of its family, have another one that is not there to be
    overridden, and all that is used as well: of so many it is the one asked about no more than by chance, and of a base
    that has objects of its own as often that. (`self` may be any object of any class below.)"""
    symbols, owner = site.ask.symbols, site.owner
    if owner is None or _is_self(site):
        return False
    bases = [each for each in mro(symbols, owner)[1:] if each in family]
    others = (each for each in family if _is_beside(symbols, each, owner)) if bases else ()
    alike = [each for each in (*bases, *sorted(others)) if _fits(site.ask, each, used) == len(used)]
    having = [
        each for each in alike if not are_abstract(site.ask, [Symbol(each.path, f"{each.name}.{site.name}")])
    ]
    return len(having) > _MOST_WITH_BASES or any(
        each in bases and _is_made(site.ask, each) for each in having
    )


def _is_of_another_of_them(site: Site, used: set[str]) -> bool:
    """Whether what is used speaks for another class of the target's family: none that has the target has it all.
    (`self` may be any object of any class below; where these are many, they are not all asked.)"""
    owner, symbols = site.owner, site.ask.symbols
    if owner is None or _is_self(site):
        return False
    below = every_heir(symbols, owner)
    if below is None or len(below) > _MOST_CLASSES:
        return False
    look = Lookup(symbols, site.target.ends)
    return not any(
        _fits(site.ask, cls, used) == len(used) and _leads_to(site, member(look, cls, site.name))
        for cls in (owner, *below)
    )


def _is_beside(symbols: SymbolMap, cls: Symbol, owner: Symbol) -> bool:
    return not is_subclass(symbols, cls, owner) and not is_subclass(symbols, owner, cls)


def _scores(ask: Ask, name: str, used: frozenset[str]) -> Mapping[frozenset[Symbol], int]:
    """For each family that defines a name, how many of the attributes one of its classes has."""
    memo: dict[tuple[str, frozenset[str]], Mapping[frozenset[Symbol], int]]
    memo = ask.symbols.snapshot.memo.setdefault("attributes of families", {})
    if (name, used) not in memo:
        memo[name, used] = {
            family: max(_fits(ask, cls, used) for cls in sorted(family)[:_MOST_CLASSES])
            for family in families(ask, name)
        }
    return memo[name, used]


def _fits(ask: Ask, cls: Symbol, used: Iterable[str]) -> int:
    return sum(has_attribute(ask, cls, name) or _is_inherited(ask, cls, name) for name in used)


def _is_inherited(ask: Ask, cls: Symbol, name: str) -> bool:
    """Whether a class has an attribute from a base outside of which is known what it has: `class Settings(dict)` has
    `keys`."""
    values = (each for each in member(ask.look, cls, name).values if each.kind == "inherited")
    return any(lacks(each.symbol.name.rpartition(".")[0], _NO_NAME) for each in values)


def _hands_on(ask: Ask, cls: Symbol) -> bool:
    """Whether objects of a class may have what neither its body nor its methods tell of: from what they stand for."""
    return any(has_attribute(ask, cls, hook) for hook in HOOKS)


def _is_own_variable(site: Site) -> bool:
    """Whether the receiver is a name that the function around it binds, and not as a parameter."""
    path, node = site.usage.path, site.receiver
    file_map = site.ask.symbols.map(path)
    if file_map is None or node.type != "identifier":
        return False
    name = source(site.ask.symbols, path, node)
    scope = scope_at(file_map, node.start_byte)
    return any(each.scope == scope and each.kind != "parameter" for each in file_map.named.get(name, ()))


def is_followed(site: Site) -> bool:
    """Whether the receiver is a name, or a dotted name of a length that people write."""
    node = site.receiver
    if node.type == "identifier":
        return True
    if node.type != "attribute":
        return False
    text = source(site.ask.symbols, site.usage.path, node)
    return text.count(".") < MOST_PARTS and text.replace(".", "").isidentifier()


def attributes_used(site: Site, kind: str) -> set[str]:
    """The attributes that are used on the same receiver in the function, or the class, around it."""
    ask, path, node = site.ask, site.usage.path, site.receiver
    text = source(ask.symbols, path, node)
    region = _region(ask, path, node.start_byte, kind)
    if region is None:
        return set()
    return set(islice(dict.fromkeys(_taken(ask, path, text, region)), _MOST_USED))


def _taken(ask: Ask, path: str, text: str, region: Span) -> list[str]:
    """What attributes are taken from a name, or a dotted name, in a stretch of a file."""
    memo: dict[tuple[str, str, Span], list[str]]
    memo = ask.symbols.snapshot.memo.setdefault("attributes taken", {})
    if (path, text, region) in memo:
        return memo[path, text, region]
    root, found, name = ask.symbols.tree(path).root_node, list[str](), last_part(text)
    utf8 = ask.symbols.snapshot.files[path].text.utf8
    for each in (
        occurrence
        for place in (_places(utf8, text, region) if "." in text else (region,))
        for occurrence in occurrences_within(ask.symbols, path, name, place)
    ):
        node = root.descendant_for_byte_range(each.span.start, each.span.end)
        if node is not None and "." in text:
            node = node.parent
        above = node.parent if node is not None else None
        if node is None or above is None or above.type != "attribute":
            continue
        attribute = above.child_by_field_name("attribute")
        if attribute is None or attribute.start_byte == node.start_byte:
            continue
        if source(ask.symbols, path, node) == text:
            found.append(source(ask.symbols, path, attribute))
    memo[path, text, region] = found
    return found


def _places(utf8: bytes, text: str, region: Span) -> Iterator[Span]:
    """The last names of a dotted name, wherever it is spelt so in a stretch of a file: its last name may stand at
    thousands of other places."""
    dotted = text.encode()
    last, at = len(last_part(text).encode()), utf8.find(dotted, region.start, region.end)
    while at >= 0:
        end = at + len(dotted)
        yield Span(end - last, end)
        at = utf8.find(dotted, at + 1, region.end)


def _region(ask: Ask, path: str, offset: int, kind: str) -> Span | None:
    file_map = ask.symbols.map(path)
    if file_map is None:
        return None
    scope = scope_at(file_map, offset)
    while scope > 0 and file_map.scopes[scope].kind != kind:
        scope = file_map.scopes[scope].parent
    return file_map.scopes[scope].span if scope > 0 or kind == "function" else None
