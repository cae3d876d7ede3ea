"""What is known about classes and functions outside the repository without reading or importing them.

Only names that are one object for certain: the private module where the standard library defines something, and
the public one where the documentation has it. Deprecated spellings (`collections.Mapping`, `IOError`) are no
aliases here: a migration wants to tell them from what replaces them.
"""

from __future__ import annotations

import builtins
import collections.abc
import io

from refactor_cli.dotted import last_part
from refactor_cli.standard_modules import STANDARD_MODULES

# modules that are the same object under another name
_MODULES = {"__builtin__": "builtins"}
# one of these is os.path, as the system has it; whoever names one means that one on every system
_PATHS = ("posixpath", "ntpath")

# packages that bring a module of a later Python to an earlier one, with the same classes
_BACKPORTS = {
    "unittest2": "unittest",
    "contextlib2": "contextlib",
    "importlib_metadata": "importlib.metadata",
}

# what six has of its own for what Python 3 has built in https://six.readthedocs.io/#constants
_OF_SIX = {
    "six.binary_type": "builtins.bytes",
    "six.class_types": "builtins.type",
    "six.integer_types": "builtins.int",
    "six.string_types": "builtins.str",
    "six.text_type": "builtins.str",
}

_DEFINED_ELSEWHERE = {
    "asyncio.events": "asyncio",
    "asyncio.futures": "asyncio",
    "asyncio.locks": "asyncio",
    "asyncio.queues": "asyncio",
    "asyncio.runners": "asyncio",
    "asyncio.tasks": "asyncio",
    "concurrent.futures._base": "concurrent.futures",
    "concurrent.futures.process": "concurrent.futures",
    "concurrent.futures.thread": "concurrent.futures",
    "json.decoder": "json",
    "json.encoder": "json",
    "unittest.case": "unittest",
    "unittest.async_case": "unittest",
    "unittest.loader": "unittest",
    "unittest.result": "unittest",
    "unittest.runner": "unittest",
    "unittest.suite": "unittest",
    "_collections_abc": "collections.abc",
    "_pydatetime": "datetime",
    "_pydecimal": "decimal",
}
_PREFIXES = {**_DEFINED_ELSEWHERE, **_MODULES}

# classes that do not look like classes: PEP 8's capital letter is all there is to go by elsewhere
_LOWERCASE_CLASSES = frozenset(
    {
        "array.array",
        "asynchat.async_chat",
        "asyncore.dispatcher",
        "asyncore.dispatcher_with_send",
        "asyncore.file_dispatcher",
        "collections.defaultdict",
        "collections.deque",
        "datetime.date",
        "datetime.datetime",
        "datetime.time",
        "datetime.timedelta",
        "datetime.timezone",
        "datetime.tzinfo",
        "functools.cached_property",
        "functools.partial",
        "functools.partialmethod",
        "itertools.chain",
        "itertools.count",
        "itertools.cycle",
        "itertools.islice",
        "mmap.mmap",
        "netrc.netrc",
        "numpy.dtype",
        "numpy.generic",
        "numpy.matrix",
        "numpy.ndarray",
        "numpy.recarray",
        "sched.scheduler",
        "select.epoll",
        "select.kqueue",
        "shlex.shlex",
        "socket.socket",
        "threading.local",
        "weakref.finalize",
        "weakref.ref",
        "zipimport.zipimporter",
    }
)

# private classes of which nothing else derives
_ALONE = frozenset({"unittest._AssertRaisesContext", "unittest._AssertWarnsContext"})

# modules whose classes may be builtin ones under other names
_OTHER_NAMES = frozenset({"types", "typing", "typing_extensions", "past", "future"})

_OF_ENUMERATIONS = {
    *("_add_member_", "_check_for_existing_members_", "_convert_", "_create_"),
    *("_find_data_repr_", "_find_data_type_", "_find_new_", "_get_mixins_"),
}
# classes that hand most of a base's methods on: the base, and what they have themselves
_DERIVED = {
    "abc.ABCMeta": ("builtins.type", {"register"}),
    "enum.EnumMeta": ("builtins.type", _OF_ENUMERATIONS),
    "enum.EnumType": ("builtins.type", _OF_ENUMERATIONS),
    "configparser.ConfigParser": ("configparser.RawConfigParser", {"set", "add_section", "read_dict"}),
    "asyncio.LifoQueue": ("asyncio.Queue", set[str]()),
    "asyncio.PriorityQueue": ("asyncio.Queue", set[str]()),
    "configparser.SafeConfigParser": ("configparser.ConfigParser", set[str]()),  # gone since 3.12
    "queue.LifoQueue": ("queue.Queue", set[str]()),
    "queue.PriorityQueue": ("queue.Queue", set[str]()),
    "threading.Timer": ("threading.Thread", {"cancel", "run"}),
    "unittest.IsolatedAsyncioTestCase": (
        "unittest.TestCase",
        {"addAsyncCleanup", "asyncSetUp", "asyncTearDown", "debug", "enterAsyncContext", "run"},
    ),
}

# what a test case has, besides names that begin as its checks or a private name do
# https://docs.python.org/3/library/unittest.html#unittest.TestCase
_TEST_CASE = frozenset(
    {
        *(
            "addClassCleanup",
            "addCleanup",
            "addTypeEqualityFunc",
            "countTestCases",
            "debug",
            "defaultTestResult",
        ),
        *(
            "doClassCleanups",
            "doCleanups",
            "enterClassContext",
            "enterContext",
            "id",
            "longMessage",
            "maxDiff",
        ),
        *(
            "run",
            "setUp",
            "setUpClass",
            "shortDescription",
            "skipTest",
            "subTest",
            "tearDown",
            "tearDownClass",
        ),
    }
)
_CHECKS = ("assert", "fail", "_")

# https://docs.python.org/3/library/threading.html#threading.Thread, and what Python 2 called so
_THREAD = frozenset(
    {
        *("daemon", "getName", "ident", "isAlive", "isDaemon", "is_alive", "join", "name", "native_id"),
        *("run", "setDaemon", "setName", "start"),
    }
)
# bases that bring no public name
_TRANSPARENT = frozenset(
    {
        "abc.ABC",
        "builtins.object",
        "typing.Generic",
        "typing.Protocol",
        "typing_extensions.Generic",
        "typing_extensions.Protocol",
    }
)

_OTHER_BUILTINS = frozenset(  # of Python 2, and of Windows
    {
        "StandardError",
        "WindowsError",
        "apply",
        "basestring",
        "buffer",
        "cmp",
        "coerce",
        "execfile",
        "file",
        "intern",
        "long",
        "raw_input",
        "reduce",
        "reload",
        "unichr",
        "unicode",
        "xrange",
        "__file__",
        "__path__",
        "__builtins__",
    }
)
BUILTINS = frozenset(dir(builtins)) | _OTHER_BUILTINS


def canonical(dotted: str) -> str:
    """The public dotted name of something outside the repository."""
    head, dot, rest = dotted.partition(".")
    if head not in _HEADS:
        return dotted
    if dotted in _MODULES:
        return _MODULES[dotted]
    if head in _MODULES:
        return f"{_MODULES[head]}{dot}{rest}"
    parts = dotted.split(".")
    for size in (1, 2, 3):
        if len(parts) > size and (public := _PREFIXES.get(".".join(parts[:size]))):
            return f"{public}.{'.'.join(parts[size:])}"
    return dotted


def as_written(module: str) -> str:
    """The module by which code reaches what is defined in this one: `os.path` for the module that is it here.
    https://docs.python.org/3/library/os.path.html"""
    return "os.path" if module in _PATHS else module


# modules that Python 3 has under another name, with what they hold
_PYTHON2 = {
    "ConfigParser": "configparser",
    "Cookie": "http.cookies",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "SocketServer": "socketserver",
    "Tkinter": "tkinter",
    "UserDict": "collections",
    "UserList": "collections",
    "cPickle": "pickle",
    "cookielib": "http.cookiejar",
    "httplib": "http.client",
    "xmlrpclib": "xmlrpc.client",
}


def as_backported(dotted: str) -> str:
    """The name in the standard library of what a package brings to earlier Pythons; others as they are."""
    head, dot, rest = dotted.partition(".")
    return f"{_BACKPORTS[head]}{dot}{rest}" if head in _BACKPORTS else dotted


def as_python3(dotted: str) -> str:
    """The name by which Python 3 has what a module of Python 2 had, which is called otherwise by now; others as they
    are. https://docs.python.org/2/library/queue.html and the like"""
    head, dot, rest = dotted.partition(".")
    return f"{_PYTHON2[head]}{dot}{rest}" if head in _PYTHON2 else dotted


def same_today(dotted: str) -> str:
    """What two names have in common of which one stands for the other in an older or newer Python."""
    return as_python3(as_backported(dotted))


def as_built_in(dotted: str) -> str:
    """The builtin class that a name of six stands for (one of them for all that stand there); others as they are."""
    return _OF_SIX.get(dotted, dotted)


# what is said to be an open file, and what such a thing has
_FILES = frozenset(
    {
        *("typing.IO", "typing.TextIO", "typing.BinaryIO", "io.TextIOWrapper", "io.BufferedReader"),
        *("io.BufferedWriter", "tempfile.TemporaryFile"),
    }
)
_OF_FILES = frozenset(
    {name for each in (io.TextIOWrapper, io.BufferedRandom, io.FileIO) for name in dir(each)}
)

# none derives from another
_LOCKS = frozenset(
    f"{module}.{name}"
    for module, names in {
        "threading": ("Lock", "RLock", "Condition", "Semaphore", "Event", "Barrier"),
        "asyncio": ("Lock", "Condition", "Semaphore", "Event"),
    }.items()
    for name in names
)


def as_moved(dotted: str) -> str:
    """The name by which Pythons since 3.3 have an abstract class of containers; others as they are.
    https://docs.python.org/3.9/library/collections.html"""
    head, _, name = dotted.rpartition(".")
    return f"collections.abc.{name}" if head == "collections" and name in collections.abc.__all__ else dotted


def also_called(dotted: str) -> frozenset[str]:
    """Other names under which the standard library has something with this public name."""
    found = (
        f"{private}{dotted.removeprefix(public)}"
        for private, public in _PREFIXES.items()
        if f"{dotted}.".startswith(f"{public}.")
    )
    return frozenset(found)


def is_class(dotted: str) -> bool:
    """Whether a name outside the repository is a class, by PEP 8 or because it is known to be one."""
    if dotted.startswith("builtins."):
        return isinstance(getattr(builtins, dotted.removeprefix("builtins."), None), type)
    last = last_part(dotted).lstrip("_")
    return dotted in _LOWERCASE_CLASSES or (last[:1].isupper() and not last.isupper())


def is_proxy(dotted: str) -> bool:
    """Whether the objects of a class outside the repository stand for others, by its name (`LocalProxy`)."""
    last = last_part(dotted)
    return is_class(dotted) and ("Proxy" in last or "Lazy" in last)


def bases(dotted: str) -> tuple[str, ...]:
    """The bases of a class outside the repository, as far as they are known."""
    return (_DERIVED[dotted][0],) if dotted in _DERIVED else ()


def lacks(dotted: str, name: str) -> bool:
    """Whether a class outside the repository is sure not to bring the attribute `name`."""
    dotted = as_built_in(dotted)
    if dotted in _DERIVED:
        return not name.startswith("__") and name not in _DERIVED[dotted][1]
    if dotted in _TRANSPARENT:
        return not (name.startswith("__") and _has(object, name))
    if dotted.startswith("builtins."):
        known = getattr(builtins, dotted.removeprefix("builtins."), None)
        return isinstance(known, type) and not _has(known, name)
    if dotted in _FILES:
        return name not in _OF_FILES
    if dotted == "threading.Thread":
        return not name.startswith("_") and name not in _THREAD
    if dotted.endswith(".TestCase") and canonical(as_backported(dotted)) == "unittest.TestCase":
        return name not in _TEST_CASE and not name.startswith(_CHECKS)
    return False


def _has(cls: type, name: str) -> bool:
    """Whether objects of a class, or of one below it, have an attribute. That a class can be called `type` says."""
    if name == "__call__":
        return any(name in vars(each) for each in cls.__mro__)
    return hasattr(cls, name)


def are_strangers(one: str, other: str) -> bool:
    """Whether of two classes outside the repository neither is a base of the other, for certain."""
    if one in _LOCKS and other in _LOCKS:
        return one != other
    classes = [
        getattr(builtins, dotted.removeprefix("builtins."), None)
        for dotted in (one, other)
        if dotted.startswith("builtins.")
    ]
    if len(classes) < 2:
        return False
    first, second = classes
    if not isinstance(first, type) or not isinstance(second, type):
        return False
    return not issubclass(first, second) and not issubclass(second, first)


def is_of_library(dotted: str) -> bool:
    """Whether something outside the repository is of the standard library."""
    return dotted.partition(".")[0] in STANDARD_MODULES


def are_apart(one: str, other: str) -> bool:
    """Whether a class outside the repository is sure to be no other name of a class of the standard library, as
    `six.text_type`, `typing.List` and `mock.Mock` are. It may derive from it."""
    if other in _ALONE:
        return one != other
    if one.startswith("builtins.") or not is_of_library(other):
        return are_strangers(one, other)
    if one.partition(".")[0] in _OTHER_NAMES or not is_class(one):
        return False
    return last_part(one) != last_part(other) and (other.startswith("builtins.") or not is_of_library(one))


_HEADS = frozenset(name.partition(".")[0] for name in _PREFIXES)
