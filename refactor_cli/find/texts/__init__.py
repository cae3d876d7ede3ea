"""What is not code: documents, settings, templates, notebooks; docstrings and comments in Python files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.data import SURE, FileMap, Span, Target, Usage, UsageKind
from refactor_cli.embedded_sources import with_source
from refactor_cli.find.aliases import own_name
from refactor_cli.find.sites import enclosing, location_of
from refactor_cli.find.texts.blocks import add_code
from refactor_cli.find.texts.embedded import Builder, Embedded, Judged, judged
from refactor_cli.find.texts.known import code_in, suffix_of
from refactor_cli.find.texts.markup import Around, Mention, around, contexts, mention_at
from refactor_cli.find.texts.meaning import Meaning, Reader
from refactor_cli.find.texts.notebooks import Notebook, notebook
from refactor_cli.find.texts.templates import SUFFIXES, meaning_in_tag, tag_around
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.occurrences.quoted_imports import bound_in_text, imported_in_text
from refactor_cli.resolution import resolve_absolute, scope_at
from refactor_cli.symbols import SymbolMap
from refactor_cli.text import Text
from refactor_cli.words import offsets
from refactor_cli.words.files import files_with

DOCUMENTS = frozenset(
    {
        *("", "adoc", "htm", "html", "ipynb", "man", "markdown", "md", "mdx", "org", "rst", "tex", "txt"),
        *("po", "pot"),  # translations, which nothing but a reader takes names from
    }
)
# source in other languages
_OTHER_CODE = lazy_pattern(
    r"c|cc|cpp|cs|css|cxx|dart|go|groovy|h|hpp|java|js|jsx|kt|less|lua|m|map|mjs|mm|php|pl|pm|po|pot|r|rb|rs|sass|scala"
    r"|scss|swift|ts|tsx|vue"
)
_DIFFS = frozenset({"diff", "patch", "rej"})
_BEGINS_A_DIFF = lazy_pattern(rb"diff --git |Index: .+\r?\n=+\r?\n|--- .+\r?\n\+\+\+ .+\r?\n@@ -\d")
# of a line that is longer, the surroundings of the name are its text
_LONGEST_LINE = 400
# what may rule out a name in a document's code: blocks that stand apart need not belong together
_RULES_OUT = frozenset({"import", "literal", "constructed", "private", "builtin", "parameter"})


def text_usages(symbols: SymbolMap, target: Target, path: str) -> list[Usage]:
    """The usages in a file that is not Python."""
    text = symbols.snapshot.files[path].text
    read, suffix = _Read(target, path, text), suffix_of(path)
    if suffix == "ipynb":
        return _in_notebook(symbols, target, path)
    code = code_in(symbols, path)
    found, is_in_code = list[Usage](), False
    reader = Reader(symbols, target, _OTHER_CODE.fullmatch(suffix) is not None)
    kind: UsageKind = "doc" if suffix in DOCUMENTS else "string"
    known = None
    for span in _spans(text.utf8, own_name(target)):
        if code.holds(span.start):
            is_in_code = True
            continue
        tag = tag_around(text.utf8, span) if suffix in SUFFIXES else None
        if tag is not None and (meant := meaning_in_tag(symbols, target, path, tag, span)):
            found.append(read.usage(span, span, meant, "string"))
            continue
        if dotted := _imported(text.utf8, span):
            led = resolve_absolute(symbols, dotted, stop=target.ends)
            if led.symbols & target.symbols:
                found.append(read.usage(span, span, Meaning("possible", ("quoted-import",)), kind))
                continue
        mention = mention_at(text.utf8, span, Span(0, len(text.utf8)))
        if mention is None or (tag is not None and "." not in mention.dotted):
            continue
        if known is None:
            known = _contexts(symbols, path)
        if meant := _meaning(reader, mention, around(known, span.start)):
            found.append(read.usage(span, mention.expression, meant, kind))
    if is_in_code:
        found += _in_code(symbols, target, path, code)
    if suffix in _DIFFS or _BEGINS_A_DIFF.match(text.utf8):
        found = [_in_a_diff(each) for each in found]
    return found


def _imported(utf8: bytes, span: Span) -> str:
    """The full name of what is imported at `span`, or before that on the same line: `python -c "…"`."""
    if module := imported_in_text(utf8, span):
        return f"{module}.{utf8[slice(*span)].decode('utf-8', 'replace')}"
    low = max(0, span.start - _LONGEST_LINE)
    line = max(low, utf8.rfind(b"\n", low, span.start) + 1)
    return bound_in_text(utf8, span, line, span.start)


def _in_a_diff(usage: Usage) -> Usage:
    """What was or is to be in another file: nothing that a rewrite, or a finding, could be about."""
    if usage.certainty not in SURE:
        return usage
    return replace(usage, certainty="possible", evidence=(*usage.evidence, "diff"))


def prose_usages(
    symbols: SymbolMap, target: Target, path: str, places: Iterable[tuple[Span, Span, str]]
) -> list[Usage]:
    """The usages in a Python file's comments, docstrings and longer strings. `places`: of each occurrence its span,
    that of the comment or string, and which it is: "comment", "docstring" or "string"."""
    file_map = symbols.map(path)
    if file_map is None:
        return []
    text = symbols.snapshot.files[path].text
    read, reader, found, in_code = (
        _Read(target, path, text),
        Reader(symbols, target),
        list[Usage](),
        set[Span](),
    )
    code: dict[Span, Embedded] = {}
    for span, within, place in places:
        if place == "docstring":
            if within not in code:
                made = Builder()
                add_code(made, text.utf8, within)
                code[within] = made.made()
            if code[within].holds(span.start):
                in_code.add(within)
                continue
        mention = mention_at(text.utf8, span, within)
        if mention is None or (place == "string" and (mention.form == "inline" or "." not in mention.dotted)):
            continue
        scope = scope_at(file_map, span.start)
        here = _named_within(text.utf8, span, within) if place == "docstring" else None
        meant = _meaning(reader, mention, here or _around_in(symbols, path, scope))
        if meant is None or (place == "string" and meant.certainty == "possible"):
            continue
        # what a definition says of itself, that it is deprecated, is text
        is_text = place != "string" or (mention.form == "prose" and _is_own(target, path, file_map, span))
        kind: UsageKind = "doc" if is_text else "string"
        usage = read.usage(span, mention.expression, meant, kind)
        found.append(replace(usage, enclosing=enclosing(file_map, scope), scope=scope))
    return [*found, *_in_docstrings(symbols, target, path, sorted(in_code))]


def _named_within(utf8: bytes, span: Span, within: Span) -> Around | None:
    """What a docstring itself says that its names are relative to."""
    if utf8.find(b"module::", within.start, span.start) < 0:
        return None
    here = around(contexts(utf8[slice(*within)]), span.start - within.start)
    return here if here.module else None


def _is_own(target: Target, path: str, file_map: FileMap, span: Span) -> bool:
    """Whether a place lies in the target's own definition."""
    own = {symbol.name for symbol in target.symbols if symbol.path == path}
    return any(each.qualname in own and each.outer.contains(span) for each in file_map.definitions)


def _meaning(reader: Reader, mention: Mention, here: Around) -> Meaning | None:
    meant = reader.read(mention, here)
    if meant is None and mention.form == "entry-point" and mention.dotted.count(".") > 1:
        # `see:lib.old`: what stands before the colon is no part of the name
        shorter = mention._replace(dotted=mention.dotted.partition(".")[2], form="prose")
        meant = reader.read(shorter, here)
    return meant


def _spans(utf8: bytes, name: str) -> Iterator[Span]:
    word = name.encode()
    return (Span(start, start + len(word)) for start in offsets(utf8, word))


def _contexts(symbols: SymbolMap, path: str) -> tuple[list[int], list[tuple[str, str, int]]]:
    file = symbols.snapshot.files[path]
    memo: dict[str, tuple[list[int], list[tuple[str, str, int]]]] = symbols.snapshot.memo.setdefault(
        "contexts", {}
    )
    if file.blob not in memo:
        memo[file.blob] = contexts(file.text.utf8)
    return memo[file.blob]


def _around_in(symbols: SymbolMap, path: str, scope: int) -> Around:
    """What names in a Python file's docstrings are relative to."""
    from refactor_cli.resolution import module_names

    file_map = symbols.map(path)
    names, classes = module_names(symbols, path), list[str]()
    while file_map is not None and scope > 0:
        here = file_map.scopes[scope]
        if here.kind == "class":
            classes.append(here.name)
        scope = here.parent
    return Around(names[0] if names else "", ".".join(reversed(classes)))


def _in_code(symbols: SymbolMap, target: Target, path: str, code: Embedded) -> Iterator[Usage]:
    read = _Read(target, path, symbols.snapshot.files[path].text)
    every = judged(symbols, target, path, code.source)
    is_about_it = any(each.judgement.certainty in SURE for each in every)
    for each in every:
        span, expression = code.span(each.occurrence.span), code.span(each.occurrence.expression)
        yield read.usage(span, expression, _softened(each, is_about_it), "doc")


def _softened(each: Judged, is_about_it: bool) -> Meaning:
    """What blocks of code that stand apart say, joined to one module. In a document that also shows the target,
    the import of another block rules nothing out."""
    certainty, evidence = each.judgement.certainty, each.judgement.evidence
    if certainty == "ruled_out" and each.occurrence.place != "imported":
        if not _RULES_OUT.issuperset(evidence) or (is_about_it and each.occurrence.place == "name"):
            certainty = "possible"
    return Meaning(certainty, ("code-block", *evidence))


def _in_docstrings(symbols: SymbolMap, target: Target, path: str, docstrings: list[Span]) -> Iterator[Usage]:
    """Usages in the code of docstrings, which sees the names of its module."""
    file_map = symbols.map(path)
    if not docstrings or file_map is None:
        return
    text = symbols.snapshot.files[path].text
    module = path.rpartition("/")[2].rpartition(".")[0]
    module = "" if module == "__init__" else module
    names = sorted(
        {b.name for b in file_map.bindings if b.scope == 0 and b.kind != "star" and b.name.isidentifier()}
    )
    made = Builder()
    made.fill(f"from .{module} import *\nfrom .{module} import {', '.join(names) or '_'}\n".encode())
    for number, within in enumerate(docstrings):
        made.fill(b"def _%d():\n" % number)
        add_code(made, text.utf8, within, b"    ")
    code = made.made()
    # which docstrings are in it depends on the target: what is remembered of a path must not be of other source
    joined = f"{path}>>>{','.join(str(within.start) for within in docstrings)}"
    for each in judged(symbols, target, joined, code.source):
        if each.occurrence.span.start < code.pieces[0].source:
            continue
        span, expression = code.span(each.occurrence.span), code.span(each.occurrence.expression)
        scope, meant = scope_at(file_map, span.start), _softened(each, False)
        if _is_by_import(each, code, file_map) and not _is_prompted(text, span):
            # only doctests run with the module's names: what is merely imported there proves nothing here
            meant = meant._replace(certainty="possible")
        usage = _Read(target, path, text).usage(span, expression, meant, "doc")
        own = _span_within(each.judgement.binding, code)
        yield replace(usage, enclosing=enclosing(file_map, scope), scope=scope, binding=own)


def _span_within(binding: Span | None, code: Embedded) -> Span | None:
    """Where the docstring's own code binds the name; None where its module does."""
    is_own = binding is not None and binding.start >= code.pieces[0].source
    return code.span(binding) if binding is not None and is_own else None


def _is_by_import(each: Judged, code: Embedded, file_map: FileMap) -> bool:
    """Whether the first name of an occurrence is one that the docstring's module imports."""
    occurrence = each.occurrence
    first = code.source[occurrence.expression.start : occurrence.span.end].partition(b".")[0].decode()
    is_outer = each.judgement.binding is None or each.judgement.binding.start < code.pieces[0].source
    bound = [b for b in file_map.named.get(first, ()) if b.scope == 0]
    return is_outer and any(b.kind in ("import", "from", "star") for b in bound)


def _is_prompted(text: Text, span: Span) -> bool:
    line = text.utf8[text.utf8.rfind(b"\n", 0, span.start) + 1 : span.start].lstrip()
    return line.startswith((b">>>", b"..."))


def notebooks_with(symbols: SymbolMap, word: str) -> Iterator[FileMap]:
    """The code cells of each notebook that holds a word."""
    for path in files_with(symbols.snapshot, word):
        if suffix_of(path) == "ipynb":
            found = with_source(symbols, path, _notebook(symbols, path).code.source).map(path)
            if found is not None:
                yield found


def _notebook(symbols: SymbolMap, path: str) -> Notebook:
    memo: dict[str, Notebook] = symbols.snapshot.memo.setdefault("notebooks", {})
    if path not in memo:
        memo[path] = notebook(symbols.snapshot.files[path].text.utf8)
    return memo[path]


def _in_notebook(symbols: SymbolMap, target: Target, path: str) -> list[Usage]:
    file = symbols.snapshot.files[path]
    code, prose = _notebook(symbols, path)
    found = [
        _cell_usage(target, path, file.text, code, each)
        for each in judged(symbols, target, path, code.source)
    ]
    reader = Reader(symbols, target)
    for within in prose:
        for start in offsets(file.text.utf8[slice(*within)], own_name(target).encode()):
            span = Span(within.start + start, within.start + start + len(own_name(target).encode()))
            mention = mention_at(file.text.utf8, span, within)
            meant = _meaning(reader, mention, Around()) if mention else None
            if mention and meant:
                found.append(_Read(target, path, file.text).usage(span, mention.expression, meant, "doc"))
    return found


def _cell_usage(target: Target, path: str, text: Text, code: Embedded, each: Judged) -> Usage:
    occurrence, judgement, file_map = each.occurrence, each.judgement, each.asked.file_map
    call = occurrence.call
    source = each.asked.symbols.snapshot.files[path].text
    line = source.line(source.position(occurrence.span.start)[0]).strip()
    return Usage(
        id="",
        target=target.name,
        path=path,
        span=code.span(occurrence.span),
        expression=code.span(occurrence.expression),
        call_span=code.span(call) if call else None,
        location=location_of(text, code.span(occurrence.span)),
        call=location_of(text, code.span(call)) if call else None,
        kind=judgement.kind,
        certainty=judgement.certainty,
        evidence=("notebook", *judgement.evidence),
        enclosing=enclosing(file_map, scope_at(file_map, occurrence.span.start)),
        text=source.slice(*call) if call else line,
    )


class _Read(Struct, frozen=True):
    """A text that is read for a target."""

    target: Target
    path: str
    text: Text

    def usage(self, span: Span, expression: Span, meant: Meaning, kind: UsageKind) -> Usage:
        """A usage that is no code of its file."""
        location = location_of(self.text, span)
        return Usage(
            id="",
            target=self.target.name,
            path=self.path,
            span=span,
            expression=expression,
            call_span=None,
            location=location,
            call=None,
            kind=kind,
            certainty=meant.certainty,
            evidence=meant.evidence,
            enclosing="",
            text=_line(self.text, span),
        )


def _line(text: Text, span: Span) -> str:
    """The line of a usage; of a long one only what is near."""
    start = text.utf8.rfind(b"\n", max(0, span.start - _LONGEST_LINE), span.start) + 1
    end = text.utf8.find(b"\n", span.end, span.end + _LONGEST_LINE)
    low = start or max(0, span.start - _LONGEST_LINE)
    return text.slice(low, end if end >= 0 else min(len(text.utf8), span.end + _LONGEST_LINE)).strip()
