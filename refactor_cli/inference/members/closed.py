"""Names that only one class has, as far as the repository and Python's standard library go.

Python finds an attribute by its name alone: where nothing else that the code may get hold of has one of a name, what it
is asked for is of that class. So everything that may give something an attribute of the name is looked for: the bodies
of other classes, modules, assignments, `setattr` and other strings, keywords, `__getattr__`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from refactor_cli.data import Binding, FileMap, Span, Symbol
from refactor_cli.inference.aside import is_aside
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.classes.families import defining, defining_some, is_standard_name
from refactor_cli.inference.members.made_up import makes_up
from refactor_cli.inference.mentions import is_prose
from refactor_cli.resolution import definitions_of, layout
from refactor_cli.standard_modules import STANDARD_MODULES
from refactor_cli.symbols import LANGUAGE, SymbolMap
from refactor_cli.words import offsets
from refactor_cli.words.files import python_files_with

_TEST_RUNNERS = frozenset({"pytest", "nose", "unittest2", "hypothesis", "_pytest"})
# relative imports name no package; prose that begins a line so is not followed by what a statement is
_IMPORTED = re.compile(
    rb"^([ \t]*)(?:from[ \t]+([A-Za-z_][\w.]*)[ \t]+import\b"
    rb"|import[ \t]+([A-Za-z_][\w.]*(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[ \t]*[A-Za-z_][\w.]*(?:[ \t]+as[ \t]+\w+)?)*)"
    rb"[ \t]*(?:[#;\r\n]|\Z))",
    re.MULTILINE,
)
_MOCKS = re.compile(rb"mock|Mock|monkeypatch|stub|pretend|dingus")
# scopes whose variables nothing but their own code gets
_OF_CALLS = frozenset({"function", "lambda", "comprehension"})
_GIVES_VARIABLES = re.compile(rb"\b(?:locals|vars|dir)\([ \t]*\)|\bexec\b|f_locals")


def only_owner(ask: Ask, name: str) -> Symbol | None:
    """The one class that has an attribute of a name, None where anything else may have one too."""
    memo: dict[str, Symbol | None] = ask.symbols.snapshot.memo.setdefault("only owners", {})
    if name not in memo:
        memo[name] = _only_owner(ask, name)
    return memo[name]


def _only_owner(ask: Ask, name: str) -> Symbol | None:
    if name.startswith("__") or is_standard_name(name):
        return None
    if _is_bound_otherwise(ask, name):  # first, by bytes: the others read files
        return None
    owners = [*islice(defining_some(ask, name), 2)]
    if len(owners) != 1 or _renames(ask) or makes_up(ask, name):
        return None
    (owner,) = owners
    return owner if owner.path is not None and _is_method(ask, owner, name) else None


def _renames(ask: Ask) -> bool:
    """Whether a class gives its objects attributes under other names than it is asked to: `name.lower()`."""
    memo: dict[str, bool] = ask.symbols.snapshot.memo
    key = "attributes are renamed"
    if key not in memo:
        methods = (Symbol(each.path, f"{each.name}.__setattr__") for each in defining(ask, "__setattr__"))
        memo[key] = any(
            len(each.parameters) < 2
            or _is_renamed(ask, method.path or "", each.span, each.parameters[1].name)
            for method in methods
            for each in definitions_of(ask.look, method)
        )
    return memo[key]


def _is_renamed(ask: Ask, path: str, body: Span, asked: str) -> bool:
    """Whether a method makes another name of the one that it is asked for, but for a key of a dictionary."""
    name = re.escape(asked.encode())
    other = re.compile(
        rb"(?<![\w.])%b[ \t]*=(?!=)|\b%b[ \t]*(?:\.(?!startswith\(|endswith\()|[+%%])|[+%%][ \t]*%b\b|\{%b\b"
        rb"|,[ \t\r\n]*%b\[" % ((name,) * 5)
    )
    return other.search(ask.symbols.snapshot.files[path].text.utf8, *body) is not None


def _is_method(ask: Ask, owner: Symbol, name: str) -> bool:
    """Whether it is one `def` in the class, and nothing else binds it there."""
    file_map = ask.symbols.map(owner.path or "")
    definitions = definitions_of(ask.look, Symbol(owner.path, f"{owner.name}.{name}"))
    if file_map is None or len(definitions) != 1 or len(definitions_of(ask.look, owner)) != 1:
        return False
    bound = [
        each for each in file_map.named.get(name, ()) if file_map.scopes[each.scope].kind not in _OF_CALLS
    ]
    return definitions[0].kind == "function" and len(bound) == 1


def _is_bound_otherwise(ask: Ask, name: str) -> bool:
    """Whether anything but a method of the name is bound, or made by a string, somewhere in the repository."""
    word = re.escape(name.encode())
    other = re.compile(
        rb"(?<![\w])%b[ \t]*(?::[^=\n()]{1,80})?=(?!=)"  # a variable, an attribute, a keyword
        rb"|(?<![\w])%b[)\]]{0,9}[ \t]*,[^\n]{0,200}[^=!<>\n]=(?!=)|\b%b[)\]]{1,9}[ \t]*=(?!=)"  # one of several
        rb"|\b(?:for|as|import|global|nonlocal|del)\b[^\n:]{0,200}(?<![\w.])%b\b"
        rb"|[\"'][\w.:]*\b%b[\"']"  # setattr, patch, keys of namespaces
        rb"|\b(?:namedtuple|make_dataclass|Enum)\([^)]{0,1000}\b%b\b" % ((word,) * 6)
    )
    files = ask.symbols.snapshot.files
    paths = python_files_with(ask.symbols.snapshot, name)
    defined = re.compile(rb"\b(?:def|class)[ \t]+%b\b" % word)
    if sum(len(defined.findall(files[path].data)) for path in paths) != 1:
        return True
    if any(
        (other.search(files[path].data) and other.search(_names_left(ask, path, name)))
        or _is_given_with_all(ask, path, name)
        for path in paths
    ):
        return True
    stems = (stem.rpartition("/")[2] for stem in layout(ask.symbols).files)
    return name in layout(ask.symbols).tops or name in stems


def _names_left(ask: Ask, path: str, name: str) -> bytes:
    """The text of a file, but for what comments and docstrings say and for variables of functions that are called so:
    these are no attributes of anything."""
    utf8, word = ask.symbols.snapshot.files[path].text.utf8, name.encode()
    left = bytearray(utf8)
    for at in offsets(utf8, word):
        span = Span(at, at + len(word))
        if is_prose(ask.symbols.node(path, span)):
            _blank(left, span)
    for span in _of_variables(ask, path, name):
        _blank(left, span)
    return bytes(left)


def _blank(text: bytearray, span: Span) -> None:
    text[slice(*span)] = b"_" * (span.end - span.start)


def _of_variables(ask: Ask, path: str, name: str) -> Iterator[Span]:
    """Where a variable of a function stands; none where the file gives the name to something else as well."""
    file_map = ask.symbols.map(path)
    if file_map is None:
        return
    bound = [each for each in file_map.named.get(name, ()) if not _is_in_class(file_map, each)]
    scopes = [file_map.scopes[each] for each in {each.scope for each in bound}]
    if not all(each.kind in _OF_CALLS for each in scopes):
        return
    word = re.compile(rb"(?<![\w.])%b\b(?![ \t]*=[^=])" % re.escape(name.encode()))
    for found in word.finditer(ask.symbols.snapshot.files[path].text.utf8):
        span = Span(*found.span())
        if any(each.span.contains(span) for each in scopes):
            yield span
    for each in bound:
        yield each.span


def _is_given_with_all(ask: Ask, path: str, name: str) -> bool:
    """Whether code may give all of its variables to something at once (`vars(self).update(locals())`), one that is
    called so among them."""
    utf8, file_map = ask.symbols.snapshot.files[path].text.utf8, ask.symbols.map(path)
    if file_map is None or _GIVES_VARIABLES.search(utf8) is None:
        return False
    return any(not _is_in_class(file_map, each) for each in file_map.named.get(name, ()))


def _is_in_class(file_map: FileMap, binding: Binding) -> bool:
    """Whether it is a `def` in the body of a class: these are counted."""
    return binding.kind == "function" and file_map.scopes[binding.scope].kind == "class"


def is_closed(ask: Ask, path: str, name: str) -> bool:
    """Whether nothing that the code of a file may get hold of has a name but what the repository gives it: what the
    program imports of other packages is installed and does not hold the name; a test uses no mocks."""
    memo: dict[str, Mapping[str, bool]] = ask.symbols.snapshot.memo.setdefault("packages imported by", {})
    if "" not in memo:
        files = ask.symbols.snapshot.files.items()
        program = [each for each, file in files if file.language == LANGUAGE and not is_aside(each)]
        memo[""] = _joined(_packages(ask.symbols, each) for each in program)
    packages = memo[""]
    if is_aside(path):
        if path not in memo:
            memo[path] = _packages(ask.symbols, path)
        if _MOCKS.search(ask.symbols.snapshot.files[path].data) is not None:
            return False
        own = {each: needed for each, needed in memo[path].items() if each not in _TEST_RUNNERS}
        packages = _joined((packages, own))
    if not packages:
        return True
    return ask.outside_names is not None and not ask.outside_names.may_have(packages, name)


def _joined(several: Iterable[Mapping[str, bool]]) -> Mapping[str, bool]:
    found = dict[str, bool]()
    for each in several:
        for package, is_needed in each.items():
            found[package] = found.get(package, False) or is_needed
    return found


def _packages(symbols: SymbolMap, path: str) -> Mapping[str, bool]:
    """The packages of others that a file imports, and whether it does not do without."""
    found, tops = dict[str, bool](), layout(symbols).tops
    for indentation, first, several in _IMPORTED.findall(symbols.snapshot.files[path].data):
        for dotted in (first, *(several.split(b",") if several else ())):
            package = dotted.strip().partition(b".")[0].partition(b" ")[0].decode()
            if package and package not in STANDARD_MODULES and package not in tops:
                found[package] = found.get(package, False) or not indentation
    return found
