"""What the symbol map of a file holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Literal, NamedTuple

from refactor_cli.data.files import Span

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

    `scope`: index of the scope that gets the name, `global`/`nonlocal` already followed within the file. `span`: the
    bound name's own span; `statement`: the whole (simple or compound) statement; `block`: the innermost statement
    list around it that may be skipped or left early (body of if/else/for/while/try/except/ match case; `with` bodies
    are transparent), or the scope's own span. A binding is sure to have happened at a later use in the same scope
    when `block` contains the use. `loop`: the innermost loop body around it. `module`, `imported`: as `BindingKind`
    says. `value`: dotted source of a plain alias, also in `name = staticmethod(alias)`, `called`: dotted source of
    the callee in `name = callee(...)`; `annotation`: dotted source of a plain annotation (assignments and
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
    `bases`: dotted source of the positional bases, subscripts stripped, those in `with_metaclass(…)` among them, "" for
    any other expression.
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


class FileMap:
    """The symbol map of one file: what `index` knows, and what is cached per blob id; nothing of it is changed later.

    `scopes[0]` is the module. `exports`: the strings of `__all__` in order, None when there is none;
    `exports_complete`: False when `__all__` is also built in a way that was not understood.
    `errors`: spans that tree-sitter could not parse. `python2`: has print statements, backticks and the like.
    """

    def __init__(
        self,
        scopes: tuple[Scope, ...],
        bindings: tuple[Binding, ...] = (),
        definitions: tuple[Definition, ...] = (),
        exports: tuple[str, ...] | None = None,
        exports_complete: bool = True,
        errors: tuple[Span, ...] = (),
        python2: bool = False,
    ) -> None:
        self.scopes, self.bindings, self.definitions = scopes, bindings, definitions
        self.exports, self.exports_complete = exports, exports_complete
        self.errors, self.python2 = errors, python2

    def __eq__(self, other: object) -> bool:
        return self._fields == other._fields if isinstance(other, FileMap) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._fields)

    def __repr__(self) -> str:
        return f"FileMap{self._fields}"

    @property
    def _fields(self) -> tuple[object, ...]:
        exports = (self.exports, self.exports_complete)
        return (self.scopes, self.bindings, self.definitions, *exports, self.errors, self.python2)

    @cached_property
    def named(self) -> Mapping[str, tuple[Binding, ...]]:
        """The bindings by name, in the order of the file."""
        found: dict[str, list[Binding]] = {}
        for binding in sorted(self.bindings, key=attrgetter("span")):
            found.setdefault(binding.name, []).append(binding)
        return {name: tuple(bindings) for name, bindings in found.items()}

    def bound_in(self, scope: int, name: str) -> Sequence[Binding]:
        """The bindings of a name in a scope, in the order of the file."""
        by_scope = self._by_scope.get(name)
        if by_scope is None:
            by_scope = self._by_scope[name] = {}
            for binding in self.named.get(name, ()):
                by_scope.setdefault(binding.scope, []).append(binding)
        return by_scope.get(scope, ())

    @cached_property
    def _by_scope(self) -> dict[str, dict[int, list[Binding]]]:
        """The bindings of those names that were asked for: a file may have hundreds of `self`."""
        return {}

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

    @cached_property
    def scope_places(self) -> tuple[int, ...]:
        """For each scope in that order the place of the one whose span is around its own, 0 for the module's."""
        found, around = list[int](), [0]
        for place, (start, _) in enumerate(self.scope_order):
            while len(around) > 1 and self.scopes[self.scope_order[around[-1]][1]].span.end <= start:
                around.pop()
            found.append(around[-1])
            around.append(place)
        return tuple(found)
