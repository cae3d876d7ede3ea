"""What ty adds to find, in small repositories. Cases are those of `tests/find`, with every server that is there."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from in_memory import symbols_of
from msgspec import field

from refactor_cli.cache import open_cache
from refactor_cli.data import Usages
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.symbols import SymbolMap
from refactor_cli.types.asking import InstalledServer
from refactor_cli.types.environment import Environment
from refactor_cli.types.pyrefly import PYREFLY
from refactor_cli.types.remembered import RememberedServer
from refactor_cli.types.ty import TY
from refactor_cli.types.values import Answers, Place, Server

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
CART = "class Cart:\n    def old(self): pass\n"


def installed(server: Server, environment: Environment = Environment()) -> InstalledServer:  # noqa: B008
    program = server.find()
    assert program is not None, f"{server.name} is a dependency of the tests"
    return InstalledServer(server, program, environment)


class Counted(InstalledServer, frozen=True):
    """Counts how often it is asked."""

    asked: list[int] = field(default_factory=list)

    def ask(self, symbols: SymbolMap, places: Sequence[Place]) -> Answers:
        self.asked.append(len(places))
        return super().ask(symbols, places)


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
    symbols = symbols_of({"lib.py": f"{CART}    def older(self): pass\n", "use.py": "a.old()\nb.older()\n"})
    targets = [read_target(symbols, f"lib.Cart.{name}") for name in ("old", "older")]
    server = Counted(TY, installed(TY).program, Environment())
    find(symbols, targets, None, [server])
    assert server.asked == [2]


FILES = {"lib.py": CART, "use.py": "from lib import Cart\ndef run(c: Cart): c.old()\n"}


def remembered(folder: Path, files: Mapping[str, str], environment: Environment) -> tuple[Usages, list[int]]:
    """What is found with the cache in a folder, and how often a server was asked."""
    cache, symbols = open_cache(folder), symbols_of(files)
    server = Counted(TY, installed(TY).program, environment)
    target = read_target(symbols, "lib.Cart.old")
    found = find(symbols, [target], None, [RememberedServer(server, cache)])
    assert cache.close() is None
    return found, server.asked


def test_a_second_run_starts_no_server(tmp_path: Path) -> None:
    first, asked = remembered(tmp_path, FILES, Environment())
    assert asked == [1]
    second, asked = remembered(tmp_path, FILES, Environment())
    assert asked == []
    assert first == second
    assert [usage.certainty for usage in second.results[0].usages] == ["certain"]


@pytest.mark.parametrize(
    ("change", "environment"),
    [
        pytest.param({"lib.py": f"{CART}# another\n"}, Environment(), id="another file"),
        pytest.param({"more.py": "x = 1\n"}, Environment(), id="a new file"),
        pytest.param(
            {"pyproject.toml": "[project]\nrequires-python = '>=3.9'\n"}, Environment(), id="another Python"
        ),
        pytest.param({}, Environment(version="3.9"), id="another environment"),
    ],
)
def test_what_is_remembered_holds_for_the_same_only(
    tmp_path: Path, change: Mapping[str, str], environment: Environment
) -> None:
    remembered(tmp_path, FILES, Environment())
    _, asked = remembered(tmp_path, {**FILES, **change}, environment)
    assert asked == [1]


def test_what_a_server_did_not_say_is_asked_again(tmp_path: Path) -> None:
    cache, symbols = open_cache(tmp_path), symbols_of(FILES)
    target = read_target(symbols, "lib.Cart.old")
    broken = InstalledServer(TY, Path(sys.executable), Environment())
    found = find(symbols, [target], None, [RememberedServer(broken, cache)])
    assert len(found.warnings) == 1
    assert cache.new == {}
