"""What new code may not begin to use: modules and builtins that reach outside the program, or run text as code.

A migration that needs one says so in the user's own words, or its target is one. Code that used it in the old source
of the same place may go on.
"""

from __future__ import annotations

import re

_MODULES = frozenset(
    {
        "_posixsubprocess", "_winapi", "aiohttp", "asyncio.subprocess", "atexit", "boto3", "builtins", "code", "codeop",
        "concurrent.futures.process", "ctypes", "dbm", "fcntl", "fileinput", "ftplib", "gc", "glob", "http", "httpx",
        "imaplib", "imp", "importlib", "inspect", "io", "linecache", "marshal", "mmap", "msvcrt", "multiprocessing",
        "nt", "os", "paramiko", "pathlib", "pdb", "pickle", "pip", "pkgutil", "platform", "poplib", "posix", "pty",
        "resource", "requests", "runpy", "sched", "setuptools", "shelve", "shutil", "signal", "site", "smtplib",
        "socket", "socketserver", "sqlite3", "ssl", "subprocess", "sys", "sysconfig", "telnetlib", "tempfile",
        "timeit", "trace", "urllib", "urllib3", "venv", "webbrowser", "winreg", "xmlrpc", "zipapp", "zipimport",
    }
)  # fmt: skip
# what ends a test before its end, and counts as no failure: https://docs.pytest.org/en/stable/how-to/skipping.html
_ENDINGS = re.compile(
    r"(?:_?pytest(?:\.outcomes)?\.(?:exit|importorskip|skip|xfail)|unittest(?:\.case)?\.SkipTest)(?:\.|\Z)"
)
_HARMLESS = ("os.path", "os.PathLike", "os.fspath", "urllib.parse", "http.HTTPStatus", "sys.version_info")
_BUILTINS = frozenset(
    {
        "__build_class__", "__builtins__", "__import__", "__loader__", "__spec__", "breakpoint", "compile", "delattr",
        "eval", "exec", "exit", "getattr", "globals", "help", "input", "locals", "open", "quit", "setattr", "vars",
    }
)  # fmt: skip
# what these give says something, and leads nowhere else
_PLAIN = frozenset(
    {"__doc__", "__file__", "__module__", "__name__", "__qualname__", "__version__", "__wrapped__"}
)
_DUNDER = re.compile(r"__\w+__")


def sensitive(dotted: str) -> str:
    """The sensitive thing that a full dotted name leads to or into, "" when there is none."""
    module, _, name = dotted.partition(".")
    if module == "builtins":
        return name if name.partition(".")[0] in _BUILTINS else ""
    if ending := _ENDINGS.match(dotted):
        return ending[0].rstrip(".")
    if any(f"{dotted}.".startswith(f"{harmless}.") for harmless in _HARMLESS):
        return ""
    return next((each for each in sorted(_MODULES) if f"{dotted}.".startswith(f"{each}.")), "")


def sensitive_attribute(name: str) -> bool:
    """Whether an attribute leads into the interpreter's own workings, or ends a test of unittest."""
    return name == "skipTest" or (bool(_DUNDER.fullmatch(name)) and name not in _PLAIN)


def is_said(name: str, words: str) -> bool:
    """Whether the user's own words name it."""
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", words) is not None
