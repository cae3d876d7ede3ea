"""What ty adds to find, in small repositories. Cases are those of `tests/find`, with every server that is there."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from in_memory import symbols_of

from refactor_cli.cache import open_cache
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.symbols import SymbolMap
from refactor_cli.types.asking import InstalledServer
from refactor_cli.types.environment import Environment
from refactor_cli.types.pyrefly import PYREFLY
from refactor_cli.types.remembered import RememberedServer
from refactor_cli.types.ty import TY
from refactor_cli.types.values import Server

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
CART = "class Cart:\n    def old(self): pass\n"


def installed(server: Server, environment: Environment = Environment()) -> InstalledServer:  # noqa: B008
    program = server.find()
    assert program is not None, f"{server.name} is a dependency of the tests"
    return InstalledServer(server, program, environment)


def usages(files: Mapping[str, str | bytes], spec: str, *servers: InstalledServer) -> list[str]:
    """`path:line:column kind certainty evidence` of everything found, what is ruled out included."""
    symbols = symbols_of(files)
    found = find(symbols, [read_target(symbols, spec)], None, servers)
    assert found.warnings == ()
    (result,) = found.results
    every = sorted((*result.usages, *result.ruled_out), key=lambda usage: (usage.path, usage.span))
    return [
        f"{usage.path}:{usage.location.line}:{usage.location.column} {usage.kind} {usage.certainty}"
        f" {','.join(usage.evidence)}"
        for usage in every
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_cases(case: Path) -> None:
    head, *parts = re.split(r"^-- (.+) --\n", case.read_text("utf-8"), flags=re.MULTILINE)
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    expected = files.pop("usages").splitlines()
    assert usages(files, head.removeprefix("find ").strip(), installed(TY)) == expected


ENCODED = [
    pytest.param("\ufeffdef run(c: 'Cart'): print('é€', c.old())\r\n".encode(), 35, id="bom, crlf"),
    pytest.param("# coding: latin-1\ndef run(c: 'Cart'): 'é', c.old()\n".encode("latin-1"), 28, id="latin-1"),
    pytest.param("def run(c: 'Cart'):\n\t'\U0001f600', c.old()\n".encode(), 9, id="tab, wide"),
    pytest.param("# cr\rdef run(c: 'Cart'): '\U0001f600', c.old()\r".encode(), 28, id="lone cr"),
    pytest.param(b"\x0cdef run(c: 'Cart'):\n    c.old()", 7, id="form feed, no final newline"),
]


@pytest.mark.parametrize("server", [TY, PYREFLY], ids=lambda server: server.name)
@pytest.mark.parametrize(("source", "column"), ENCODED)
def test_columns(server: Server, source: bytes, column: int) -> None:
    lines = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    at = next(number for number, line in enumerate(lines.split(b"\n"), 1) if b".old" in line)
    with_class = source + b"\nclass Cart:\n    def old(self): pass\n"
    found = usages({"use.py": with_class}, "use.Cart.old", installed(server))
    assert found == [f"use.py:{at}:{column} call certain {server.name}"]


def test_a_second_opinion_decides_but_never_rules_out() -> None:
    files = {
        "lib.py": f"{CART}class Other:\n    def old(self): pass\n",
        "use.py": "from lib import Cart, Other\n\n\ndef made():\n    return [Cart()]\n\n\n"
        "def others():\n    return [Other()]\n\n\nmade()[0].old()\nothers()[0].old()\n",
    }
    alone = usages(files, "lib.Cart.old", installed(PYREFLY))
    assert alone == ["use.py:12:11 call certain pyrefly", "use.py:13:13 call possible attribute"]


def test_all_targets_are_one_batch() -> None:
    class Counting(InstalledServer):
        def ask(self, symbols: SymbolMap, places: object) -> object:  # type: ignore[override]
            asked.append(places)
            return super().ask(symbols, places)  # type: ignore[arg-type]

    asked = list[object]()
    symbols = symbols_of({"lib.py": f"{CART}    def older(self): pass\n", "use.py": "a.old()\nb.older()\n"})
    targets = [read_target(symbols, f"lib.Cart.{name}") for name in ("old", "older")]
    server = installed(TY)
    find(symbols, targets, None, [Counting(server.server, server.program, server.environment)])
    assert asked == [[("use.py", 2), ("use.py", 10)]]


def test_a_second_run_starts_no_server(tmp_path: Path) -> None:
    files = {"lib.py": CART, "use.py": "from lib import Cart\ndef run(c: Cart): c.old()\n"}
    first, broken = installed(TY), InstalledServer(TY, Path("/nowhere"), Environment())
    answers = []
    for server in (first, broken):
        cache = open_cache(tmp_path)
        symbols = symbols_of(files)
        answers.append(
            find(symbols, [read_target(symbols, "lib.Cart.old")], None, [RememberedServer(server, cache)])
        )
        cache.close()
    assert answers[0] == answers[1]
    assert [usage.certainty for usage in answers[1].results[0].usages] == ["certain"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"lib.py": f"{CART}# another file\n"}, id="another file"),
        pytest.param({"more.py": "x = 1\n"}, id="a new file"),
    ],
)
def test_what_is_remembered_holds_for_the_same_files_only(tmp_path: Path, change: Mapping[str, str]) -> None:
    files = {"lib.py": CART, "use.py": "from lib import Cart\ndef run(c: Cart): c.old()\n"}
    cache = open_cache(tmp_path)
    symbols = symbols_of(files)
    find(symbols, [read_target(symbols, "lib.Cart.old")], None, [RememberedServer(installed(TY), cache)])
    broken = RememberedServer(InstalledServer(TY, Path(sys.executable), Environment(version="3.8")), cache)
    changed = symbols_of({**files, **change})
    found = find(changed, [read_target(changed, "lib.Cart.old")], None, [broken])
    assert [usage.certainty for usage in found.results[0].usages] == ["possible"]
    assert len(found.warnings) == 1
