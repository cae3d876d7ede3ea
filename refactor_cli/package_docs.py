"""The interface of an installed package: signatures and docstrings, read from its files and never imported."""

from __future__ import annotations

import ast
import os
import re
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from refactor_cli.module_source import Module, imported_from, module_holding, tree_of

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_MOST_FILES = 2_000
_MOST_TEXT = 400_000  # characters
_DOC = 1_200  # characters of one docstring
_MOST_HOPS = 6
_MAKING = ("__init__", "__call__", "__new__")


def is_package_name(name: str) -> bool:
    """Whether this could be a dotted module name."""
    return _NAME.fullmatch(name) is not None


def site_folders(top: Path, named: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Where packages may be installed: those of the environment that the user names, the repository's virtual
    environment, the active one, our own."""
    active = os.environ.get("VIRTUAL_ENV")
    environments = [top / ".venv", top / "venv", *([Path(active)] if active else [])]
    found = [
        folder
        for environment in environments
        for folder in (
            *sorted(environment.glob("lib/python3*/site-packages")),
            environment / "Lib/site-packages",
        )
        if folder.is_dir()
    ]
    return (*named, *found, Path(sysconfig.get_paths()["purelib"]))


def interface(name: str, folders: Iterable[Path]) -> str:
    """The public classes and functions of a package or module as Python stubs with docstrings, "" where it is not
    installed. Modules and names that begin with an underscore are left out, and so are tests."""
    for folder in folders:
        place = folder.joinpath(*name.split("."))
        single = [place.with_name(place.name + suffix) for suffix in (".pyi", ".py")]
        files = (
            _modules(place) if os.path.isdir(place) else [each for each in single if os.path.isfile(each)][:1]
        )
        text = "\n".join(_bounded(_module(file, folder) for file in files))
        if text.strip():
            return text
    return ""


def definition(dotted: str, folders: Iterable[Path]) -> str:
    """A function, class or method of an installed package as a stub with its docstring, "" where none is found. What a
    module of the package only imports from another one is followed there; what a class has from a base is not."""
    names = tuple(dotted.split("."))
    return next((text for folder in folders if (text := _defined(folder, names, _MOST_HOPS))), "")


def _defined(folder: Path, names: tuple[str, ...], hops: int) -> str:
    held = module_holding(names, (folder,))
    if held is None:
        return ""
    module, inside = held
    if found := _named(module.tree.body, inside):
        return "\n".join(_stubs([found], "", private=True))
    source = _imported(module, inside[0]) if hops else ()
    return _defined(folder, (*source, *inside[1:]), hops - 1) if source else ""


def _named(body: Iterable[ast.stmt], names: tuple[str, ...]) -> ast.stmt | None:
    """What is defined under the names, within the classes around it; of a class what makes an object of it."""
    for node in body:
        if isinstance(node, ast.If | ast.Try) and (found := _named(node.body, names)):
            return found
        if (
            not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            or node.name != names[0]
        ):
            continue
        if not isinstance(node, ast.ClassDef):
            return node if len(names) == 1 else None
        inner = (
            _named(node.body, names[1:])
            if len(names) > 1
            else _named(node.body, ("__init__",)) or _named(node.body, ("__new__",))
        )
        if inner is None and len(names) > 1:
            return None
        doc = [] if len(names) > 1 or ast.get_docstring(node) is None else node.body[:1]
        node.body = [*doc, *([inner] if inner is not None else [])]
        return node
    return None


def _imported(module: Module, name: str) -> tuple[str, ...]:
    """Where `from … import` takes a name from, in full."""
    imports = (node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom))
    found = (imported_from(node, name, module.package) for node in imports)
    return next(filter(None, found), ())


def _modules(package: Path) -> list[Path]:
    found = [
        path
        for path in sorted(package.rglob("*.py"))[:_MOST_FILES]
        if not any(_is_private(part) for part in path.relative_to(package).with_suffix("").parts)
    ]
    return [path for path in found if not path.is_symlink()]


def _is_private(name: str) -> bool:
    return (name.startswith("_") and name != "__init__") or name in ("tests", "test", "conftest")


def _bounded(texts: Iterable[str]) -> Iterator[str]:
    size = 0
    for text in texts:
        size += len(text)
        if size > _MOST_TEXT:
            yield "# … the rest is left out: it is too long"
            return
        if text:
            yield text


def _module(file: Path, folder: Path) -> str:
    tree = tree_of(file)
    if tree is None:
        return ""
    stubs = list(_stubs(tree.body, ""))
    module = ".".join(file.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
    doc = _doc(tree, "")
    return "\n".join((f"# {module}", *doc, *stubs, "")) if stubs else ""


def _stubs(body: Iterable[ast.stmt], indent: str, *, private: bool = False) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef) and (private or not node.name.startswith("_")):
            bases = ", ".join(map(ast.unparse, node.bases))
            yield f"{indent}class {node.name}{f'({bases})' if bases else ''}:"
            yield from _doc(node, indent + "    ")
            yield from _stubs(node.body, indent + "    ", private=private)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if not private and node.name.startswith("_") and node.name not in _MAKING:
                continue
            for decorator in node.decorator_list:
                yield f"{indent}@{ast.unparse(decorator)}"
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            keyword = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
            yield f"{indent}{keyword} {node.name}({ast.unparse(node.args)}){returns}: ..."
            yield from _doc(node, indent + "    ")


def _doc(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, indent: str
) -> Iterator[str]:
    doc = ast.get_docstring(node)
    if doc:
        shown = doc if len(doc) <= _DOC else f"{doc[:_DOC]} …"
        yield from (f"{indent}# {line}".rstrip() for line in shown.splitlines())
