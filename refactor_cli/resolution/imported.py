"""The modules that import statements name."""

from __future__ import annotations

import re

from refactor_cli.data import Binding, Symbol
from refactor_cli.resolution.values import Lookup, Value, external

# white space and line ends behind a backslash may stand before it
_DOT = re.compile(rb"(?:[ \t\f]|\\\r?\n)*\.")


def imported_module(look: Lookup, path: str, binding: Binding) -> Value:
    """`import a.b` binds a, `import a.b as c` and `import a.b as a` bind a.b."""
    first, dot, _ = binding.module.partition(".")
    if dot and binding.name == first:
        text = look.symbols.snapshot.files[path].text.utf8
        if _DOT.match(text, binding.span.end):
            return module_value(look, path, first)
    return module_value(look, path, binding.module)


def module_value(look: Lookup, path: str, module: str) -> Value:
    """The module that `import module` (or `from module import`, dots kept) in a file means."""
    modules = look.modules
    if module.startswith("."):
        stem = modules.relative(module, path)
        if stem is None:
            return external(module)
        file = modules.files.get(stem)
        if file is None and "/" not in stem:
            # beside this file, which is in no package: no module of that name elsewhere
            return external(f".{stem}")
        return Value(Symbol(file, ""), "module") if file else external(module_dotted(look, stem))
    file = modules.find(module, path)
    return Value(Symbol(file, ""), "module") if file else external(module)


def module_dotted(look: Lookup, stem: str) -> str:
    """The dotted name of a module by its path without suffix."""
    names = look.modules.names(f"{stem}.py")
    return names[0] if names else stem.replace("/", ".")
