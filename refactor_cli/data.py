"""The values that pass between the stages, in the order of the pipeline. All frozen; none of them does anything.

Offsets are bytes into `Text.utf8` (see `text`); a `Span` is half open. Lines and columns, for people and JSON,
count from 1, columns in code points, ends exclusive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from refactor_cli.text import Text, decode_plain, decode_python


class Span(NamedTuple):
    """Half-open range of offsets into `Text.utf8`."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside, ends included."""
        return self.start <= other.start and other.end <= self.end


# ---------------------------------------------------------------- scan


@dataclass(frozen=True)
class SourceFile:
    """A file as it was read.

    `path` is relative to the repository's top, with `/`, bytes that are not UTF-8 as surrogate escapes;
    `blob` the git object id of exactly these bytes, in the repository's hash; `mode` git's (0o100644, 0o100755);
    `language` a folder of `grammars/`, None for plain text.
    """

    path: str
    blob: str
    mode: int
    language: str | None
    data: bytes

    @cached_property
    def text(self) -> Text:
        """The decoded text. scan leaves out what cannot be decoded, so this does not raise for its files."""
        return decode_python(self.data) if self.language == "python" else decode_plain(self.data)


@dataclass(frozen=True, eq=False)
class UnreadFile(SourceFile):
    """A file whose bytes are read when they are first asked for; `data` is given as a function that reads them."""

    def __init__(
        self, path: str, blob: str, mode: int, language: str | None, read: Callable[[], bytes]
    ) -> None:
        vars(self).update(path=path, blob=blob, mode=mode, language=language, read=read)

    @cached_property  # type: ignore[misc]
    def data(self) -> bytes:
        found: bytes = vars(self)["read"]()
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SourceFile):
            return NotImplemented
        mine = (self.path, self.blob, self.mode, self.language)
        return mine == (other.path, other.blob, other.mode, other.language)

    __hash__ = SourceFile.__hash__


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is in the repository and not in the snapshot, and why.

    `reason`: one of "binary", "symlink", "submodule", "lfs pointer", "too large", "missing object",
    "unsafe path", "unreadable", "not checked out" (a sparse checkout), or "undecodable: …".
    """

    path: str
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """The repository's files, by path in path order. `base` is the commit they are read from, None for the
    working tree. `object_format` is "sha1" or "sha256". `memo` keeps what was derived from these files, so that
    it is derived once; `dataclasses.replace` begins an empty one."""

    files: Mapping[str, SourceFile]
    left_out: tuple[LeftOut, ...] = ()
    base: str | None = None
    object_format: str = "sha1"
    memo: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)


def blob_id(data: bytes, object_format: str = "sha1") -> str:
    """git's object id of a blob with these bytes."""
    return hashlib.new(object_format, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


# ---------------------------------------------------------------- index

ScopeKind = Literal["module", "class", "function", "lambda", "comprehension"]


class Scope(NamedTuple):
    """A scope of names (https://docs.python.org/3/reference/executionmodel.html#naming-and-binding).

    `span` is the region whose names are looked up in this scope first: the body of a class, function or lambda
    (not decorators, defaults, annotations), the whole of a comprehension except `hole`, its first iterable,
    which the enclosing scope evaluates. `parent` is an index into `FileMap.scopes`, -1 for the module.
    `global_names` / `nonlocal_names`: declared so here.
    """

    kind: ScopeKind
    name: str
    span: Span
    parent: int
    hole: Span | None = None
    global_names: frozenset[str] = frozenset()
    nonlocal_names: frozenset[str] = frozenset()


BindingKind = Literal[
    "import",  # import a.b [as c]: `module` is "a.b"
    "from",  # from a.b import c [as d]: `module` "a.b" (leading dots kept), `imported` "c"
    "star",  # from a.b import *: `name` is "*"
    "function",
    "class",
    "parameter",
    "assign",  # name = value: `value` when the value is a name or dotted name, `called` when it is such a call
    "annotation",  # name: T, without a value
    "augmented",  # name += value
    "walrus",
    "for",
    "comprehension",
    "with",
    "except",
    "delete",
    "match",
    "type",  # type X = …
]


class Binding(NamedTuple):
    """A place that binds a name in a scope (or unbinds it: "delete").

    `scope`: index of the scope that gets the name, `global`/`nonlocal` already followed within the file.
    `span`: the bound name's own span; `statement`: the whole (simple or compound) statement; `block`: the
    innermost statement list around it that may be skipped or left early (body of if/else/for/while/try/except/
    match case; `with` bodies are transparent), or the scope's own span. A binding is sure to have happened at a
    later use in the same scope when `block` contains the use. `loop`: the innermost loop body around it.
    `module`, `imported`: as `BindingKind` says. `value`: dotted source of a plain alias, `called`: dotted source
    of the callee in `name = callee(...)`; `annotation`: dotted source of a plain annotation (assignments and
    parameters). `guard`: where an import stands: "" | "try" | "except" | "if" | "type_checking" (nearest wins).
    `definition`: index into `FileMap.definitions` for functions and classes, else -1.
    """

    name: str
    kind: BindingKind
    scope: int
    span: Span
    statement: Span
    block: Span
    loop: Span | None = None
    module: str = ""
    imported: str = ""
    value: str = ""
    called: str = ""
    annotation: str = ""
    guard: str = ""
    definition: int = -1


ParameterKind = Literal["positional_only", "positional", "var_positional", "keyword_only", "var_keyword"]


class Parameter(NamedTuple):
    """One parameter as written. `default` and `annotation` are source text, "" when there is none."""

    name: str
    kind: ParameterKind
    default: str = ""
    annotation: str = ""


DefinitionKind = Literal["function", "class"]


class Definition(NamedTuple):
    """A `def` or `class`.

    `qualname` as Python's `__qualname__` (with `<locals>`); `scope`: the scope that holds the name; `body`: index
    of the scope it opens; `span`: from `def`/`class` (or `async`) to its end, decorators excluded; `outer`: the
    same with decorators. `decorators`: dotted source, "" for one that is not a dotted name or a call of one.
    `bases`: dotted source of the positional bases, subscripts stripped, "" for any other expression.
    `keywords`: names of class keywords (metaclass=…). `signature`: source of parameters and return annotation,
    white space folded: "(a, b=1) -> int". `doc`: the docstring's first line.
    """

    name: str
    qualname: str
    kind: DefinitionKind
    scope: int
    body: int
    span: Span
    outer: Span
    name_span: Span
    decorators: tuple[str, ...] = ()
    is_async: bool = False
    parameters: tuple[Parameter, ...] = ()
    bases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    signature: str = ""
    doc: str = ""


@dataclass(frozen=True)
class FileMap:
    """The symbol map of one file: what `index` knows, and what is cached per blob id.

    `scopes[0]` is the module. `exports`: the strings of `__all__` in order, None when there is none;
    `exports_complete`: False when `__all__` is also built in a way that was not understood.
    `errors`: spans that tree-sitter could not parse. `python2`: has print statements, backticks and the like.
    """

    scopes: tuple[Scope, ...]
    bindings: tuple[Binding, ...] = ()
    definitions: tuple[Definition, ...] = ()
    exports: tuple[str, ...] | None = None
    exports_complete: bool = True
    errors: tuple[Span, ...] = ()
    python2: bool = False

    @cached_property
    def named(self) -> Mapping[str, tuple[Binding, ...]]:
        """The bindings by name, in the order of the file."""
        found: dict[str, list[Binding]] = {}
        for binding in sorted(self.bindings, key=attrgetter("span")):
            found.setdefault(binding.name, []).append(binding)
        return {name: tuple(bindings) for name, bindings in found.items()}

    def mentioning(self, word: str) -> Iterable[Binding]:
        """The bindings in which a word stands, others perhaps too, in the order of the file."""
        return self.bindings

    @cached_property
    def imports(self) -> tuple[Binding, ...]:
        """The bindings that imports make, in the order of the file."""
        return tuple(each for each in self.bindings if each.kind in ("import", "from", "star"))

    @cached_property
    def scope_order(self) -> tuple[tuple[int, int], ...]:
        """Start and index of each scope, outer ones before inner ones."""
        order = sorted(
            range(len(self.scopes)), key=lambda i: (self.scopes[i].span.start, -self.scopes[i].span.end, i)
        )
        return tuple((self.scopes[index].span.start, index) for index in order)


# ---------------------------------------------------------------- find

TargetKind = Literal["function", "class", "constant", "module", "method", "attribute", "external"]


class Symbol(NamedTuple):
    """What a name leads to. Inside the repository: `path` of the defining file (the `.py` where a `.pyi` stands
    beside it) and qualified `name` in it, "" for the module itself. Outside, or missing: `path` is None and
    `name` the full dotted name."""

    path: str | None
    name: str


class Location(NamedTuple):
    """Lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class DefinitionSite(NamedTuple):
    """Where a target is defined."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Target:
    """What the user asked for. `name` as it was asked, dotted; `dotted`: the canonical dotted name of the
    definition; `symbols`: everything a usage may lead to (one symbol, as a rule)."""

    name: str
    dotted: str
    kind: TargetKind
    symbols: frozenset[Symbol]
    definitions: tuple[DefinitionSite, ...] = ()


UsageKind = Literal[
    "call", "reference", "import", "decorator", "base", "override", "string", "doc", "definition"
]
"""A "definition" is the target's own, in a ledger alone, where a model's answer changes it."""
Certainty = Literal["certain", "likely", "possible", "ruled_out"]


@dataclass(frozen=True, slots=True)
class Usage:
    """One place that uses, or may use, a target.

    `span` is the referenced name (the last identifier of `a.b.old`), `expression` the whole dotted name,
    `call_span` the whole call expression when it is called here. `evidence`: how the certainty is known, in
    the order it was found. `binding`: span of the binding name in this file through which a certain usage was
    resolved (the import's local name, …), None when there is no single one. `scope`: index of the scope the
    usage is evaluated in. `text`: source of the call, else of the line. `decided_by`: who decided what names,
    imports and scopes left possible (a type server, evidence); "" when they decided it themselves, or nobody did.
    `rank`: how likely an undecided one is, from 0 to 1, to put them in order. `also`: another member of the same
    name, on another class, that it may mean as well; "" when none is known.
    """

    id: str
    target: str
    path: str
    span: Span
    expression: Span
    call_span: Span | None
    location: Location
    call: Location | None
    kind: UsageKind
    certainty: Certainty
    evidence: tuple[str, ...]
    enclosing: str
    text: str
    scope: int = 0
    binding: Span | None = None
    decided_by: str = ""
    rank: float = 0.0
    also: str = ""


def usage_id(text: str) -> str:
    """The id of a usage that this text tells from others."""
    return f"u{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class TargetUsages:
    """All usages of one target, in path and position order; `ruled_out`: same name, proved something else."""

    target: Target
    usages: tuple[Usage, ...]
    ruled_out: tuple[Usage, ...] = ()


@dataclass(frozen=True, slots=True)
class Usages:
    """The answer of find, one result a target in the order asked. `warnings`: what it could not know."""

    results: tuple[TargetUsages, ...]
    scanned: int
    with_candidates: int
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- recipes and edits

Behaviour = Literal["same", "changes"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the bytes of `span` in `path` by `text` (UTF-8 offsets, line ends already the file's own).

    `usages`: ids of the usages this edit carries out, none for import housekeeping; `by`: the rule or decider.
    """

    path: str
    span: Span
    text: str
    usages: tuple[str, ...] = ()
    by: str = ""


OutcomeKind = Literal["rewritten", "kept", "open", "undecided"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one usage. `by`: the rule, recipe or decider; `reason`: for kept and open, one line.
    `is_carried`: nothing is to be done in its place: it goes by a name that another place gives it, as that does."""

    usage: Usage
    outcome: OutcomeKind
    by: str = ""
    reason: str | None = None
    behaviour: Behaviour = "same"
    is_carried: bool = False


@dataclass(frozen=True, slots=True)
class Inlined:
    """The answer of inline: edits, and one outcome for every usage it was given. `warnings`: one line each."""

    edits: tuple[Edit, ...]
    outcomes: tuple[Outcome, ...]
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- prompt and answer


@dataclass(frozen=True, slots=True)
class Omitted:
    """A file that the prompt does not hold in full, and what became of it."""

    path: str
    reason: str


class Turn(NamedTuple):
    """What followed a prompt: an answer to it, and what was said to that."""

    answer: str
    reply: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The prompt: one system message, one user message, and the `turns` after it. `tokens`, of all of these, is exact
    when `tokens_exact`."""

    system: str
    text: str
    tokens: int
    tokens_exact: bool
    omitted: tuple[Omitted, ...] = ()
    turns: tuple[Turn, ...] = ()


class Billed(NamedTuple):
    """The tokens of one request, as its provider counted them: read from its cache, read anew, written. `reasoning`
    is a part of what was written."""

    hit: int
    miss: int
    output: int
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider gave back. `model` as the provider names it; `cost_usd` None when nothing was billed, or the
    price is not known; `billed` None when the provider did not say."""

    text: str
    provider: str
    model: str
    cost_usd: float | None = None
    billed: Billed | None = None


@dataclass(frozen=True, slots=True)
class SiteBlock:
    """`<site id=…>` or `<definition id=…>`: new source for one usage, imports as written after `import:`."""

    id: str
    code: str
    imports: tuple[str, ...] = ()
    is_definition: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`<keep id=…>`, `<not-a-usage id=…>` or `<is-a-usage id=…>` with its reason."""

    id: str
    reason: str
    says: Literal["keep", "not-a-usage", "is-a-usage"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A part of an answer that is not used, and why. `id` is the usage's where it is known, else ""."""

    id: str
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer of read: what the model proposes, nothing of it believed yet."""

    recipe: str | None
    sites: tuple[SiteBlock, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    rejections: tuple[Rejection, ...] = ()


# ---------------------------------------------------------------- apply and commit


@dataclass(frozen=True)
class ChangeSet:
    """New bytes by path, modes as they were; `before` holds the blob id that each change stands on."""

    base: str | None
    changes: Mapping[str, bytes] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that now exists: its short name and the commit it points to; `commits`: all that were made for it,
    in order."""

    name: str
    commit: str
    commits: tuple[str, ...] = ()
