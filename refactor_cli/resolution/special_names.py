"""The names that Python asks classes and objects for by itself; others between underscores a project makes up.
https://docs.python.org/3/reference/datamodel.html#special-method-names"""

from __future__ import annotations

import builtins
import types

_BUILT_IN = (*(each for each in vars(builtins).values() if isinstance(each, type)), types.CoroutineType)
# those of no builtin class, and of Python 2
_OTHERS = (
    *("get", "set", "delete", "set_name", "getattr", "slots", "metaclass", "mro_entries", "del", "missing"),
    *(
        "enter",
        "exit",
        "aenter",
        "aexit",
        "aiter",
        "anext",
        "copy",
        "deepcopy",
        "fspath",
        "matmul",
        "rmatmul",
    ),
    *("imatmul", "complex", "bytes", "nonzero", "div", "cmp", "unicode", "getslice", "setslice", "delslice"),
    *("file", "path", "all", "version", "author", "main", "builtins", "spec", "loader", "package"),
)
SPECIAL_NAMES = frozenset(
    {name for each in _BUILT_IN for name in dir(each) if name.startswith("__")}
    | {f"__{name}__" for name in _OTHERS}
)
