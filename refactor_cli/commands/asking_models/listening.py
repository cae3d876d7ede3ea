"""What is told while a model answers: its reasoning folded to one line, and what its answer holds, as it comes."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Mapping
from time import monotonic

from msgspec import Struct, field

from refactor_cli.commands.command_line import output
from refactor_cli.commands.command_line.progress import clear, is_live, show, width
from refactor_cli.counted import counted
from refactor_cli.delimiters import ANSWER_TAGS
from refactor_cli.providers import Event, Heard, Lost, Sending
from refactor_cli.renderers.live_line import last_words

_OFTEN = 0.1  # seconds between two looks
_LONGEST = 500  # characters of a line of an answer that are looked at
_FOUND = re.compile(
    rf"\s{{0,20}}<({'|'.join(ANSWER_TAGS)})(?![\w-])|[\s>*`-]{{0,8}}u[0-9a-f]{{8}}\W{{1,8}}(yes|no|unsure)\b"
)
_NOUNS = frozenset({"recipe", "site", "definition", "note"})
_NAMES: Mapping[str, str] = {
    "keep": "kept",
    "not-a-usage": "no usage",
    "is-a-usage": "confirmed",
    "leave-open": "left open",
}


class Telling(Struct):
    """Visits the events of one answer and tells them under a label, "round 1".

    On a terminal it is one line that is written over, with the last words that came; anywhere, one plain line when it
    begins and one for what it held. Retries are told everywhere. `sizes`: characters so far; `found`: the blocks that
    began, by name; `line`: the last line of the answer, as far as it came; `may_be_billed`: a failed attempt may be.
    """

    label: str
    model: str
    sizes: dict[str, int] = field(default_factory=lambda: {"reasoning": 0, "content": 0})
    found: Counter[str] = field(default_factory=Counter)
    line: str = ""
    last: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    shown: float = 0.0
    may_be_billed: bool = False

    def hear(self, event: Event) -> None:
        """Tells an event."""
        match event:
            case Sending(attempt):
                self._begin()
                if attempt == 1:
                    output.note(f"{self.label}: waiting for {self.model} …")
                else:
                    twice = "; a prompt sent again may be billed twice" if self.may_be_billed else ""
                    output.note(f"{self.label}: attempt {attempt}{twice}")
            case Heard(kind, text):
                self._add(kind, text)
                if is_live() and monotonic() - self.shown >= _OFTEN:
                    self.shown = monotonic()
                    begun = f"{self.label}: {self._so_far()}  "
                    show(begun + last_words("".join(self.last), width() - len(begun)))
            case Lost(_, reason, may_be_billed, again_in):
                self.may_be_billed |= may_be_billed
                clear()
                again = "" if again_in is None else f"; it is asked again {_in(again_in)}"
                output.note(f"warning: the model's server: {reason}{again}")

    def end(self) -> None:
        """Tells what a whole answer held."""
        clear()
        if self.line:
            self._look(self.line)
        came = self._so_far() if self.sizes["content"] else "answered before, read from the journal"
        output.note(f"{self.label}: {came}")

    def _begin(self) -> None:
        self.sizes |= {"reasoning": 0, "content": 0}
        self.found.clear()
        self.last.clear()
        self.line = ""

    def _add(self, kind: str, text: str) -> None:
        self.sizes[kind] += len(text)
        self.last.append(text[-200:])
        if kind == "content":
            *lines, rest = (self.line + text).split("\n")
            for line in lines:
                self._look(line)
            self.line = rest[:_LONGEST]

    def _look(self, line: str) -> None:
        match = _FOUND.match(line[:_LONGEST])
        if match is not None:
            name = match[1] or match[2]
            self.found[_NAMES.get(name, name)] += 1

    def _so_far(self) -> str:
        parts = ", ".join(
            counted(count, name) if name in _NOUNS else f"{count} {name}"
            for name, count in self.found.items()
        )
        if self.sizes["content"]:
            return f"answer of {self.sizes['content']:,} characters" + (f": {parts}" if parts else "")
        return f"reasoning, {self.sizes['reasoning']:,} characters"


def _in(seconds: float) -> str:
    shown = f"{seconds:.3g}"
    return "at once" if shown == "0" else f"in {shown} second{'' if shown == '1' else 's'}"
