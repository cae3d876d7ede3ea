"""A rule's expression and a call -> the new source: every hole filled, every name spelled for its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from refactor_cli.inline.call_arguments.arguments import New, arranged, legal, without_repetition
from refactor_cli.inline.call_arguments.positions import Positions, check_mappings, kept_default
from refactor_cli.inline.call_arguments.unpacked import hung, unpacked
from refactor_cli.inline.new_source.folding import added, folded, index_of, is_text_method, text_hole
from refactor_cli.inline.new_source.given import RECEIVER, Filling, Given
from refactor_cli.inline.new_source.layout import HOLE, Slot, rearranged
from refactor_cli.inline.new_source.place import stands_alone
from refactor_cli.inline.new_source.precedence import BIT_OR, CONDITIONAL
from refactor_cli.inline.new_source.quoting import single_quoted
from refactor_cli.inline.new_source.statements import as_statement, reindented
from refactor_cli.inline.opened import Opened
from refactor_cli.recipe.rules import (
    Argument,
    Block,
    CallPiece,
    Hole,
    Local,
    Piece,
    Pieces,
    Reference,
    Template,
    Variable,
    calls_in,
)
from refactor_cli.text import indentation

_HANGING = re.compile(r"\([ \t]*\r?\n")
_LINE_START = re.compile(r"\n(?=[ \t]*[^\s])")
_LINE = 79  # https://peps.python.org/pep-0008/#maximum-line-length


def filled(template: Template, filling: Filling, main: CallPiece | None) -> str:
    """The new source. `main`: the call in it that takes over the old call's brackets and layout.

    Raises:
        Opened: an argument is missing where the rule needs it, given twice, or cannot be written there.
    """
    return _pieces(template.pieces, filling, main)


def main_call(templates: Sequence[Template], filling: Filling) -> CallPiece | None:
    """The call that passes on every argument of the old call, each once; None when there is none such."""
    outside = range(filling.outside)
    wanted = sorted({*filling.given} - {RECEIVER, *outside})
    for call in (call for template in templates for call in calls_in(template.pieces)):
        if wanted and sorted(each for each in _given_in(call, filling) if each not in outside) == wanted:
            return call
    return None


def framed_call(body: Template | Block, filling: Filling) -> CallPiece | None:
    """Where no call passes on every argument: what a rule gives, if that is a call that passes on some in their
    order; of calls further inside the one that passes on most of them, where the lines of the old one hang below it."""
    if "\n" not in filling.brackets:
        return None
    if isinstance(body, Template) and len(body.pieces) == 1 and isinstance(body.pieces[0], CallPiece):
        if _passed_on(body.pieces[0], filling):
            return body.pieces[0]
    if not _HANGING.match(filling.brackets):
        return None
    templates = body.templates if isinstance(body, Block) else (body,)
    calls = (call for template in templates for call in calls_in(template.pieces))
    most = max(calls, key=lambda call: len(_passed_on(call, filling)), default=None)
    return most if most is not None and len(_passed_on(most, filling)) > 1 else None


def _passed_on(call: CallPiece, filling: Filling) -> list[int]:
    """The arguments of the old call that a call passes on; none where it does not do so in their order."""
    indexes = _given_in(call, filling)
    if indexes != sorted({*indexes}) or RECEIVER in indexes:
        return []
    return [index for index in indexes if index >= filling.outside]


def _given_in(call: CallPiece, filling: Filling) -> list[int]:
    """The arguments of the old call that stand in a call of the rule, as they are or as what it makes of a text."""
    return [index for argument in call.arguments for index in _given_for(argument, filling)]


def _given_for(argument: Argument, filling: Filling) -> Sequence[int]:
    if hole := argument.hole:
        return filling.bound.given.get(hole, ())
    made_of = filling.bound.given.get(text_hole(argument.value), ())
    return [
        index for index in made_of if index != RECEIVER
    ]  # which is no text, whatever its methods are called


def empty_call(templates: Sequence[Template], filling: Filling) -> CallPiece | None:
    """The call that has no arguments in the new source, and may take over brackets that hold nothing but comments."""
    for call in (call for template in templates for call in calls_in(template.pieces)):
        if not _new_arguments(call, filling, None):
            return call
    return None


def arrangement(call: CallPiece, filling: Filling) -> list[New]:
    """The arguments of the main call in the order they are written: the old call's own order where the new
    call allows it, what the rule adds behind them, and before `**mappings`."""
    return arranged(_new_arguments(call, filling, call))


def _pieces(pieces: Pieces, filling: Filling, main: CallPiece | None) -> str:
    found = list[str]()
    skip_dot = False
    for place, piece in enumerate(pieces):
        if isinstance(piece, str):
            text = piece.removeprefix(".") if skip_dot else piece
            before = pieces[place - 1] if place else ""
            if _may_be_text(before) and (index := index_of(piece)):
                found[-1] = folded(found[-1] + index)
                text = piece.removeprefix(index)
            found.append(_indented(text, filling))
        elif isinstance(piece, Reference | Variable):
            found.append(filling.spell(piece))
        elif isinstance(piece, CallPiece):
            made = hung(_call(piece, filling, main, _deeper("".join(found), filling)))
            found.append(folded(made) if is_text_method(piece) else made)
        elif isinstance(piece, Local):
            found.append(filling.local(piece.name))
        else:
            following = pieces[place + 1] if place + 1 < len(pieces) else ""
            text, skip_dot = _hole(piece, filling, isinstance(following, str) and following.startswith("."))
            found.append(_as_statement(text, piece, "".join(found), filling) if "\n" in text else text)
            continue
        skip_dot = False
    made = "".join(found)
    return added(made) if len(pieces) == 2 and any(map(_may_be_text, pieces)) else made


def _as_statement(text: str, hole: Hole, before: str, filling: Filling) -> str:
    """The text for a hole, with its lines where they belong if it begins a line of a statement."""
    indexes = filling.bound.given.get(hole.parameter)
    if not indexes or not before.endswith(" ") or before.rpartition("\n")[2].strip() or "\n" not in before:
        return text
    return as_statement(text, filling.given[indexes[0]].column, before, filling.units[1])


def _may_be_text(piece: Piece) -> bool:
    """Whether a piece of a rule is an argument, or what a text's methods make of one."""
    return isinstance(piece, Hole) or (isinstance(piece, CallPiece) and is_text_method(piece))


def _hole(hole: Hole, filling: Filling, before_dot: bool) -> tuple[str, bool]:
    """The text for a hole, and whether it brings the dot that follows."""
    indexes = filling.bound.given.get(hole.parameter)
    if not indexes:
        return _default(hole.parameter, hole, filling), False
    given = filling.given[indexes[0]]
    if indexes[0] == RECEIVER:
        if before_dot and hole.fit == "receiver":
            # the receiver stood before a dot already, so nothing about it has to change
            return given.text + filling.link, True
        if given.is_super:
            raise Opened("super() can only be asked for an attribute")
        if "#" in filling.link:
            raise Opened("a comment between the receiver and the method's name would be lost")
        return _fitted(given, hole, is_receiver=True), False
    return _fitted(given, hole), False


def _fitted(given: Given, hole: Hole, is_receiver: bool = False) -> str:
    tight = hole.fit in ("operand", "receiver", "starred")
    tight = tight or (hole.fit == "compared" and given.strength < BIT_OR)
    tight = tight or (hole.fit == "index" and given.strength < CONDITIONAL)
    if given.shape == "generator" or (given.shape == "operator" and tight):
        return f"({given.text})"
    if given.shape == "number" and hole.fit == "receiver":
        return f"({given.text})"
    if not hole.bracketed and not is_receiver and not stands_alone(given.text):
        return f"({given.text})"
    if given.shape == "operator" and _is_naming(given.text):
        return f"({given.text})"
    return given.text


def _is_naming(text: str) -> bool:
    return ":=" in text


def _default(parameter: str, hole: Hole | None, filling: Filling) -> str:
    """What stands for an argument that the call leaves out."""
    if parameter in filling.bound.uncertain:
        raise Opened(f"a double-starred argument may give '{parameter}', which the rule treats by itself")
    if parameter in filling.rule.omitted:
        raise Opened(f"the call leaves out '{parameter}', which the rule needs")
    template = dict(filling.rule.defaults).get(parameter)
    if template is None:
        raise Opened(f"the rule passes on all of '{parameter}', which cannot be done here")
    text = _pieces(template.pieces, filling, None)
    tight = hole is not None and hole.fit != "any"
    if (template.shape == "operator" and tight) or (
        template.shape == "number" and hole is not None and hole.fit == "receiver"
    ):
        return f"({text})"
    return text


def _deeper(before: str, filling: Filling) -> str:
    """How much deeper a line is indented than the statement that is replaced."""
    _, line_end, line = before.rpartition("\n")
    return indentation(line).removeprefix(filling.indent) if line_end else ""


def _call(call: CallPiece, filling: Filling, main: CallPiece | None, deeper: str = "") -> str:
    """`deeper`: what the lines of the old call are indented by."""
    callee = _pieces(call.callee, filling, main)
    arguments = _new_arguments(call, filling, main)
    if call is main:
        return callee + filling.gap + _with_layout(_spread(arranged(arguments), filling), filling, deeper)
    ordered = [each for each in arguments if each.is_position] + [
        each for each in arguments if not each.is_position
    ]
    is_framed = call is filling.framed and ordered == arranged(arguments)
    if is_framed:
        return callee + _with_layout(_spread(ordered, filling), filling, deeper)
    ordered = unpacked(ordered, is_laid_out=False, is_tight=not call.tail)
    parts = list[str]()
    for place, each in enumerate(ordered):
        lead = _indented(call.arguments[0].lead if place == 0 else each.lead or " ", filling)
        parts.append(f"{lead}{each.star}{f'{each.keyword}=' if each.keyword else ''}{each.text}")
    if call.arguments and not ordered:
        return f"{callee}()"
    is_cut = len(ordered) < len(call.arguments) and "\n" not in call.tail
    return f"{callee}({','.join(parts)}{'' if is_cut else _indented(call.tail, filling)})"


def _spread(arguments: Sequence[New], filling: Filling) -> list[New]:
    return unpacked(arguments, is_laid_out=True, is_tight=filling.brackets.endswith("_)"))


def _indented(text: str, filling: Filling) -> str:
    """Text of the rule with its line ends and indentation made the site's."""
    text = single_quoted(text) if filling.single_quotes else text
    return reindented(text, *filling.units).replace("\n", filling.newline + filling.indent)


def _lone_generator(each: New, filling: Filling) -> bool:
    return each.old is not None and filling.given[each.old].shape == "generator"


def _new_arguments(call: CallPiece, filling: Filling, main: CallPiece | None) -> list[New]:
    """The arguments of a call in the new source, in the rule's order."""
    names = Positions(call, filling)
    found = list[New]()
    gap = ""
    for place, argument in enumerate(call.arguments):
        made = list(_made(argument, call, filling, main))
        if not made and not argument.star and not argument.keyword:
            gap = gap or argument.hole
        for each in made:
            if not each.is_position:
                found.append(each)
            elif gap or each.is_style:
                found.append(names.by_keyword(each, place, gap))
            else:
                found.append(each)
    found = without_repetition(legal(found))
    if any(each.star == "**" and each.old is not None for each in found):
        check_mappings(found, filling)
    return found


def _made(argument: Argument, call: CallPiece, filling: Filling, main: CallPiece | None) -> Iterator[New]:
    hole = argument.hole
    kind = filling.rule.kinds.get(hole, "")
    if kind.startswith("var_"):
        for index in filling.bound.given.get(hole, ()):
            given = filling.given[index]
            text = f"({given.text})" if given.shape == "generator" and call is not main else given.text
            yield New(index, given.star, given.keyword, text, argument.lead)
    elif hole and hole in filling.bound.uncertain:
        is_passed_on = any(
            each.star == "**"
            and any(p.name == each.hole and p.kind == "var_keyword" for p in filling.rule.parameters)
            for each in call.arguments
        )
        plain = hole in filling.rule.omitted or hole not in dict(filling.rule.defaults)
        if not (is_passed_on and plain and argument.keyword == hole):
            _default(hole, None, filling)
    elif hole and hole in filling.bound.left_out:
        if hole in filling.rule.omitted:
            if (kept := kept_default(argument, call, filling)) is not None:
                yield New(None, argument.star, argument.keyword, kept, argument.lead)
        else:
            fit = argument.value[0]
            assert isinstance(fit, Hole)
            text = _default(hole, fit, filling)
            starred = argument.star == "*"
            yield New(None, argument.star, argument.keyword, text, argument.lead, is_unpacked=starred)
    elif hole and call is main:
        index = filling.bound.given[hole][0]
        given = filling.given[index]
        text = given.text
        if given.shape == "operator" and (argument.star or (argument.keyword and _is_naming(text))):
            text = f"({text})"
        style = bool(given.keyword) and not argument.keyword and not argument.star
        yield New(index, argument.star, argument.keyword, text, argument.lead, style, argument.star == "*")
    else:
        text = _pieces(argument.value, filling, main)
        old = next(iter(_given_for(argument, filling)), None)
        keyword = filling.given[old].keyword if old is not None else ""
        style = bool(keyword and hole) and not argument.keyword and not argument.star
        yield New(old, argument.star, argument.keyword, text, argument.lead, style, argument.star == "*")


def _with_layout(arguments: Sequence[New], filling: Filling, deeper: str) -> str:
    brackets = _LINE_START.sub(rf"\g<0>{deeper}", filling.brackets) if deeper else filling.brackets
    count = brackets.count(HOLE)
    slots, texts = list[Slot](), dict[int, str]()
    for each in arguments:
        is_kept = each.old is not None and each.old >= filling.outside
        hole = (each.old or 0) - filling.outside if is_kept else count + len(texts)
        slots.append(Slot(hole, each.star, each.keyword, is_kept))
        lone = _lone_generator(each, filling) and len(arguments) > 1
        texts[hole] = _moved(f"({each.text})" if lone else each.text, deeper)
    laid_out = rearranged(brackets, tuple(slots), _fits(brackets, slots, texts))
    parts = laid_out.split(HOLE)
    if len(parts) != len(slots) + 1:
        raise Opened(f"its arguments cannot be laid out: they use the name '{HOLE}'")
    found = [parts[0]]
    for part in parts[1:]:
        number, _, rest = part.partition("_")
        found += (texts[int(number)], rest)
    return "".join(found)


def _moved(text: str, deeper: str) -> str:
    """An argument over several lines goes with the others, unless a string runs over a line end."""
    runs_on = any(quotes in text for quotes in ('"""', "'''", "\\\n", "\\\r"))
    return text if runs_on else _LINE_START.sub(rf"\g<0>{deeper}", text)


def _fits(brackets: str, slots: Sequence[Slot], texts: Mapping[int, str]) -> bool:
    """Whether all arguments have room on the line that the first one begins."""
    indented = len(brackets.partition(HOLE)[0].rpartition("\n")[2])
    width = sum(len(texts[each.hole]) + len(each.keyword) + len("=, ") for each in slots)
    return not any("\n" in text for text in texts.values()) and indented + width <= _LINE
