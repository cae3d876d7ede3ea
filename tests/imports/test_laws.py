"""Laws that hold for every file: what is added can be taken away, and nothing but imports changes."""

from __future__ import annotations

import ast

from hypothesis import assume, given
from hypothesis import strategies as st
from import_cases import symbol_map

from refactor_cli.data import Edit, Span
from refactor_cli.imports import Import, ImportChange, Need, edit_imports
from refactor_cli.imports.order import NameOrder, Order, name_key, statement_key
from refactor_cli.splice import edited

STANDARD = ("abc", "ast", "json", "os", "sys", "zlib")
OTHERS = ("alpha", "beta.gamma", "lib2", "lib10", "zoo")
NAMES = ("A_B", "CONSTANT", "Klass", "Other", "a1", "a10", "a2", "name", "zeta")
END = "\n\nUSED = 1\n"


@st.composite
def blocks(draw: st.DrawFn) -> str:
    """A sorted import block of at least one statement in each section, as isort leaves it.

    No line is near the width at which it would be broken: broken lines stay so.
    """
    sections = list[str]()
    for modules in (STANDARD, OTHERS):
        plain = draw(st.sets(st.sampled_from(modules), min_size=1, max_size=3))
        chosen = draw(
            st.dictionaries(
                st.sampled_from(modules), st.sets(st.sampled_from(NAMES), min_size=1, max_size=5), max_size=3
            )
        )
        lines = [Import(module) for module in plain]
        lines += [
            Import(module, min(names, key=lambda name: name_key(NameOrder(), name)))
            for module, names in chosen.items()
        ]
        lines.sort(key=lambda line: statement_key(Order(), line))
        sections.append("\n".join(_written(line, chosen.get(line.module, set())) for line in lines))
    return "\n\n".join(sections) + END


MODULES = st.sampled_from((*STANDARD, *OTHERS, "middle.of"))
NEW_NAMES = st.sampled_from(("B_C", "Middle", "a5", "new"))
additions = st.one_of(
    st.tuples(MODULES, NEW_NAMES).map(lambda pair: Import(*pair)),
    st.sampled_from(("bisect", "middle", "zzz")).map(Import),
)


@given(blocks(), additions, st.sampled_from(("\n", "\r\n", "\r")), st.booleans())
def test_added_and_removed_is_as_before(block: str, new: Import, newline: str, doc: bool) -> None:
    before = (('"""Doc."""\n\n' if doc else "") + block).replace("\n", newline).encode()
    symbols = symbol_map({"app.py": before})
    end = len(symbols.snapshot.files["app.py"].text.utf8)
    use = Edit("app.py", Span(end, end), f"{new.local}{newline}")
    added = edit_imports(
        symbols, "app.py", ImportChange(needs=(Need(new, end),), used=frozenset({new.local}))
    )
    between = edited(symbols.snapshot.files["app.py"], [*added, use]).data
    ast.parse(between)
    assert all(edit.span.end <= end - len(END) + 1 for edit in added)
    # a line that became too long is laid out anew, and nobody knows later that it was one line
    assume(all("(" not in edit.text for edit in added))

    changed = symbol_map({"app.py": between})
    text = changed.snapshot.files["app.py"].text.utf8
    start = text.rstrip().rfind(b"\n") + 1
    first = Span(start, start + len(new.local))
    removed = edit_imports(changed, "app.py", ImportChange(vacated=(first,)))
    unused = Edit("app.py", Span(start, len(text)), "")
    assert edited(changed.snapshot.files["app.py"], [*removed, unused]).data == before


def _written(line: Import, names: set[str]) -> str:
    if not line.name:
        return line.source
    ordered = sorted(names, key=lambda name: name_key(NameOrder(), name))
    return f"from {line.module} import {', '.join(ordered)}"
