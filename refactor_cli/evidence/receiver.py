"""The receiver's inferred types: all of them lead to the target, or none does."""

from __future__ import annotations

from collections.abc import Iterable

from refactor_cli.data import Symbol
from refactor_cli.evidence.answers import answer
from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.evidence.behind import RULE as HANDED_ON
from refactor_cli.evidence.lacking import asked_in_vain, lacks_attribute, must_be_heirs
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask, source
from refactor_cli.inference.calling.callers import RULE as CALLERS
from refactor_cli.inference.calling.calls import BY_NAME
from refactor_cli.inference.calling.decorators import is_decorated_anyhow
from refactor_cli.inference.classes.families import is_everywhere
from refactor_cli.inference.classes.named_classes import RULE as NAMED_CLASS
from refactor_cli.inference.classes.stand_ins import is_before
from refactor_cli.inference.every import EVERY_CALLER
from refactor_cli.inference.items.containers import RULE as CONTAINER
from refactor_cli.inference.items.iterating import LOOP
from refactor_cli.inference.members.attribute_assignments import RULE as ASSIGNED
from refactor_cli.inference.members.attributes import FIELD, GETATTR, OF_OTHERS
from refactor_cli.inference.members.every_assignment import RULE as EVERY_ASSIGNMENT
from refactor_cli.inference.members.having import has_nothing
from refactor_cli.inference.tests_run.fixtures import PARAMS
from refactor_cli.inference.tests_run.fixtures import RULE as FIXTURE
from refactor_cli.inference.tests_run.parametrized import RULE as PARAMETRIZED
from refactor_cli.inference.values import HANDED_AROUND, PROVEN, UNPACKED, Known, Types
from refactor_cli.resolution import (
    member,
    mro,
)
from refactor_cli.resolution.others import member_of_others
from refactor_cli.resolution.standard_library import is_of_library

# of several classes one has the target
SEVERAL = "conditional"
# what is of these modules is what it seems: nobody makes one of them be another thing
_PLAIN = ("builtins.", "collections.")
# the step that finds what stands behind an object that hands its attributes on
_PROXY = "wrapped"
_RETURNS = "returns"
# the steps to what a fixture gives that is run for each of its parameters: it gives each of these, whatever else
_BY_PARAMS = frozenset({FIXTURE, PARAMS, PARAMETRIZED, _RETURNS})
# what is found of every caller is no more than what is found of some, where the rest is not proved
_AS_LIKELY = {
    EVERY_CALLER: CALLERS,
    HANDED_AROUND: CALLERS,
    UNPACKED: CALLERS,
    EVERY_ASSIGNMENT: ASSIGNED,
    OF_OTHERS: FIELD,
}
# steps that lead to one of several things at a time, whatever a loop came to before
_ONE_OF_THEM = frozenset({CALLERS, EVERY_CALLER, HANDED_AROUND, _RETURNS})


def receiver(site: Site) -> Verdict | None:
    """Certain when it follows from what functions return and tests of the type, step by step; likely when the target
    is among what the receiver's types have under the name, and no base is; ruled out when every type has something
    else."""
    known = [each for each in site.types.known if each.kind != "none"]
    if not known:
        return None
    answers = {answer(site, each) for each in known}
    if answers == {"no", "unknown"} and site.types.complete:
        answers = {answer(site, each) for each in known if not lacks_attribute(site.ask, each, site.name)}
    is_any = "handed on" in answers and _PROXY not in site.types.via  # who knows what that gives
    if "yes" in answers or (len(answers) > 1 and _PROXY in site.types.via):
        answers.discard("handed on")  # what that is stands beside it
    evidence = ("inferred", *sorted({_AS_LIKELY.get(each, each) for each in site.types.via}))
    is_given, answers = "given" in answers, {"yes" if each == "given" else each for each in answers}
    if "beside" in answers:  # what takes the target's place is another's, where others have the target itself
        answers = {("no" if "yes" in answers else "family") if each == "beside" else each for each in answers}
    if (
        "base" in answers
    ):  # others that stand as well may be anything of the same family, unless all of them are known
        is_told = site.types.complete or (answers <= {"base", "no"} and not site.types.has_unknown)
        answers = {("no" if is_told else "family") if each == "base" else each for each in answers}
    if answers == {"family"} and must_be_heirs(site, known):
        answers = {"yes"}
    is_proved = site.types.complete and site.types.via <= PROVEN
    if "yes" in answers and len(answers) > 1 and is_proved:
        others = [each for each in known if answer(site, each) not in ("yes", "given")]
        answers = {"yes"} if all(asked_in_vain(site, each) for each in others) else answers
    if answers == {"yes"} and not is_given and not is_any and is_proved:
        return Verdict("certain", ("inferred", *sorted(site.types.via)), 1.0)
    if answers == {"yes", "family"} and _have_nothing(site, known):
        answers.discard("family")
    is_mixed = len(answers) > 1 or site.is_contradicted
    if "yes" in answers and is_mixed and FIELD in site.types.via and is_everywhere(site.name):
        return Verdict(None, (), 0.5)  # a guess with several answers, of a name that files and lists have too
    if "yes" in answers and "family" not in answers:
        if "no" in answers and _is_as_often_another(site):
            return Verdict(None, (SEVERAL,), 0.5)
        if _is_put_there_unseen(site):
            return Verdict(None, (GETATTR,), 0.5)
        return Verdict("likely", evidence, 0.9, also_on(site, known) if "no" in answers else "")
    is_known = (
        not _is_guess(site.types.via, known)
        and not _is_of_a_relative(site, known)
        and not _is_one_of_many(site.types, known)
        and not _is_given_anything(site.types)
    )
    is_doubtful = (site.is_contradicted and site.types.has_unknown) or _are_doubles(site, known)
    is_doubtful = is_doubtful or (
        site.types.has_unknown and all(_is_told_by_none(site, each) for each in known)
    )
    if answers == {"no"} and not is_doubtful and is_known:
        if any(_may_be_joined(site, each) for each in known):
            return Verdict(None, ("family",), 0.4)
        return Verdict("ruled_out", evidence)
    if "family" in answers:
        return Verdict(None, ("family",), 0.6 if "no" not in answers else 0.4)
    return Verdict(None, (), 0.3)


def _is_as_often_another(site: Site) -> bool:
    """Whether others among the receiver's classes speak as much against the target as its own speak for it: where
    something may stand besides of which nothing is known, the target is then called less often than not, unless a loop
    comes to all that is in a container; and a fixture gives one test one of them, unless it is run for each of its
    parameters."""
    own, others = own_and_others(site)
    via = site.types.via
    if via <= _BY_PARAMS and PARAMS in via:
        return False
    if site.types.has_unknown:
        is_every = LOOP in via and via.isdisjoint(_ONE_OF_THEM)
        return len(others) >= len(own) + is_every
    return FIXTURE in via and PARAMS not in via and len(others) >= len(own)


def _is_put_there_unseen(site: Site) -> bool:
    """Whether `self` is asked for what its class assigns nowhere, and `__getattr__` gives something besides of which
    nothing is known: a class that knows the name in its own methods puts that there in a way that is not seen."""
    via = site.types.via
    if GETATTR not in via or not site.types.has_unknown or not via.isdisjoint((ASSIGNED, EVERY_ASSIGNMENT)):
        return False
    asked = site.receiver.child_by_field_name("object") if site.receiver.type == "attribute" else None
    return asked is not None and source(site.ask.symbols, site.usage.path, asked) in ("self", "cls")


def _may_be_joined(site: Site, known: Known) -> bool:
    """Whether an object that is of a class, by a test or an annotation, may be of one that looks in the target's class
    first."""
    is_made = known.made or site.types.via <= {"returns"}
    if known.kind != "instance" or known.symbol.path is None or is_made or site.owner is None:
        return False
    return is_before(site.ask.symbols, site.owner, known.symbol)


def _have_nothing(site: Site, known: list[Known]) -> bool:
    """Whether no class of these that only the target's derives from has the attribute: where one of the target's class
    may stand there too, it is that which is asked for it."""
    bases = (each for each in known if answer(site, each) in ("family", "base"))
    return all(has_nothing(site.ask, each.symbol, site.name) for each in bases)


def doubt(site: Site) -> str:
    """What another class has under the name that the receiver may be of, besides the target's, "" for none."""
    known = [
        each for each in site.types.known if each.symbol.path or each.symbol.name.startswith("builtins.")
    ]
    if _is_guess(site.types.via, known):
        return ""
    return also_on(site, (each for each in known if answer(site, each) == "no"))


def also_on(site: Site, known: Iterable[Known]) -> str:
    """What another one of the classes has under the name, "" when none has."""
    classes = {each.symbol for each in known if each.kind in ("instance", "class")}
    return member_of_others(site.ask.symbols, classes, site.name, site.target.symbols)


def _is_guess(via: frozenset[str], known: list[Known]) -> bool:
    """Whether something else may stand there than what was found: enough to make a site likely, not to lose it."""
    outside = any(each.symbol.path is None and not each.symbol.name.startswith(_PLAIN) for each in known)
    if UNPACKED in via and via.isdisjoint((CONTAINER, _RETURNS)):
        return True  # the parameter itself, or an attribute that it is kept in
    return not via.isdisjoint(("getattr", HANDED_AROUND, HANDED_ON, NAMED_CLASS, OF_OTHERS)) or (
        FIELD in via and outside
    )


def _is_of_a_relative(site: Site, known: list[Known]) -> bool:
    """Whether what was found has a base in common with the target's class, and is all that is known of what a container
    holds, or is what something else has in an attribute of the same name: that holds another one of them as often as
    not."""
    is_part = site.types.has_unknown and CONTAINER in site.types.via
    if site.owner is None or not (is_part or FIELD in site.types.via):
        return False
    symbols = site.ask.symbols
    bases = {each for each in mro(symbols, site.owner) if each.path is not None}
    return any(not bases.isdisjoint(mro(symbols, each.symbol)) for each in known if each.symbol.path)


def _is_one_of_many(types: Types, known: list[Known]) -> bool:
    """Whether objects of the repository are known to be in a container, or to be given by some method of a name, and
    others of which nothing is known are too. (Of what callers pass, this is the rule: tests pass anything.)"""
    is_passed = not types.via.isdisjoint((CALLERS, EVERY_CALLER))
    if not types.has_unknown or is_passed or types.via.isdisjoint((BY_NAME, CONTAINER)):
        return False
    return all(each.symbol.path is not None for each in known)


def _is_given_anything(types: Types) -> bool:
    """Whether something of which nothing is known may stand there besides, by an assignment or a result that is seen:
    `cart = make()` in another branch. (What callers pass and others have under the name is never all of it.)"""
    return types.has_unknown and types.via.isdisjoint((CALLERS, EVERY_CALLER, FIELD))


def own_and_others(site: Site) -> tuple[set[Symbol], set[Symbol]]:
    """The classes that the receiver may be of and that have the target under the name, and those that have something
    else."""
    own, others = set[Symbol](), set[Symbol]()
    for each in site.types.known:
        said = answer(site, each) if each.kind != "none" else "unknown"
        if said in ("no", "base"):
            others.add(each.symbol)
        elif said in ("yes", "given", "family", "beside"):
            own.add(each.symbol)
    return own, others


def _is_told_by_none(site: Site, known: Known) -> bool:
    """Whether only a base of another project may have the name, of which nobody says that it does."""
    if known.kind not in ("instance", "class") or known.symbol.path is None:
        return False
    return all(
        value.kind == "inherited" and not is_of_library(value.symbol.name)
        for value in member(site.ask.look, known.symbol, site.name).values
    )


def _are_doubles(site: Site, known: list[Known]) -> bool:
    """Whether all that is known to come to a place in the program are objects that tests made up: the program has its
    own."""
    return not is_aside(site.usage.path) and all(
        each.symbol.path is not None and is_aside(each.symbol.path) for each in known
    )


def without_decorated(ask: Ask, types: Types) -> Types:
    """The same without functions that a decorator may have put something else in the place of."""
    left = frozenset(
        each for each in types.known if each.kind != "function" or not is_decorated_anyhow(ask, each.symbol)
    )
    return types if left == types.known else types._replace(known=left, complete=False)
