"""What functions and methods outside the repository give, for those that only hand on what they were given, and
for strings. https://docs.python.org/3/library/stdtypes.html"""

from __future__ import annotations

from refactor_cli.data import Symbol
from refactor_cli.dotted import last_part
from refactor_cli.inference.values import (
    DICTIONARIES,
    NOTHING,
    SAID,
    UNKNOWN,
    Known,
    Types,
    builtin,
    display,
    exactly,
    holds_any,
    iterated,
    taken_out,
)

_STRINGS = frozenset(
    {
        *("capitalize", "casefold", "center", "expandtabs", "format", "format_map", "join", "ljust", "lower"),
        *("lstrip", "removeprefix", "removesuffix", "replace", "rjust", "rstrip", "strip", "swapcase"),
        *("title", "translate", "upper", "zfill"),
    }
)
_LISTS_OF_STRINGS = frozenset({"split", "rsplit", "splitlines"})
_NUMBERS = frozenset({"find", "index", "count", "rfind", "rindex", "__len__"})
_TRUTHS = frozenset(
    {"startswith", "endswith", "isdigit", "isalpha", "isupper", "islower", "isspace", "isalnum"}
)
_SAME = frozenset({"copy", "union", "intersection", "difference", "symmetric_difference", "__add__"})
_RESULTS = {
    "builtins.len": "int",
    "builtins.repr": "str",
    "builtins.ascii": "str",
    "builtins.chr": "str",
    "builtins.hex": "str",
    "builtins.input": "str",
    "builtins.ord": "int",
    "builtins.hash": "int",
    "builtins.id": "int",
    "builtins.isinstance": "bool",
    "builtins.issubclass": "bool",
    "builtins.callable": "bool",
    "builtins.hasattr": "bool",
    "builtins.any": "bool",
    "builtins.all": "bool",
    "builtins.vars": "dict",
    "builtins.globals": "dict",
    "builtins.locals": "dict",
    "builtins.dir": "list",
    "os.getcwd": "str",
    "os.listdir": "list",
}
# the same of functions of the standard library, by the class of what they give: none gives an object of a subclass
# that is not made there, but for loggers (`setLoggerClass`) and paths that a function leaves as they are
_OF_MODULES = {
    f"{module}.{name}": given
    for module, given, names in (
        ("builtins", "builtins.str", ("bin", "format", "oct")),
        ("builtins", "io.TextIOWrapper", ("open",)),
        ("codecs", "codecs.StreamReaderWriter", ("open",)),
        ("io", "io.TextIOWrapper", ("open",)),
        ("json", "builtins.str", ("dumps",)),
        ("logging", "logging.Logger", ("getLogger",)),
        ("os", "builtins.bytes", ("urandom",)),
        ("os", "builtins.int", ("getpid", "getppid")),
        ("os", "io.TextIOWrapper", ("fdopen",)),
        ("os.path", "builtins.bool", ("exists", "isabs", "isdir", "isfile", "islink", "lexists", "samefile")),
        ("os.path", "builtins.float", ("getatime", "getctime", "getmtime")),
        ("os.path", "builtins.int", ("getsize",)),
        ("os.path", "builtins.str", ("abspath", "basename", "commonpath", "commonprefix", "dirname")),
        ("os.path", "builtins.str", ("expanduser", "expandvars", "join", "normcase", "normpath")),
        ("os.path", "builtins.str", ("realpath", "relpath")),
        ("pickle", "builtins.bytes", ("dumps",)),
        ("random", "builtins.float", ("random", "uniform")),
        ("random", "builtins.int", ("getrandbits", "randint", "randrange")),
        ("re", "builtins.str", ("escape", "sub")),
        ("re", "re.Pattern", ("compile",)),
        ("tempfile", "builtins.str", ("gettempdir", "mkdtemp", "mktemp")),
        ("textwrap", "builtins.str", ("dedent", "fill", "indent", "shorten")),
        ("time", "builtins.float", ("clock", "mktime", "monotonic", "perf_counter", "process_time", "time")),
        ("time", "builtins.str", ("asctime", "ctime", "strftime")),
        ("traceback", "builtins.str", ("format_exc",)),
        ("uuid", "uuid.UUID", ("uuid1", "uuid3", "uuid4", "uuid5")),
    )
    for name in names
}


# the methods of dictionaries that Python 2 has for what are views in Python 3
_OF_DICTIONARIES = {f"{way}{name}": name for way in ("iter", "view") for name in ("items", "keys", "values")}
# functions that call these of what they are given, whichever Python it is: https://six.readthedocs.io/#six.iteritems
CALLED_OF_FIRST = {
    f"{module}.{name}": method
    for module in ("six", "future.utils")
    for name, method in _OF_DICTIONARIES.items()
}
# methods of paths that give another path
PATHS = {
    "pathlib.Path": frozenset(
        {"absolute", "expanduser", "joinpath", "relative_to", "resolve", "with_name", "with_suffix"}
    ),
    "py.path.local": frozenset({"dirpath", "ensure", "join", "joinpath", "mkdir", "new", "realpath"}),
}
# what these hold is known by what is seen to be put there
_HOLDING = ("builtins.", "collections.deque")


def method_outside(receiver: Known, name: str) -> Known:
    """A method of an instance of a class outside the repository, taken from it."""
    return Known(
        "function",
        Symbol(None, f"{receiver.symbol.name}.{name}"),
        receiver.symbol,
        receiver.items,
        receiver.values,
        receiver.parts,
        made=receiver.made,
    )


def result_outside(known: Known) -> Types:
    """What calling a function or method outside the repository gives; the receiver's items stand in `known`."""
    dotted = known.symbol.name
    if dotted in _RESULTS:
        return exactly(display(_RESULTS[dotted]))
    if dotted in _OF_MODULES:
        return exactly(Known("instance", Symbol(None, _OF_MODULES[dotted])))
    if known.bound is not None and known.bound.name in DICTIONARIES:
        return _of_dictionary(known, known.bound, last_part(dotted))
    if known.bound is not None and known.bound.name in PATHS:
        return _of_path(known.bound, last_part(dotted))
    if known.bound is None or not known.bound.name.startswith(_HOLDING):
        return UNKNOWN
    owner, name = known.bound.name.removeprefix("builtins."), last_part(dotted)
    if owner in ("str", "bytes"):
        return _of_string(owner, name)
    if name in _SAME:
        return exactly(
            Known("instance", known.bound, items=known.items, values=known.values, made=known.made)
        )
    if name in ("pop", "popleft") and (known.items or known.parts):
        items = iterated(exactly(known))
        return items._replace(
            complete=items.complete and SAID in known.items
        )  # others may put something into it
    return UNKNOWN


def _of_path(cls: Symbol, name: str) -> Types:
    if name in PATHS[cls.name]:
        return exactly(Known("instance", cls))
    return exactly(Known("instance", Symbol(None, "io.TextIOWrapper"))) if name == "open" else UNKNOWN


def _of_string(owner: str, name: str) -> Types:
    if name in _STRINGS:
        return exactly(builtin(owner))
    if name in _LISTS_OF_STRINGS:
        return exactly(display("list", frozenset({builtin(owner)})))
    if name in ("partition", "rpartition"):
        return exactly(display("tuple", frozenset({builtin(owner)})))
    if name in _NUMBERS:
        return exactly(builtin("int"))
    if name in _TRUTHS:
        return exactly(builtin("bool"))
    if name in ("encode", "decode"):
        return exactly(builtin("bytes" if name == "encode" else "str"))
    return UNKNOWN


def _of_dictionary(known: Known, cls: Symbol, name: str) -> Types:
    if name == "copy":
        return exactly(
            Known(
                "instance",
                cls,
                items=known.items,
                values=known.values,
                made=known.made,
            )
        )
    if name in ("get", "pop", "setdefault") and holds_any(known.values):
        return taken_out(known.values, NOTHING, SAID in known.values)
    name = _OF_DICTIONARIES.get(name, name)
    if name == "items":
        pair = Known("instance", Symbol(None, "builtins.tuple"), parts=(known.items, known.values))
        is_said = SAID in known.items and SAID in known.values
        return exactly(builtin("dict_items", frozenset({pair, SAID} if is_said else {pair})))
    if name == "values":
        return exactly(builtin("dict_values", known.values))
    if name == "keys":
        return exactly(builtin("dict_keys", known.items))
    return UNKNOWN
