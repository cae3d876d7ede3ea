"""Questions -> answers, each found once. The engine of inference: it knows no types.

An answer may need other answers, and these may need the first. Three things keep that finite, and the answers the
same whatever was asked before:

- **Hops.** A question is asked with a number of hops that are left; steps from one function to those that call it,
  and guesses by name, cost some (`hop`). An answer that had to stop there holds for that number of hops only; one
  that did not holds for every number from the hops it used on. So the bound belongs to the question, not to the place
  that asks.
- **Cycles.** A question that comes up while it is being answered is given what is known so far, `nothing` at first.
  What was found on that ground is provisional (the questions of a cycle stand on a stack, as in Tarjan's algorithm for
  strongly connected components). When the outermost question of the cycle is answered, the cycle is gone through
  again with what was found, until nothing changes; then all its answers are kept. A cycle that does not settle is gone
  through a last time with `unknown`.
- **Depth.** Python's stack ends somewhere: nested questions beyond `_DEEPEST` are cut like those without hops.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar, cast

from msgspec import Struct, field

Key = tuple[object, ...]
T = TypeVar("T")
W = TypeVar("W")

_DEEPEST = 150
HOPS = 3
_MOST_ROUNDS = 12
_NOWHERE = 1_000_000
_UNSETTLED = object()


class _Asked(NamedTuple):
    """A question with the hops that are left for it."""

    key: Key
    left: int


class _Found(NamedTuple):
    """A provisional answer. `needed`: the place in the stack of the outermost question under way that it needs."""

    answer: object
    needed: int
    reached: int


class _Kept(NamedTuple):
    """An answer that no bound cut, and the hops it took."""

    answer: object
    hops: int


class Searches(Struct, Generic[W]):
    """The answers of a run.

    `whole`: answers that no bound cut; `cut`: the others, each for its number of hops; `provisional`: those of cycles
    that are being gone through, and their order of being found. `before`: what the round before found for them;
    `read`: what was read of questions under way. `waiting`: the questions under way, each with its place in the stack.

    `left`: the hops left where the search is, `reached`: the fewest that were left below the question under way,
    negative when more were wanted, `needed`: as in `_Found`. `within`: what the search goes through for one case alone,
    of which those who ask make a part of their questions.
    """

    whole: dict[Key, _Kept] = field(default_factory=dict)
    cut: dict[_Asked, object] = field(default_factory=dict)
    provisional: dict[_Asked, _Found] = field(default_factory=dict)
    order: list[_Asked] = field(default_factory=list)
    before: dict[_Asked, object] = field(default_factory=dict)
    read: dict[_Asked, object] = field(default_factory=dict)
    waiting: dict[_Asked, int] = field(default_factory=dict)
    left: int = HOPS
    reached: int = HOPS
    needed: int = _NOWHERE
    within: W | None = None

    def once(self, key: Key, compute: Callable[[], T], nothing: T, unknown: T) -> T:
        """The answer to a question. `nothing`: what a cycle begins with; `unknown`: the answer where it is cut."""
        kept = self.whole.get(key)
        if kept is not None and kept.hops <= self.left:
            self.reached = min(self.reached, self.left - kept.hops)
            return cast("T", kept.answer)
        asked = _Asked(key, self.left)
        if asked in self.cut:
            self.reached = -1
            return cast("T", self.cut[asked])
        found = self.provisional.get(asked)
        if found is not None:
            self.needed, self.reached = min(self.needed, found.needed), min(self.reached, found.reached)
            return cast("T", found.answer)
        depth = self.waiting.get(asked)
        if depth is not None:
            self.needed = min(self.needed, depth)
            before = self.before.get(asked, nothing)
            return cast("T", self.read.setdefault(asked, unknown if before is _UNSETTLED else before))
        if len(self.waiting) >= _DEEPEST:
            self.reached = -1
            return unknown
        return self._answered(asked, compute)

    def hop(self, cost: int, compute: Callable[[], T], unknown: T) -> T:
        """What is found `cost` hops further away; `unknown` when so many are not left."""
        if self.left < cost:
            self.reached = -1
            return unknown
        self.left -= cost
        self.reached = min(self.reached, self.left)
        try:
            return compute()
        finally:
            self.left += cost

    def _answered(self, asked: _Asked, compute: Callable[[], T]) -> T:
        outer = self.needed, self.reached
        depth, start = len(self.waiting), len(self.order)
        self.waiting[asked] = depth
        try:
            answer = self._round(asked, compute)
            if self.needed == depth:
                answer = self._repeated(asked, compute, answer, start)
        finally:
            del self.waiting[asked]
        needed, reached = self.needed, self.reached
        if needed < depth:
            for each in self.order[start:]:
                # what needed this question needs what it needs: its own place in the stack is another's from now on
                if self.provisional[each].needed == depth:
                    self.provisional[each] = self.provisional[each]._replace(needed=needed)
            self.provisional[asked] = _Found(answer, needed, reached)
            self.order.append(asked)
        else:
            needed = _NOWHERE
            self._keep(asked, answer, start, reached)
        self.needed, self.reached = min(outer[0], needed), min(outer[1], reached)
        return answer

    def _round(self, asked: _Asked, compute: Callable[[], T]) -> T:
        self.needed, self.reached = _NOWHERE, asked.left
        return compute()

    def _repeated(self, asked: _Asked, compute: Callable[[], T], answer: T, start: int) -> T:
        """The answer of the outermost question of a cycle, gone through until what was read is what is found."""
        reached = self.reached
        for rounds in range(1, _MOST_ROUNDS + 1):
            found = {each: self.provisional[each].answer for each in self.order[start:]}
            found[asked] = answer
            reads = {each: self.read.pop(each) for each in found if each in self.read}
            if all(found[each] == value for each, value in reads.items()):
                break
            self.before.update(found if rounds < _MOST_ROUNDS else dict.fromkeys(found, _UNSETTLED))
            self._forget(start)
            answer = self._round(asked, compute)
            reached = min(reached, self.reached)
            if self.needed < self.waiting[asked]:
                break  # with more known, it turns out to be part of a cycle further out
        self.reached = reached
        return answer

    def _forget(self, start: int) -> None:
        for each in self.order[start:]:
            del self.provisional[each]
        del self.order[start:]

    def _keep(self, asked: _Asked, answer: object, start: int, reached: int) -> None:
        if len(self.order) == start:  # no cycle, which is the rule
            self._settle(asked, answer, asked.left, reached)
            return
        members = self.order[start:]
        found = {each: self.provisional[each] for each in members}
        reached = min([reached, *(each.reached for each in found.values())])
        answers = {asked: answer, **{each: value.answer for each, value in found.items()}}
        self._forget(start)
        for each, value in answers.items():
            self._settle(each, value, asked.left, reached)

    def _settle(self, asked: _Asked, answer: object, left: int, reached: int) -> None:
        """Keeps an answer that no longer depends on a cycle; `left`: hops where its search began."""
        self.before.pop(asked, None)
        self.read.pop(asked, None)
        if reached < 0:
            self.cut[asked] = answer
        else:
            self.whole[asked.key] = _Kept(answer, left - reached)
