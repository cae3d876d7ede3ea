"""The modules that import statements name."""

from __future__ import annotations

from refactor_cli.data import Binding
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.resolution.given_modules import given_module
from refactor_cli.resolution.modules import stem_of
from refactor_cli.resolution.values import Lookup, Value, external, module_at, outside

# white space and line ends behind a backslash may stand before it
_DOT = lazy_pattern(rb"(?:[ \t\f]|\\\r?\n)*\.")


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
        if (copied := _below_copy(look, stem)) is not None:
            return copied
        file = modules.files.get(stem)
        if file is None and "/" not in stem:
            # beside this file, which is in no package: no module of that name elsewhere
            return external(f".{stem}")
        return module_at(look, file) if file else given_or_outside(look, module_dotted(look, stem))
    file = modules.find(module, path)
    if file is None and look.symbols.snapshot.copies:
        parts = module.split(".")
        for size in range(len(parts) - 1, 0, -1):
            if file := modules.find(".".join(parts[:size]), path):
                below = _below_copy(look, "/".join((stem_of(file), *parts[size:])))
                return below or outside(look, module)
    return module_at(look, file) if file else given_or_outside(look, module)


def given_or_outside(look: Lookup, module: str) -> Value:
    """The module of a name that no file has: one that it is given to, else something outside the repository."""
    given = given_module(look, module)
    return module_at(look, given) if given else outside(look, module)


def _below_copy(look: Lookup, stem: str) -> Value | None:
    """What a copy of another project's module makes look like modules below it: `six.moves.urllib`."""
    for file, original in look.symbols.snapshot.copies.items():
        if stem.startswith(f"{stem_of(file)}/"):
            return external(original + stem[len(stem_of(file)) :].replace("/", "."))
    return None


def module_dotted(look: Lookup, stem: str) -> str:
    """The dotted name of a module by its path without suffix."""
    names = look.modules.names(f"{stem}.py")
    return names[0] if names else stem.replace("/", ".")
