"""Prompt, ask, judge -> Conversation: an answer, what is wrong with it, the next answer, a few rounds at most.

Each turn repeats what was said before and adds to it, so that a provider's prefix cache holds. Nothing is read or
written here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.answer_format import REJECTED
from refactor_cli.data import Answer, Prompt, Rejection, Turn
from refactor_cli.delimiters import escape
from refactor_cli.errors import RefactorError
from refactor_cli.read import blocks_about
from refactor_cli.tokens import DEFAULT_MODEL, count_tokens

_MOST_TOLD = 400  # problems in one turn
_MOST_REASON = 500  # characters of one
_TURN_TOKENS = 8  # what a server puts around two messages


class Judgement(Struct, frozen=True):
    """`problems`: what the model could mend, one a usage, and with no id what concerns no single one; `accepted`: how
    many usages its answers decided."""

    problems: tuple[Rejection, ...]
    accepted: int


class Round(Struct, frozen=True):
    """One answer, how many usages it was asked about (None: all of the task), and what was wrong with it."""

    answer: Answer
    asked: int | None
    judgement: Judgement


class Conversation(Struct, frozen=True):
    """`stopped`: why a later round could not be had, although something was accepted."""

    rounds: tuple[Round, ...]
    stopped: RefactorError | None = None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """In order."""
        return tuple(each.answer for each in self.rounds)


def converse(
    prompt: Prompt,
    ask: Callable[[Prompt, int], Answer],
    judge: Callable[[Sequence[Answer]], Judgement],
    rounds: int,
) -> Conversation:
    """Asks at most `rounds` times; `ask` is told the round, from 0. It ends early when nothing is left to mend, or
    when an answer mended nothing.

    Raises:
        RefactorError: as `ask` does, unless something of an earlier answer was accepted.
    """
    return _on(prompt, [], ask, judge, rounds)


def go_on(
    prompt: Prompt,
    talk: Conversation,
    problems: Sequence[Rejection],
    speaking: tuple[Callable[[Prompt, int], Answer], Callable[[Sequence[Answer]], Judgement]],
    rounds: int,
) -> Conversation:
    """The same conversation with what was found after its end, as long as one of its `rounds` is left.

    `speaking`: `ask` and `judge`, see `converse`. A failure changes nothing of what was accepted: it is told in
    `stopped`.
    """
    if not problems or not talk.rounds or talk.stopped is not None or len(talk.rounds) >= rounds:
        return talk
    *before, last = talk.rounds
    told = replace(last, judgement=replace(last.judgement, problems=(*last.judgement.problems, *problems)))
    done = [*before, told]
    for each in done:
        prompt = continued(prompt, each.answer, each.judgement.problems)
    try:
        return _on(prompt, done, *speaking, rounds)
    except RefactorError as error:
        return Conversation(tuple(done), error)


def _on(
    prompt: Prompt,
    done: list[Round],
    ask: Callable[[Prompt, int], Answer],
    judge: Callable[[Sequence[Answer]], Judgement],
    rounds: int,
) -> Conversation:
    for number in range(len(done), rounds):
        try:
            answer = ask(prompt, number)
        except RefactorError as error:
            if not any(each.judgement.accepted for each in done):
                raise
            return Conversation(tuple(done), error)
        before = done[-1].judgement if done else None
        judgement = judge([*(each.answer for each in done), answer])
        done.append(Round(answer, len(before.problems) if before else None, judgement))
        if not judgement.problems or (before is not None and judgement == before):
            break
        prompt = continued(prompt, answer, judgement.problems)
    return Conversation(tuple(done))


def continued(prompt: Prompt, answer: Answer, problems: Sequence[Rejection]) -> Prompt:
    """The same prompt with one more turn. Where that leaves no room for another answer, of this one only the blocks
    are repeated that did not pass; or none of them."""
    text = reply(problems)
    whole = _with_turn(prompt, answer.text, text)
    if prompt.room is None or whole.tokens <= prompt.room:
        return whole
    blocks = blocks_about(answer.text, {each.id for each in problems})
    clipped = _with_turn(prompt, f"{_CLIPPED}\n\n{blocks}", f"{_WAS_CLIPPED}\n\n{text}")
    if blocks and clipped.tokens <= prompt.room:
        return clipped
    return _with_turn(prompt, _LEFT_OUT, f"{_WAS_LEFT_OUT}\n\n{text}")


_CLIPPED = "[Only those blocks of my answer stand here that did not pass.]"
_WAS_CLIPPED = (
    "Your answer was too long to be sent again as a whole: above stand those of its blocks that did not pass."
)
_LEFT_OUT = "[My answer stood here.]"
_WAS_LEFT_OUT = "Your answer was too long to be sent again."


def _with_turn(prompt: Prompt, said: str, text: str) -> Prompt:
    more = _tokens(prompt, said) + _tokens(prompt, text) + _TURN_TOKENS
    return replace(prompt, tokens=prompt.tokens + more, turns=(*prompt.turns, Turn(said, text)))


def with_rules(prompt: Prompt, recipes: Sequence[str]) -> Prompt:
    """A later prompt of a task that takes several, with the recipes that answers to earlier ones gave. They stand at
    its end, so that what the prompts share stays as it is."""
    if not recipes:
        return prompt
    told = "".join(f"<recipe-so-far>\n{escape(each.strip())}\n</recipe-so-far>\n" for each in recipes)
    more = f"{_RULES_OPENING}{told}{_RULES_CLOSING}"
    return replace(prompt, text=prompt.text + more, tokens=prompt.tokens + _tokens(prompt, more))


def _tokens(prompt: Prompt, text: str) -> int:
    """What a text adds to a prompt, counted, or estimated, as that is."""
    return count_tokens(text, DEFAULT_MODEL if prompt.tokens_exact else "").count


_RULES_OPENING = """\
You answered other parts of this task before, with these rules:
"""
_RULES_CLOSING = """\
They hold for the usages above too. Do not repeat them: say only what they do not do, by blocks, or by more rules in \
a <recipe> of its own; those are tried after them.
"""


def reply(problems: Sequence[Rejection]) -> str:
    """What goes back to the model: each problem on a line, with all that have it, and how to mend it."""
    whole = {each.reason for each in problems if not each.id}
    having = dict[str, list[str]]()
    for each in problems[:_MOST_TOLD]:
        cause = each.reason.removeprefix(REJECTED)
        is_told = each.id and cause != each.reason and cause in whole
        having.setdefault(_SEE_ABOVE if is_told else each.reason, []).append(each.id or "the answer")
    lines = [_line(_named([*dict.fromkeys(ids)], reason), reason) for reason, ids in having.items()]
    if len(problems) > _MOST_TOLD:
        lines.append(f"- and {len(problems) - _MOST_TOLD} more")
    return f"{_OPENING}\n{chr(10).join(lines)}\n\n{_CLOSING}"


def _named(ids: Sequence[str], reason: str) -> str:
    """Those that have a reason: of a rule's usages a few, as the rule is what is to be mended."""
    if reason != _SEE_ABOVE or len(ids) <= _FEW:
        return ", ".join(ids)
    return f"{', '.join(ids[:_FEW])} and {len(ids) - _FEW} more"


_FEW = 5
_SEE_ABOVE = "its rule is rejected, see above"
_OPENING = "Your answer was checked. What passed is kept. This did not pass, or is not answered yet:\n"
_CLOSING = """\
Answer again, in the same format, only what you change:
- a block for an id takes the place of your earlier block for it;
- a <recipe> takes the place of your whole earlier recipe, so repeat the rules that are to stay; without one, the \
earlier recipe stays as it is;
- leave out what you cannot prove: it is then left to a person;
- a `path` speaks of nothing that is rewritten by now.
"""


def _line(having: str, reason: str) -> str:
    return escape(f"- {having}: {' '.join(reason.split())[:_MOST_REASON]}")
