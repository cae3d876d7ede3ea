"""A usage whose name is to be another one's -> why it cannot be, "" where nothing is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.call_parameters import parameters_of
from refactor_cli.data import Parameter, Symbol
from refactor_cli.dotted import last_part
from refactor_cli.grammar import nearest
from refactor_cli.inline.call_arguments.called_with import called_with
from refactor_cli.inline.classes.abstract_classes import cannot_be_called
from refactor_cli.inline.classes.asked_of_base import refused_by_base
from refactor_cli.inline.classes.named_beside import named_beside
from refactor_cli.inline.classes.receivers import is_owner_by_name
from refactor_cli.inline.classes.tuples_unpacked import unpacked_otherwise
from refactor_cli.inline.file import File, is_inside
from refactor_cli.inline.functions.bound_otherwise import bound_otherwise, called_elsewhere, is_handed_on
from refactor_cli.inline.functions.called_by_parameter import called_there
from refactor_cli.inline.functions.coroutines import lost_coroutine, mismatch_of
from refactor_cli.inline.functions.keywords_of_callers import refused_keyword
from refactor_cli.inline.functions.named_otherwise import decorates_otherwise, lacked_attribute
from refactor_cli.inline.functions.result_kinds import no_property, other_result
from refactor_cli.inline.functions.unawaited import is_called_by_others
from refactor_cli.inline.job import Job
from refactor_cli.recipe.rules import Move
from refactor_cli.resolution import resolve_absolute

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

Signature = tuple[Parameter, ...] | None


class Renamed(NamedTuple):
    """`new`: what the move leads to; `is_other`: that is sure to be something else than the target, and the usage does
    not stand in its definition. Then `node` is what is called or named, and `old` and `taken` are what the old and the
    new one are called with, as far as known."""

    file: File
    job: Job
    move: Move
    new: frozenset[Symbol]
    is_other: bool = False
    node: Node | None = None
    old: Signature = None
    taken: Signature = None

    @property
    def name(self) -> str:
        """The last part of the new name."""
        return last_part(self.move.target)

    @property
    def is_call(self) -> bool:
        """Whether the target is called there."""
        return self.job.usage.call_span is not None


Hazard = Callable[[Renamed], str]


def hazard_of_move(file: File, job: Job, move: Move) -> str:
    """The first reason of the list."""
    asked = _renamed(file, job, move)
    return next(filter(None, (hazard(asked) for hazard in HAZARDS)), "")


def _renamed(file: File, job: Job, move: Move) -> Renamed:
    usage = job.usage
    new = resolve_absolute(file.symbols, move.target, file.path).symbols
    is_other = bool(job.target.definitions) and new.isdisjoint(job.target.symbols)
    if not is_other or is_inside(file, usage, new):
        return Renamed(file, job, move, new)
    span = usage.expression if usage.call_span is None else usage.call_span
    node = file.tree.root_node.descendant_for_byte_range(*span)
    on_class = node is not None and _is_on_class(file, job, node)
    old, taken = (called_with(file.symbols, each, on_class=on_class) for each in (job.target.symbols, new))
    return Renamed(file, job, move, new, True, node, old, taken)


def _is_on_class(file: File, job: Job, node: Node) -> bool:
    """Whether a method is asked of its class, `Cart.old`."""
    owner = node.child_by_field_name("object") if node.type == "attribute" else None
    is_method = job.target.kind == "method" and owner is not None
    return is_method and owner is not None and is_owner_by_name(file.symbols, job.usage, job.target, owner)


def _named_beside(asked: Renamed) -> str:
    """Both classes are told apart there."""
    if not asked.is_other:
        return ""
    return named_beside(asked.file.symbols, asked.job.usage, asked.new, asked.name)


def _refused_by_base(asked: Renamed) -> str:
    """What derives from it gives the new base what that does not take."""
    if not asked.is_other or asked.is_call:
        return ""
    return refused_by_base(asked.file.symbols, asked.job.usage, asked.job.target.symbols, asked.new)


def _no_property(asked: Renamed) -> str:
    """What is read there has to be called."""
    if asked.job.usage.kind != "reference":
        return ""
    return no_property(asked.file.symbols, asked.job.target, asked.new)


def _lost_coroutine(asked: Renamed) -> str:
    """Nobody would await what it gives."""
    if not asked.is_other:
        return ""
    return lost_coroutine(asked.file.symbols, asked.job.target, asked.job.usage, asked.new)


def _coroutine_or_value(asked: Renamed) -> str:
    if asked.job.usage.kind != "call":
        return ""
    return mismatch_of(asked.file.symbols, asked.job.target, asked.new)


def _abstract(asked: Renamed) -> str:
    """Nothing can be made of the new class."""
    if asked.job.usage.kind != "call" or not asked.is_other:
        return ""
    return cannot_be_called(asked.file.symbols, asked.new)


def _other_result(asked: Renamed) -> str:
    """What it gives is of another kind."""
    if asked.job.usage.kind != "call":
        return ""
    return other_result(asked.file.symbols, asked.job.target, asked.job.usage, asked.new)


def _decorates_otherwise(asked: Renamed) -> str:
    """The one decorates, the other makes a decorator."""
    if asked.node is None or not asked.new or not _is_decorator(asked.node):
        return ""
    found = asked.job.target.symbols, asked.new
    return decorates_otherwise(asked.file.symbols, asked.node, found, (asked.old, asked.taken))


def _lacked_attribute(asked: Renamed) -> str:
    """It is asked for what a decorator gave the old one."""
    if asked.node is None or not asked.new or asked.is_call or _is_decorator(asked.node):
        return ""
    return lacked_attribute(asked.file.symbols, asked.node, asked.job.target.symbols, asked.new)


def _called_elsewhere(asked: Renamed) -> str:
    """What it is handed to, or who calls it by another name, gives it what is for something else."""
    if asked.node is None or asked.old is None or asked.taken is None or not _is_handed_around(asked):
        return ""
    return called_elsewhere(asked.node, asked.old, asked.taken, asked.name)


def _other_result_handed_on(asked: Renamed) -> str:
    """Who calls it in the place of the code that hands it over gets something of another kind."""
    if asked.node is None or None in (asked.old, asked.taken) or not _is_handed_around(asked):
        return ""
    job = asked.job
    is_handed = is_handed_on(asked.node)
    return other_result(asked.file.symbols, job.target, job.usage, asked.new) if is_handed else ""


def _called_by_parameter(asked: Renamed) -> str:
    """The function of the repository that it is handed to calls it as the other one is not called."""
    if asked.node is None or asked.old is None or asked.taken is None or not _is_handed_around(asked):
        return ""
    signatures = asked.old, asked.taken
    return called_there(asked.file.symbols, asked.job.usage.path, asked.node, signatures, asked.name)


def _called_by_keyword(asked: Renamed) -> str:
    """What holds it gives it a keyword that the other one does not take."""
    target = asked.job.target
    if asked.old is None or asked.taken is None or not _is_handed_around(asked):
        return ""
    if target.kind == "class" or len(target.symbols) != 1:
        return ""
    signatures = asked.old, asked.taken
    return refused_keyword(asked.file.symbols, next(iter(target.symbols)), signatures, asked.name)


def _unpacked_otherwise(asked: Renamed) -> str:
    """What is made there is unpacked, and has other parts."""
    call = _call(asked)
    if call is None or asked.old is None or asked.taken is None:
        return ""
    return unpacked_otherwise(asked.file.symbols, call, asked.job.target.symbols, asked.new)


def _bound_otherwise(asked: Renamed) -> str:
    """An argument would go elsewhere, or nowhere."""
    call = _call(asked)
    if call is None or asked.old is None or asked.taken is None:
        return ""
    refused = parameters_of(asked.file.symbols, asked.new) is None
    defaults = asked.move.behaviour == "same"
    return bound_otherwise(call, asked.old, asked.taken, asked.name, defaults=defaults, refused=refused)


# what is said first counts
HAZARDS: tuple[Hazard, ...] = (
    _named_beside,
    _refused_by_base,
    _no_property,
    _lost_coroutine,
    _coroutine_or_value,
    _abstract,
    _other_result,
    _decorates_otherwise,
    _lacked_attribute,
    _called_elsewhere,
    _other_result_handed_on,
    _called_by_parameter,
    _called_by_keyword,
    _unpacked_otherwise,
    _bound_otherwise,
)


def _is_decorator(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "decorator"


def _is_handed_around(asked: Renamed) -> bool:
    """Whether it is named there, and called by somebody else."""
    if asked.node is None or asked.is_call or asked.job.usage.kind != "reference":
        return False
    return asked.job.target.kind != "class" or is_called_by_others(asked.node)


def _call(asked: Renamed) -> Node | None:
    return nearest(asked.node, "call") if asked.is_call else None
