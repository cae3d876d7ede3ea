"""Files whose code nothing rewrites: it is not understood for certain."""

from __future__ import annotations

from refactor_cli.recipe.parsing import parse_module
from refactor_cli.symbols import SymbolMap


def left_to_people(symbols: SymbolMap, path: str) -> str:
    """Why the code of a file is left as it is; "" where it may be rewritten."""
    file_map = symbols.map(path)
    if file_map is None:
        return "not among the Python files that were read"
    if file_map.python2:
        return "a Python 2 file"
    return _syntax_error(symbols.snapshot.files[path].text.utf8) if file_map.errors else ""


def _syntax_error(utf8: bytes) -> str:
    """What Python says about a file that the parser did not understand all of; "" when Python does."""
    try:
        parse_module(utf8.decode("utf-8", "replace"))
    except SyntaxError as error:
        # of a NUL byte no line is told
        where = f" in line {error.lineno}" if error.lineno else f": {error.msg}"
        return f"the file has a syntax error{where}"
    except ValueError:
        return "the file cannot be parsed"
    return ""
