"""The rules over the undecided usages of one target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from refactor_cli.data import Certainty, Usage
from refactor_cli.dotted import last_part
from refactor_cli.evidence.also_used import also_used
from refactor_cli.evidence.anything_else import is_tested, may_be_anything_else, may_be_target_too
from refactor_cli.evidence.arity import arity
from refactor_cli.evidence.asked import Rule, Site, Verdict
from refactor_cli.evidence.behind import behind
from refactor_cli.evidence.given_too import may_give_others
from refactor_cli.evidence.lacking import without_held, without_lacking
from refactor_cli.evidence.made_otherwise import made_otherwise, may_be_made_otherwise
from refactor_cli.evidence.members import FAMILY, members
from refactor_cli.evidence.members import RULE as MEMBERS
from refactor_cli.evidence.mixed_in import mixed_in
from refactor_cli.evidence.named_after import named_after
from refactor_cli.evidence.names import learned, receiver_name
from refactor_cli.evidence.negated import negated
from refactor_cli.evidence.odd_receivers import is_given_by_metaclass
from refactor_cli.evidence.put_in_place import opened_as_put_in_place
from refactor_cli.evidence.question import HELD, Evidence, Question
from refactor_cli.evidence.rarity import rarity
from refactor_cli.evidence.rebound import doubted_as_rebound, gives_rebound
from refactor_cli.evidence.receiver import (
    SEVERAL,
    doubt,
    own_and_others,
    receiver,
    without_decorated,
)
from refactor_cli.evidence.replaced import doubted_as_replaced, replaced_in
from refactor_cli.evidence.said import said
from refactor_cli.evidence.set_anew import is_set_anew
from refactor_cli.evidence.sole import sole
from refactor_cli.evidence.unbound import unbound
from refactor_cli.evidence.used_otherwise import used_otherwise
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.classes.families import defining, families
from refactor_cli.inference.members.attributes import FIELD
from refactor_cli.inference.members.given_elsewhere import with_elsewhere
from refactor_cli.inference.members.same_named import or_same_named
from refactor_cli.inference.members.turned_before import turned_before
from refactor_cli.inference.values import PROVEN, UNKNOWN, UNPACKED, Types
from refactor_cli.symbols import SymbolMap

# what needs no types: asked first, and before a type server is
ALONE: Mapping[str, Rule] = {"arity": arity, "negated": negated}
RULES: Mapping[str, Rule] = {
    "receiver": receiver,
    "members": members,
    "rarity": rarity,
    "unbound": unbound,
    "said": said,
    "named-after": named_after,
}
# what makes certain what these find likely, or leave open
PROOFS: Mapping[str, Rule] = {"mixed-in": mixed_in, "sole": sole, "also-used": also_used}
# what rules out what these leave open
EXCLUSIONS: Mapping[str, Rule] = {"used-otherwise": used_otherwise}
_NAMES = "receiver-name"
# evidence of one place, from which nothing is learned for others; and guesses
_NO_LESSON = (("said",),)
_GUESSES = frozenset({"callers-by-name", "field", "method-name", MEMBERS})
# what is known to be one thing or another
_EITHER = frozenset({FAMILY, SEVERAL})
_KINDS = frozenset({"call", "reference", "decorator", "base"})
_BY = "evidence"
# so many hops more are looked at before types that may not be all there are rule out a usage
_FURTHER = 1


def exclude(
    evidence: Evidence, symbols: SymbolMap, question: Question, usages: Iterable[Usage]
) -> list[Usage]:
    """Rules out what cannot be the target, by rules that need no types."""
    ask = evidence.ask(symbols)
    found = list[Usage]()
    for usage in usages:
        site = _site(ask, question, usage, UNKNOWN)
        verdict = _first(site, ALONE, evidence.off) if site is not None else None
        found.append(_decided(usage, verdict))
    return found


def weigh(evidence: Evidence, symbols: SymbolMap, question: Question, usages: Sequence[Usage]) -> list[Usage]:
    """Decides what evidence can, and gives the others a rank."""
    ask, said_there = evidence.ask(symbols), evidence.said_of(question.target)
    found, sites = list[Usage](), dict[int, Site]()
    for usage in usages:
        if _is_by_server(usage) or _is_held_anew(ask, usage) or _is_told_apart(usage):
            found.append(_doubted(ask, question, usage))
            continue
        site = _site(ask, question, usage, None)
        if site is not None:
            site = replace(site, said=said_there)
            sites[len(found)] = site
            verdict = _proved(site, _first(site, RULES, evidence.off), evidence.off)
            usage = _decided(usage, _excluded(site, verdict, evidence.off))
        found.append(usage)
    if _NAMES not in evidence.off:
        _by_names(ask, found, sites)
    found = [*doubted_as_rebound(ask, found, question.target.symbols)]
    found = [*opened_as_put_in_place(ask, question, found)]
    by = replaced_in(ask, question, last_part(question.target.dotted))
    return list(doubted_as_replaced(ask, found, by)) if by is not None else found


def _is_by_server(usage: Usage) -> bool:
    return usage.certainty == "certain" and bool(usage.decided_by) and usage.kind in _KINDS


def _is_told_apart(usage: Usage) -> bool:
    """Whether a type server points at something else."""
    return (
        usage.certainty == "ruled_out"
        and bool(usage.decided_by)
        and usage.decided_by != _BY
        and usage.kind in _KINDS
    )


def _is_held_anew(ask: Ask, usage: Usage) -> bool:
    if usage.evidence != HELD or usage.kind not in _KINDS:
        return False
    return is_set_anew(ask, usage, _receiver_text(ask, usage))


def _doubted(ask: Ask, question: Question, usage: Usage) -> Usage:
    """What a type server, or the body of a class, is sure of, less so where another class is seen to get there: of
    `svc or Svc()` the server tells only what has a type."""
    if question.owner is None:
        return usage
    if _is_by_server(usage) or _is_told_apart(usage):
        made = _made_otherwise(ask, question, usage)
        if made is not None:
            return made
    name = ask.symbols.snapshot.files[usage.path].text.slice(*usage.span)
    if len(families(ask, name)) < 2:
        return usage
    site = _site(ask, question, replace(usage, certainty="possible"), None)
    if usage.certainty == "ruled_out":
        verdict = receiver(site) if site is not None else None
        if verdict is not None and SEVERAL in verdict.evidence:
            return replace(
                usage, certainty="possible", evidence=verdict.evidence, decided_by="", rank=verdict.rank
            )
        if verdict is None or verdict.certainty != "likely" or (_is_told_apart(usage) and not verdict.also):
            if site is not None and may_be_anything_else(site, _is_told_apart(usage)):
                return replace(usage, certainty="possible", evidence=(SEVERAL,), decided_by="", rank=0.4)
            return usage  # of one class a server knows more
        return _decided(usage, verdict)
    if site is not None and is_given_by_metaclass(site):
        return replace(usage, certainty="likely", evidence=(*usage.evidence, SEVERAL))
    also = doubt(site) if site is not None else ""
    if not also:
        return usage
    return replace(usage, certainty="likely", evidence=(*usage.evidence, SEVERAL), also=also)


def _made_otherwise(ask: Ask, question: Question, usage: Usage) -> Usage | None:
    if question.owner is None or not may_be_made_otherwise(ask, question.owner, usage):
        return None
    open_usage = replace(usage, certainty="possible", evidence=(), decided_by="")
    site = _site(ask, question, open_usage, None)
    verdict = made_otherwise(site) if site is not None else None
    return _decided(open_usage, verdict) if verdict is not None else None


def _by_names(ask: Ask, found: list[Usage], sites: Mapping[int, Site]) -> None:
    decided = list[tuple[str, str, Certainty]]()
    for usage in found:
        is_either = bool(usage.also) or (
            usage.certainty == "possible" and not _EITHER.isdisjoint(usage.evidence)
        )
        is_told = usage.certainty != "possible" or is_either
        text = _receiver_text(ask, usage) if is_told and usage.kind in _KINDS else ""
        if text and usage.evidence[:1] not in _NO_LESSON and _GUESSES.isdisjoint(usage.evidence):
            decided.append((usage.path, text, "possible" if is_either else usage.certainty))
    known = learned(decided)
    for index, site in sites.items():
        usage = found[index]
        if usage.certainty == "possible" and not (site.types.known and site.types.complete):
            text = source(ask.symbols, usage.path, site.receiver)
            if not _may_be_object_with(site):
                found[index] = _decided(usage, _unless_others(site, receiver_name(site, text, known)))


def _may_be_object_with(site: Site) -> bool:
    """Whether it is a function that is asked about, of which names of modules are learned, and an object of a class may
    have one called alike: in `feature.parser.parse()` that is no module."""
    return site.owner is None and bool(defining(site.ask, site.name))


def _unless_others(site: Site, verdict: Verdict | None) -> Verdict | None:
    """A name makes nothing likely of which it is known that it is something else, or more often that. (What some object
    has in an attribute of that name is no more than a name itself.)"""
    if verdict is None or verdict.certainty is None or FIELD in site.types.via:
        return verdict
    own, others = own_and_others(site)
    return Verdict(None, (), 0.3) if len(others) > len(own) else verdict


def _first(site: Site, rules: Mapping[str, Rule], off: frozenset[str]) -> Verdict | None:
    """The first verdict that decides; else the one that says most about how likely it is."""
    best: Verdict | None = None
    for name, rule in rules.items():
        verdict = rule(site) if name not in off else None
        if verdict is not None and verdict.certainty == "ruled_out" and rule is receiver:
            verdict = _unless_contradicted(site, verdict, off)
        if verdict is not None and verdict.certainty == "likely" and rule is receiver:
            verdict = _made_certain(site, verdict)
        if (
            verdict is not None
            and verdict.certainty == "certain"
            and rule is receiver
            and (may_give_others(site) or gives_rebound(site))
        ):
            verdict = verdict._replace(certainty="likely", evidence=(*verdict.evidence, SEVERAL), rank=0.9)
        if verdict is not None and verdict.certainty is not None:
            return verdict
        if verdict is not None and (best is None or verdict.rank > best.rank):
            best = verdict
    return best


def _unless_contradicted(site: Site, verdict: Verdict, off: frozenset[str]) -> Verdict:
    """Types that may not be all there are do not rule out what more types do not, what the other attributes used speak
    for, or what other code gives."""
    if is_tested(site):
        return verdict
    if not site.types.complete:
        other = members(site) if "members" not in off else None
        if other is not None and (other.certainty == "likely" or FAMILY in other.evidence):
            return Verdict(None, (), 0.5)
        more = _typed(site, _FURTHER)
        second = receiver(more) if more.types != site.types else None
        if second is not None and second.certainty != "ruled_out":
            return second
    return Verdict(None, (), 0.4) if may_be_target_too(site) else verdict


def _made_certain(site: Site, verdict: Verdict) -> Verdict:
    """A likely usage of which all steps leave nothing open, and only not every value was understood, is looked at once
    more: what each call on the way leaves out is its default. (Not before: it costs a search of its own.)"""
    if site.types.complete or verdict.also or not site.types.via - {UNPACKED} <= PROVEN:
        return verdict
    second = receiver(_typed(replace(site, ask=site.ask.exactly())))
    return second if second is not None and second.certainty == "certain" else verdict


def _proved(site: Site, verdict: Verdict | None, off: frozenset[str]) -> Verdict | None:
    """The same, certain where a proof says so, and nothing that is known of the receiver speaks against it."""
    if verdict is not None and (verdict.certainty in ("certain", "ruled_out") or verdict.also):
        return verdict
    if verdict is not None and "family" in verdict.evidence and FIELD not in site.types.via:
        return verdict
    proofs = (rule(site) for name, rule in PROOFS.items() if name not in off)
    return next((each for each in proofs if each is not None), verdict)


def _excluded(site: Site, verdict: Verdict | None, off: frozenset[str]) -> Verdict | None:
    """The same, ruled out where nothing speaks for the target, and another use of the receiver against it."""
    if verdict is not None and verdict.certainty is not None:
        return verdict
    for name, rule in EXCLUSIONS.items():
        if name not in off and (other := rule(site)) is not None:
            return other
    return verdict


def _decided(usage: Usage, verdict: Verdict | None) -> Usage:
    if verdict is None:
        return usage
    if verdict.certainty is None:
        evidence = tuple(dict.fromkeys((*usage.evidence, *verdict.evidence)))
        return replace(usage, evidence=evidence, rank=max(usage.rank, verdict.rank))
    return replace(
        usage,
        certainty=verdict.certainty,
        evidence=verdict.evidence,
        decided_by=_BY,
        rank=verdict.rank,
        also=verdict.also,
    )


def _site(ask: Ask, question: Question, usage: Usage, types: Types | None) -> Site | None:
    """The site of an undecided attribute, its receiver's types inferred where none are given; None for others."""
    if usage.certainty != "possible" or usage.kind not in _KINDS:
        return None
    if ask.symbols.map(usage.path) is None:
        return None
    node = ask.symbols.node(usage.path, usage.span)
    attribute = node.parent if node is not None else None
    if node is None or attribute is None or attribute.type != "attribute":
        return None
    receiver_node = attribute.child_by_field_name("object")
    if receiver_node is None or attribute.end_byte != node.end_byte:
        return None
    site = Site(
        ask, question.target, question.owner, usage, receiver_node, UNKNOWN if types is None else types
    )
    return site if types is not None else _typed(site)


def _typed(site: Site, further: int = 0) -> Site:
    """The site with what its receiver may be, so many hops further than usual."""
    ask, path, node = site.ask, site.usage.path, site.receiver

    def search() -> Types:
        if (turned := turned_before(ask, path, node)) is not None:
            return turned
        return with_elsewhere(ask, path, node, or_same_named(ask, path, node, ask.expression(path, node)))

    found = ask.outside(lambda: behind(ask, search(), site.name), further)
    types = without_held(without_decorated(site.ask, found))
    left = without_lacking(site.ask, types, site.name)
    return replace(site, types=left, is_contradicted=left != types)


def _receiver_text(ask: Ask, usage: Usage) -> str:
    """The source of what stands before the dot, "" for a plain name."""
    text = ask.symbols.snapshot.files[usage.path].text
    before = text.slice(usage.expression.start, usage.span.start).rstrip()
    return before[:-1].rstrip() if before.endswith(".") else ""
