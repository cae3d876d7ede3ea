"""`with … as name`: what a context manager gives. https://docs.python.org/3/reference/datamodel.html#context-managers"""

from __future__ import annotations

from refactor_cli.inference.asking import Ask
from refactor_cli.inference.tests_run.expected_errors import TELLING
from refactor_cli.inference.values import (
    UNKNOWN,
    Known,
    Types,
    by,
    by_way_of,
    exactly,
    iterated,
    received,
    union,
)
from refactor_cli.resolution import member

RULE = "with"
_ENTERING = ("__enter__", "__aenter__")
# those whose __enter__ gives themselves
_THEMSELVES = (
    "io.",
    "builtins.open",
    "_io.",
    "tempfile.",
    "zipfile.",
    "tarfile.",
    "socket.",
    "subprocess.Popen",
    "sqlite3.Connection",
    "concurrent.futures.",
    "contextlib.ExitStack",
    "contextlib.AsyncExitStack",
    "builtins.memoryview",
)
# classes of the standard library whose `__enter__` gives the object, of whatever class below it is
_THEIR_HEIRS = (
    *(
        "io.",
        "_io.",
        "socket.socket.",
        "socketserver.",
        "subprocess.Popen.",
        "tarfile.TarFile.",
        "zipfile.ZipFile.",
    ),
    *("concurrent.futures.", "contextlib.AbstractContextManager.", "contextlib.ExitStack."),
)
# those that give what they are made with: https://docs.python.org/3/library/contextlib.html#contextlib.closing
GIVE_THEIR_ARGUMENT = frozenset({"contextlib.closing", "contextlib.aclosing", "contextlib.nullcontext"})
# what a generator yields, or what such a one is made with
_GIVE_ITEMS = frozenset({"contextlib.contextmanager", *GIVE_THEIR_ARGUMENT})
# methods that enter another one: https://docs.python.org/3/library/contextlib.html#contextlib.ExitStack.enter_context
ENTER_ANOTHER = frozenset(
    {
        "contextlib.ExitStack.enter_context",
        "contextlib.AsyncExitStack.enter_context",
        "contextlib.AsyncExitStack.enter_async_context",
    }
)


def _gives_itself(ask: Ask, known: Known) -> bool:
    """Whether a class of the repository has its `__enter__` from one of the standard library that gives the object."""
    values = member(ask.look, known.symbol, "__enter__").values
    return bool(values) and all(
        each.kind == "inherited" and each.symbol.name.startswith(_THEIR_HEIRS) for each in values
    )


def entered(ask: Ask, types: Types) -> Types:
    """What `with value as name` binds: what `__enter__` gives, or a `@contextmanager` function yields."""
    found = list[Types]()
    for known in types.known:
        if known.symbol.name in _GIVE_ITEMS:
            found.append(iterated(exactly(known)))
        elif known.symbol.path is not None and known.kind == "instance":
            methods = [each for name in _ENTERING for each in ask.attribute(known, name).known]
            given = [
                received(ask.result(method), known.symbol, known.own)
                for method in methods
                if method.symbol.path is not None
            ]
            found += given or [exactly(known) if _gives_itself(ask, known) else UNKNOWN]
        elif known.symbol.name.startswith(_THEMSELVES) or known.symbol in TELLING:
            found.append(exactly(known))
        else:
            found.append(UNKNOWN)
    return by(by_way_of(union(found), types), RULE)
