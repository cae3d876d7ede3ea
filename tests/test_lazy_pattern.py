"""Patterns that are compiled when they are used: all of them can be, and starting a check compiles few."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys

import refactor_cli
from refactor_cli import lazy_pattern


def test_it_is_used_as_a_pattern() -> None:
    found = lazy_pattern.lazy_pattern(rb"(\w+)=", re.MULTILINE)
    assert found.findall(b"a=1\nb=2") == [b"a", b"b"]
    assert [each[1] for each in found.finditer(b"c=")] == [b"c"]
    assert (found.pattern, bool(found.flags & re.MULTILINE)) == (rb"(\w+)=", True)
    assert found.search(b"") is None
    assert not hasattr(found, "no_such_thing")


def test_every_pattern_of_the_program_compiles() -> None:
    count = 0
    for module in pkgutil.walk_packages(refactor_cli.__path__, "refactor_cli."):
        if ".recipes." in module.name or module.name.endswith("__main__"):
            continue  # recipes import what they replace, which is not there
        for value in vars(importlib.import_module(module.name)).values():
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, lazy_pattern._LazyPattern):
                    assert re.compile(each.pattern, each.flags), module.name  # type: ignore[call-overload]
                    count += 1
    assert count > 150


def test_starting_a_check_compiles_few() -> None:
    code = (
        "import re\ncount = 0\ncompile_pattern = re._compiler.compile\n"
        "def counted(*arguments):\n    global count\n    count += 1\n    return compile_pattern(*arguments)\n"
        "re._compiler.compile = counted\n"
        "import refactor_cli.commands.checks.checking, refactor_cli.find, refactor_cli.evidence.said\n"
        "print(count)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 50
