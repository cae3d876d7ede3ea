"""Files whose code nothing rewrites: it is not understood for certain, or what it calls is not what it seems."""

from __future__ import annotations

from refactor_cli.data import FileMap
from refactor_cli.imports.module_files import file_of
from refactor_cli.python2_syntax import is_only_python3
from refactor_cli.recipe.parsing import parse_module
from refactor_cli.recipe.requirements import floors_for
from refactor_cli.symbols import SymbolMap


def left_to_people(symbols: SymbolMap, path: str) -> str:
    """Why the code of a file is left as it is; "" where it may be rewritten."""
    known: dict[str, str] = symbols.snapshot.memo.setdefault("left to people", {})
    if path not in known:
        known[path] = _why_left(symbols, path)
    return known[path]


def _why_left(symbols: SymbolMap, path: str) -> str:
    file_map = symbols.map(path)
    if file_map is None:
        return "not among the Python files that were read"
    if file_map.python2 and (reason := _among_others(symbols, path, file_map)):
        return f"a Python 2 file, and {reason}"
    if not file_map.errors:
        return ""
    text = symbols.snapshot.files[path].text
    if file_map.python2:
        return f"a Python 2 file, of which line {text.position(file_map.errors[0].start)[0]} does not parse"
    return _syntax_error(text.utf8)


def python3_import(symbols: SymbolMap, path: str, file_map: FileMap) -> str:
    """The file of the repository that a file imports and Python 2 cannot read; "" where there is none."""
    known: dict[str, bool] = symbols.snapshot.memo.setdefault("only Python 3", {})
    for binding in file_map.bindings:
        if binding.kind not in ("from", "import"):
            continue
        name = f"{binding.module.rstrip('.')}.{binding.imported}" if binding.kind == "from" else ""
        for module in filter(None, (binding.module, name)):
            found = file_of(symbols, path, module)
            if found is not None and found not in known and symbols.map(found) is not None:
                known[found] = is_only_python3(symbols.tree(found).root_node)
            if found is not None and known.get(found):
                return found
    return ""


def _among_others(symbols: SymbolMap, path: str, file_map: FileMap) -> str:
    """What tells that a file in Python 2 runs with other modules than those of the repository."""
    lowest = floors_for(symbols.snapshot, path).get("python")
    if lowest and lowest >= (3,):
        return f"the project needs Python {'.'.join(map(str, lowest))}"
    other = python3_import(symbols, path, file_map)
    return f"it imports {other}, which Python 2 cannot read" if other else ""


def _syntax_error(utf8: bytes) -> str:
    """What Python says about a file that the parser did not understand all of; "" when Python does."""
    try:
        parse_module(utf8.decode("utf-8", "replace"))
    except SyntaxError as error:
        # of a NUL byte no line is told
        where = f" in line {error.lineno}" if error.lineno else f": {error.msg}"
        return f"the file has a syntax error{where}"
    except ValueError as error:  # what Python before 3.11.4 says of a NUL byte
        return f"the file cannot be parsed: {error}"
    return ""
