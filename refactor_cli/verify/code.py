"""Source of a block -> Code: parsed, bounded, and of no form that a block may not have."""

from __future__ import annotations

import ast
import unicodedata
import warnings
from collections.abc import Iterator, Sequence

from msgspec import Struct

from refactor_cli import fragment, grammar
from refactor_cli.answer_format.margin import lines_in_strings
from refactor_cli.clipped import clipped
from refactor_cli.expression_nodes import PRIMARY, repeated_keyword
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.recipe.parsing import parse_module
from refactor_cli.text import has_word
from refactor_cli.verify.python2_source import in_python3
from refactor_cli.verify.refused import Refused, Unparsed

MAX_CHARACTERS = 20_000
_SHOWN = 60  # characters of a line
# Python 3 reads it as a shift of bits, which nobody means
_TO_STREAM = lazy_pattern(r"\bprint[ \t]*>>")
_STATEMENTS = (
    ast.Expr,
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.Raise,
    ast.Assert,
    ast.Pass,
    ast.Return,
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)


class Code(Struct, frozen=True):
    """The source of a block. `expression`: its exact source when it is nothing but one; `is_primary`: that one needs
    no brackets anywhere; `in_strings`: lines, from 0, that begin inside a string other than a docstring."""

    text: str
    statements: tuple[ast.stmt, ...]
    expression: str | None
    is_primary: bool
    in_strings: frozenset[int]

    def nodes(self) -> Iterator[ast.AST]:
        """Every node of the tree."""
        for statement in self.statements:
            yield from ast.walk(statement)


def read_code(
    text: str,
    old: str,
    is_definition: bool = False,
    *,
    may_import: bool = False,
    more_methods: bool = False,
    is_python2: bool = False,
) -> Code:
    """Parses a block's source; `old` is what it replaces, whose characters and forms it may have too. `may_import`:
    import statements inside are looked at elsewhere. `more_methods`: further functions may follow a definition.
    `is_python2`: it is to stand in a file of Python 2, and may be written so.

    Raises:
        Refused: it does not parse, or holds what no block may.
    """
    code = _read(text, old, may_import=may_import, is_python2=is_python2)
    if is_definition:
        _check_definitions(code, more_methods)
    else:
        _check_statements(code.statements)
        only = _only_value(code)
        if isinstance(only, ast.Tuple) and code.text.rstrip()[-1:] == ",":
            raise Refused("it ends with a comma, which makes a tuple of it")
        if isinstance(only, ast.Starred):
            raise Refused("it is no expression that can stand alone")
    return code


def read_module_code(text: str, old: str) -> Code:
    """Parses what a module is to get: functions, classes, and names that are given a value; `old` is its source.

    Raises:
        Refused: it does not parse, or holds something else.
    """
    code = _read(text, f"{old}\nyield :=", may_import=False)  # which need not be known there
    for statement in code.statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) and statement.value else targets
        is_constant = len(targets) == 1 and isinstance(targets[0], ast.Name)
        if not is_constant and not isinstance(statement, _DEFINITIONS):
            raise Refused(
                "it holds something else than whole defs, classes, and names that are given a value"
            )
    return code


def _read(text: str, old: str, *, may_import: bool, is_python2: bool = False) -> Code:
    if len(text) > MAX_CHARACTERS:
        raise Refused(f"it is longer than {MAX_CHARACTERS:,} characters")
    check_characters(text, old)
    if text.rstrip().endswith("\\"):
        raise Refused("it ends with a backslash")
    utf8 = text.encode("utf-8")
    tree = grammar.parse("python", utf8)
    if grammar.depth(tree.root_node, fragment.MAX_DEPTH) >= fragment.MAX_DEPTH:
        raise Refused("it is nested too deeply")
    if twice := repeated_keyword(tree.root_node):
        raise Refused(f"it gives '{twice}' to a call twice")
    module = parsed_any(text) if is_python2 else parsed(text)
    code = _wrapped(text) if module is None else _plain(text, tuple(module.body), tree)
    _check_forms(code, old, may_import)
    return code


def parsed(text: str) -> ast.Module | None:
    """Python's own tree, None when it does not parse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def parsed_any(text: str) -> ast.Module | None:
    """The same of a text that Python 3 or Python 2 reads: of what stands in a file, or is to stand in one of these."""
    module = None if _TO_STREAM.search(text) else parsed(text)
    return module or in_python3(text, parsed) or parsed(text)


def where_unparsed(text: str) -> str:
    """Where and why a text is no Python, behind what says that it is none; "" where the parser does not tell."""
    try:
        parse_module(text)
    except SyntaxError as error:
        line = clipped((error.text or "").strip(), _SHOWN)
        return (
            f" (line {error.lineno}: {error.msg}: {line})" if line else f" (line {error.lineno}: {error.msg})"
        )
    except ValueError:
        pass
    return ""


def check_characters(text: str, old: str) -> None:
    """Raises Refused for characters that hide what code says; see https://trojansource.codes."""
    for character in set(text) - {"\n", "\t"}:
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"):
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            raise Refused(f"it has an invisible or control character: {name}")
    if text.isascii():
        return
    known = set(old)
    for character in sorted(set(text) - known):
        if ord(character) > 127:
            raise Refused(f"it has a character that the old source does not have: U+{ord(character):04X}")


def _plain(text: str, statements: tuple[ast.stmt, ...], tree: grammar.Tree) -> Code:
    nodes = [node for node in tree.root_node.children if node.type != "comment"]
    lines = frozenset(lines_in_strings(tree))
    only = nodes[0] if len(nodes) == 1 else None
    if (
        len(statements) == 1
        and isinstance(statements[0], ast.Expr)
        and only
        and only.type == "expression_statement"
    ):
        source = (only.text or b"").decode("utf-8")
        if parsed(source) is not None:  # LibCST reads Python 3 alone
            _check_fragment(source)
        inner = only.named_children[0] if only.named_child_count == 1 else None
        is_primary = inner is not None and inner.type in PRIMARY and inner.end_byte == only.end_byte
        before = tree.root_node.start_point[0], only.start_point[0]
        return Code(source, statements, source, is_primary, frozenset(line - before[1] for line in lines))
    if not statements:
        raise Refused("it holds no code")
    return Code(text, statements, None, False, lines)


def _wrapped(text: str) -> Code:
    """An expression over several lines that only holds together in brackets."""
    found = fragment.parse(text)
    module = None if isinstance(found, fragment.Unparsed) else parsed(found.code())
    if isinstance(found, fragment.Unparsed) or module is None or len(module.body) != 1:
        raise Unparsed(f"it does not parse{where_unparsed(text)}")
    source = found.code()
    tree = grammar.parse("python", source.encode("utf-8"))
    return Code(source, tuple(module.body), source, True, frozenset(lines_in_strings(tree)))


def _check_fragment(source: str) -> None:
    found = fragment.parse(source)
    if isinstance(found, fragment.Unparsed):
        raise Refused(found.reason)


def _check_forms(code: Code, old: str, may_import: bool) -> None:
    known = old if code.text.isascii() else unicodedata.normalize("NFKC", old)
    for node in code.nodes():
        for name in _names(node):
            # a character that the old source has in a text may make a name look like another one
            if not name.isascii() and not has_word(known, name):
                raise Refused(f"it has a name with other characters than the old source: {name!a}")
        if isinstance(node, ast.Import | ast.ImportFrom) and not may_import:
            raise Refused("it has an import statement inside: write it as `import: …` before the code")
        if isinstance(node, ast.Global | ast.Nonlocal) and not ("global" in old or "nonlocal" in old):
            raise Refused("it declares a name as global or nonlocal")
        if isinstance(node, ast.NamedExpr) and ":=" not in old:
            raise Refused("it has ':='")
        if isinstance(node, ast.Yield | ast.YieldFrom) and "yield" not in old:
            raise Refused("it has a 'yield'")


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case (
            ast.Name(id=name)
            | ast.Attribute(attr=name)
            | ast.arg(arg=name)
            | ast.keyword(arg=str(name))
            | ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.ClassDef(name=name)
            | ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            yield name


def _check_definitions(code: Code, more_methods: bool) -> None:
    first, *more = code.statements
    is_whole = isinstance(first, _DEFINITIONS) and (more_methods or not more)
    if not is_whole or any(not isinstance(each, _FUNCTIONS) for each in more):
        more_of_it = ", with methods after it" if more_methods else ""
        raise Refused(f"it is not one whole def or class{more_of_it}")


def _only_value(code: Code) -> ast.expr | None:
    first = code.statements[0]
    return first.value if isinstance(first, ast.Expr) else None


def _check_statements(statements: Sequence[ast.stmt]) -> None:
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.stmt) and not isinstance(node, _STATEMENTS):
                raise Refused(f"it has a statement that a site may not have: {type(node).__name__.lower()}")
