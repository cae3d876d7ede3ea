"""An old definition that says it is deprecated: by a decorator where the project may use it, else by a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from refactor_cli.data import Definition, Edit, Span, Symbol, Target
from refactor_cli.expression_nodes import code_children, own_nodes
from refactor_cli.imports import Import, ImportChange, Need, Unspellable, Wanted, spell
from refactor_cli.imports.placing import line_start
from refactor_cli.imports.statements import parsed
from refactor_cli.imports.style import Style, style_of
from refactor_cli.resolution import Lookup, definitions_of, dotted_name
from refactor_cli.resolution.definitions import decorator_names
from refactor_cli.retire.defined import Defined, defined
from refactor_cli.retire.values import Refused, Retirement, Wish
from refactor_cli.site_change import SiteChange
from refactor_cli.supported import supported
from refactor_cli.symbols import SymbolMap

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_OVERLOAD = "overload"
_ACCESSORS = frozenset({"getter", "setter", "deleter"})
# https://docs.python.org/3/library/warnings.html#warnings.deprecated
_IN_PYTHON = (3, 13)
# https://github.com/python/typing_extensions/blob/main/CHANGELOG.md
_IN_TYPING_EXTENSIONS = (4, 5)


class _Call(NamedTuple):
    """A call to write: `callee` with the imports it needs, and its arguments."""

    callee: str
    needs: tuple[Import, ...]
    arguments: tuple[str, ...]


def deprecated(symbols: SymbolMap, target: Target, wish: Wish) -> Retirement:
    """Every definition of the target with its mark.

    Raises:
        Refused: none can be put there.
    """
    if target.beyond:
        new = min(dotted_name(symbols, each) for each in target.beyond)
        raise Refused(f"it is what {new} leads to, and would warn under that name as well")
    changes, notes = list[SiteChange](), list[str]()
    for each in _to_mark(defined(symbols, target)):
        if _is_marked(symbols, each):
            notes.append(f"{each.path}: {each.definition.qualname} says already that it is deprecated")
            continue
        message = f"{dotted_name(symbols, each.symbol)} is deprecated"
        message += f", use {wish.new}" if wish.new else ""
        if (mark := _decorator(symbols, each.path)) is not None:
            changes.append(_decorated(symbols, each, mark, message, wish))
        else:
            changes.append(_warning(symbols, each, message, wish))
    return Retirement(tuple(changes), notes=tuple(notes))


def _to_mark(every: tuple[Defined, ...]) -> list[Defined]:
    """Without overloads and the further accessors of a property, which share one implementation; in a stub all
    overloads, for there is nothing else."""
    found = list[Defined]()
    for each in every:
        names = decorator_names(each.definition)
        if not names & _ACCESSORS and (_OVERLOAD not in names or each.path.endswith(".pyi")):
            found.append(each)
    return found


def _is_marked(symbols: SymbolMap, each: Defined) -> bool:
    if any("deprecat" in decorator.lower() for decorator in each.definition.decorators):
        return True
    body = each.file_map.scopes[each.definition.body].span
    utf8 = symbols.snapshot.files[each.path].text.utf8
    return each.definition.kind == "function" and b"DeprecationWarning" in utf8[body.start : body.end]


def _decorator(symbols: SymbolMap, path: str) -> str | None:
    """The decorator that is there in every version the project supports; None when none is sure to be."""
    known = supported(symbols.snapshot, path)
    if known.python is not None and known.python >= _IN_PYTHON:
        return "warnings.deprecated"
    bound = known.requires.get("typing-extensions")
    # type checkers know typing_extensions by themselves, and a stub is read by nothing else
    if path.endswith(".pyi") or (bound is not None and bound >= _IN_TYPING_EXTENSIONS):
        return "typing_extensions.deprecated"
    return None


def _decorated(symbols: SymbolMap, each: Defined, mark: str, message: str, wish: Wish) -> SiteChange:
    """Directly above the `def`: what other decorators make of it need not be callable."""
    utf8, style = _text(symbols, each.path)
    start = each.definition.span.start
    call = _call(symbols, each, start, Import(*mark.split(".")), (_quoted(utf8, message),))
    indent = utf8[line_start(utf8, start) : start].decode()
    word = utf8[start : _word_end(utf8, start)].decode()
    lines = _written(f"@{call.callee}", call.arguments, indent, style)
    text = f"{style.newline}{indent}".join([*lines, word])
    return _change(each, Span(start, start + len(word.encode())), text, call, wish)


def _warning(symbols: SymbolMap, each: Defined, message: str, wish: Wish) -> SiteChange:
    """The first statement of the function, or of the class's constructor."""
    definition = _runs(symbols, each)
    block = _body(symbols, each.path, definition)
    if any(each.type == "yield" for each in own_nodes(block)):
        raise Refused(
            "it is a generator: a warning in it would come when it is iterated, not when it is called"
        )
    if any(b.name == "DeprecationWarning" for b in each.file_map.bindings):
        raise Refused(f"{each.path} uses the name DeprecationWarning for something else")
    utf8, style = _text(symbols, each.path)
    statements = code_children(block)
    arguments = (_quoted(utf8, message), "DeprecationWarning", "stacklevel=2")
    call = _call(symbols, each, statements[0].start_byte, Import("warnings"), arguments)
    span, indent, before, after = _first_place(utf8, block, statements, style)
    lines = _written(call.callee, call.arguments, indent, style)
    text = before + f"{style.newline}{indent}".join(lines) + after
    return _change(each, span, text, call, wish)


def _runs(symbols: SymbolMap, each: Defined) -> Definition:
    """What runs when the old is called."""
    if each.definition.kind == "function":
        return each.definition
    name = f"{each.definition.qualname}.__init__"
    found = definitions_of(Lookup(symbols), Symbol(each.path, name))
    if len(found) != 1:
        raise Refused("it is a class without one __init__ of its own to put the warning into")
    return found[0]


def _body(symbols: SymbolMap, path: str, definition: Definition) -> Node:
    node = symbols.node(path, definition.span)
    block = node.child_by_field_name("body") if node is not None else None
    if block is None or not any(child.type != "comment" for child in block.named_children):
        raise Refused(f"{path} does not parse there")
    return block


def _first_place(
    utf8: bytes, block: Node, statements: list[Node], style: Style
) -> tuple[Span, str, str, str]:
    """What is replaced, the indentation, and what stands before and behind the new statement.

    Nothing that a call site may begin or end with is touched: a new line begins where another one ended.
    """
    first = statements[0]
    is_doc = first.type == "expression_statement" and first.named_children[0].type == "string"
    function = block.parent
    assert function is not None
    colon = next(child.start_byte for child in reversed(function.children) if child.type == ":")
    newline = utf8.find(b"\n", colon)
    if newline < 0 or newline > first.start_byte:  # `def old(): return 1`
        base = utf8[line_start(utf8, function.start_byte) : function.start_byte].decode()
        indent = base + style.room.indent
        place = f"{style.newline}{indent}"
        if is_doc:
            raise Refused("its body stands on the line of its name, behind a docstring")
        return Span(colon, first.start_byte), indent, f":{place}", place
    indent = utf8[line_start(utf8, first.start_byte) : first.start_byte].decode()
    at = first.end_byte if is_doc else colon
    end = utf8.find(b"\n", at)
    end = end if end >= 0 else len(utf8)
    if is_doc and any(other.start_byte < end for other in statements[1:]):
        raise Refused("other code stands on the line of its docstring")
    if end and utf8[end - 1 : end] == b"\r":
        end -= 1
    return Span(end, end), indent, f"{style.newline}{indent}", ""


def _call(symbols: SymbolMap, each: Defined, at: int, imported: Import, arguments: tuple[str, ...]) -> _Call:
    dotted = f"{imported.module}.{imported.name or 'warn'}"
    spelled = spell(symbols, each.path, at, Wanted(dotted, imported_as=imported))
    if isinstance(spelled, Unspellable):
        raise Refused(f"{dotted} cannot be written there: {spelled.reason}")
    return _Call(spelled.text, spelled.needs, arguments)


def _written(callee: str, arguments: tuple[str, ...], indent: str, style: Style) -> list[str]:
    """The call in lines without their indentation, broken like Black does where it is too long."""
    room = style.room.width - len(indent)
    line = f"{callee}({', '.join(arguments)})"
    if len(line) <= room:
        return [line]
    inner = f"{style.room.indent}{', '.join(arguments)}"
    if len(inner) <= room:
        return [f"{callee}(", inner, ")"]
    return [f"{callee}(", *(f"{style.room.indent}{each}," for each in arguments), ")"]


def _change(each: Defined, span: Span, text: str, call: _Call, wish: Wish) -> SiteChange:
    needs = tuple(Need(wanted, span.start) for wanted in call.needs)
    change = ImportChange(needs, (), frozenset({call.callee.partition(".")[0]}))
    return SiteChange(Edit(each.path, span, text, (), wish.by), change)


def _text(symbols: SymbolMap, path: str) -> tuple[bytes, Style]:
    file = symbols.snapshot.files[path]
    return file.text.utf8, style_of(symbols, file, parsed(symbols, path))


def _quoted(utf8: bytes, message: str) -> str:
    quote = "'" if utf8.count(b"'") > utf8.count(b'"') else '"'
    return f"{quote}{message}{quote}"


def _word_end(utf8: bytes, start: int) -> int:
    end = start
    while utf8[end : end + 1].isalpha():
        end += 1
    return end
