"""A mention in a text -> whether it means the target: how certain, and by what evidence."""

from __future__ import annotations

import re
from typing import NamedTuple

from msgspec import Struct

from refactor_cli.data import Certainty, Symbol, Target
from refactor_cli.dotted import last_part
from refactor_cli.find.aliases import own_name
from refactor_cli.find.texts.markup import Around, Mention
from refactor_cli.resolution import Found, Lookup, Value, attribute, layout, module_file, resolve_absolute
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import SymbolMap
from refactor_cli.words.files import python_files_with

# https://www.sphinx-doc.org/en/master/usage/domains/python.html#cross-referencing-python-objects
_ROLES = {
    "func": ("function", "method"),
    "meth": ("method", "function"),
    "class": ("class",),
    "exc": ("class",),
    "deco": ("function", "method"),
    "attr": ("attribute", "method", "constant"),
    "data": ("constant", "attribute"),
    "const": ("constant", "attribute"),
    "mod": ("module",),
    "type": ("class", "constant"),
}
_ANY_ROLE = frozenset({"obj", "any", "py", "members", "autosummary"})
_EVIDENCE = {
    "role": "cross-reference",
    "directive": "cross-reference",
    "inline": "inline-code",
    "value": "dotted-text",
    "entry-point": "entry-point",
    "prose": "dotted-text",
}
_MEMBERS = ("method", "attribute")
_CALLABLE = ("function", "method")


class Meaning(NamedTuple):
    """What a mention is."""

    certainty: Certainty
    evidence: tuple[str, ...]


class Reader(Struct, frozen=True):
    """Reads the mentions of one target. `is_code`: of a source file in another language, where `a.b` is an
    attribute of whatever `a` is there."""

    symbols: SymbolMap
    target: Target
    is_code: bool = False

    def read(self, mention: Mention, around: Around) -> Meaning | None:
        """What a mention is, None when it is no mention of the target. `around` holds for relative names."""
        if _goes_on(self.target, mention):
            return None
        if "." in mention.dotted:
            found = self._in_full(mention) or self._relative(mention, around)
            if found is None and not self.is_code:
                found = self._partly(mention)
            return found
        if mention.form == "directive" or (mention.form == "role" and self._fits(mention.role)):
            found = self._relative(mention, around)
            if found is None and mention.role == "autosummary" and self._is_another(mention, around):
                return None
            if found is not None or mention.role in _ANY_ROLE or mention.form == "role":
                return found or Meaning("possible", ("bare-name",))
            return None
        if mention.form == "inline" and _is_name_alone(self.target, mention):
            return Meaning("possible", ("bare-name",))
        return None

    def _in_full(self, mention: Mention) -> Meaning | None:
        """By the full dotted name. One with a single dot may as well be a file or a host, unless the markup says
        what it is."""
        led = _led(self.symbols, self.target, mention.dotted)
        if not led.symbols & self.target.symbols:
            return None
        evidence = (_EVIDENCE[mention.form],)
        is_marked = mention.form in ("role", "directive", "inline", "entry-point")
        is_whole = led.complete and led.symbols <= self.target.symbols
        if self.is_code and mention.dotted.count(".") < 2 and not is_marked:
            return Meaning("possible", evidence)
        if is_whole and (is_marked or mention.dotted.count(".") > 1) and not self.is_code:
            return Meaning("certain", evidence)
        return Meaning("likely", evidence)

    def _relative(self, mention: Mention, around: Around) -> Meaning | None:
        """As Sphinx reads a cross-reference, from the current module and class."""
        if mention.form not in ("role", "directive") or not around.module:
            return None
        inner = f"{around.module}.{around.cls}" if around.cls else around.module
        for owner in dict.fromkeys((inner, around.module)):
            led = _led(self.symbols, self.target, f"{owner}.{mention.dotted}")
            if led.symbols & self.target.symbols and self._defines(owner, mention.dotted):
                is_whole = led.complete and led.symbols <= self.target.symbols
                return Meaning("certain" if is_whole else "likely", ("cross-reference",))
        return None

    def _is_another(self, mention: Mention, around: Around) -> bool:
        """Whether the current module has something else of that name."""
        if not around.module:
            return False
        led = _led(self.symbols, self.target, f"{around.module}.{mention.dotted}")
        return bool(led.symbols) and led.complete and not led.symbols & self.target.symbols

    def _defines(self, owner: str, dotted: str) -> bool:
        """Whether a module itself has the first part of a name, and does not only import it for its own use."""
        file = module_file(self.symbols, owner)
        file_map = self.symbols.map(file) if file else None
        if file is None or file_map is None or file.rpartition("/")[2].startswith("__init__."):
            return True
        bound = [b for b in file_map.named.get(dotted.partition(".")[0], ()) if b.scope == 0]
        return any(binding.kind not in ("import", "from", "star") for binding in bound)

    def _partly(self, mention: Mention) -> Meaning | None:
        """By `Class.name`, or the end of the full name; else as an attribute of something unknown."""
        before, _, name = mention.dotted.rpartition(".")
        owner = last_part(before)
        is_suffix = f".{self.target.dotted}".endswith(f".{mention.dotted}")
        evidence = (_EVIDENCE[mention.form], "class-name")
        if self.target.kind in _MEMBERS and (meant := self._of_class(owner, name)):
            if meant == "no":
                return None
            return Meaning("likely" if meant == "yes" else "possible", evidence)
        if is_suffix:
            is_likely = mention.form in ("role", "directive", "inline") or self.target.kind in _MEMBERS
            # `html.escape` also ends `pkg.html.escape`, but is the full name of something else
            is_likely = is_likely and mention.dotted.partition(".")[0] not in STANDARD_MODULES
            return Meaning("likely" if is_likely else "possible", (_EVIDENCE[mention.form], "end-of-name"))
        is_code = mention.form == "inline" or (mention.form == "role" and self._fits(mention.role))
        if is_code and self.target.kind in _MEMBERS and not self._is_known(mention.dotted):
            return Meaning("possible", (_EVIDENCE[mention.form], "attribute"))
        return None

    def _of_class(self, cls: str, name: str) -> str:
        """Whether `name` of the classes called `cls` is the target: "yes", "no", "some"; "" when there is none."""
        answers = set[str]()
        for symbol in classes_named(self.symbols, cls):
            led = attribute(Lookup(self.symbols, self.target.ends), Value(symbol, "class"), name, "")
            symbols = {value.symbol for value in led.values}
            if symbols & self.target.symbols:
                answers.add("yes" if symbols <= self.target.symbols else "some")
            else:
                answers.add("no" if led.complete else "some")
        return answers.pop() if len(answers) == 1 else "some" if answers else ""

    def _is_known(self, dotted: str) -> bool:
        """Whether the first part of a name is a module, so that it is no variable."""
        first = dotted.partition(".")[0]
        return first in layout(self.symbols).tops or first in STANDARD_MODULES

    def _fits(self, role: str) -> bool:
        return role in _ANY_ROLE or self.target.kind in _ROLES.get(role, ())


def classes_named(symbols: SymbolMap, name: str) -> tuple[Symbol, ...]:
    """Every class of the repository that is called so."""
    memo: dict[str, tuple[Symbol, ...]] = symbols.snapshot.memo.setdefault("classes named", {})
    if name not in memo:
        found = dict[Symbol, None]()
        # the look back stands behind the word: a pattern that begins with a literal is searched for much faster
        statement = re.compile(rb"class(?<!\wclass)[ \t]+%b\b" % re.escape(name.encode()))
        for path in python_files_with(symbols.snapshot, name):
            if not statement.search(symbols.snapshot.files[path].data):
                continue
            file_map = symbols.map(path)
            for definition in file_map.definitions if file_map else ():
                if definition.name == name and definition.kind == "class":
                    stub_of = path[:-1] if path.endswith(".pyi") else path
                    home = stub_of if stub_of in symbols.snapshot.files else path
                    found[Symbol(home, definition.qualname)] = None
        memo[name] = tuple(found)
    return memo[name]


def _led(symbols: SymbolMap, target: Target, dotted: str) -> Found:
    memo: dict[tuple[frozenset[Symbol], str], Found] = symbols.snapshot.memo.setdefault("names in texts", {})
    key = (target.ends, dotted)
    if key not in memo:
        memo[key] = resolve_absolute(symbols, dotted, stop=target.ends)
    return memo[key]


def _goes_on(target: Target, mention: Mention) -> bool:
    """Whether the name is only the beginning of a longer one: `old.html`, `old-style`."""
    follows = mention.follows
    if follows[:1] == "." and (follows[1:].isalnum() or follows[1:] == "_"):
        return target.kind in _CALLABLE or (target.kind in _MEMBERS and mention.form == "prose")
    return follows[:1] == "-" and (follows[1:].isalnum() or follows[1:] == "-") and "." not in mention.dotted


def _is_name_alone(target: Target, mention: Mention) -> bool:
    """Whether inline code is the bare name, or a call of it, and not a word in a command or in a sentence."""
    name = own_name(target)
    content, follows = mention.content.lstrip("~!.@"), mention.follows[:1]
    if follows == "(":
        return target.kind not in ("constant", "module") and content.startswith(name)
    return content.rstrip(";,:") == name or (
        target.kind in ("class", "module") and content.startswith(f"{name}.")
    )
