"""The client against a server that misbehaves: the run goes on, and says what it did not learn."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from in_memory import symbols_of
from msgspec.structs import replace

from refactor_cli.types.asking import InstalledServer, MissingServer
from refactor_cli.types.environment import Environment
from refactor_cli.types.values import NOWHERE, Limits, Place, Pointer, Server

FILES = {
    "lib.py": "class Box:\ndef method(): pass\n",
    "use.py": "import lib\n" + "".join(f"x{number}.method()\n" for number in range(8)),
}
PLACES = [Place("use.py", FILES["use.py"].index(f"x{number}.") + 3) for number in range(8)]
YES = (Pointer("lib.py", 15),)
QUICK = Limits(start=10.0, answer=1.0, whole=20.0)


@pytest.fixture
def make_server(tmp_path: Path) -> Callable[[str], InstalledServer]:
    """A fake server that misbehaves in one way."""

    def make(mode: str) -> InstalledServer:
        script = str(Path(__file__).with_name("fake_server.py"))
        server = Server(
            name="fake",
            find=lambda: Path(sys.executable),
            arguments=("-S", script, mode, str(tmp_path)),
            configuration=lambda setting: {"fake.toml": f"roots = {list(setting.roots)}\n"},
            options={},
            environment={"FAKE": "1"},
            must_open=mode == "must open",
            at_once=2,
            rules_out=True,
        )
        return InstalledServer(server, Path(sys.executable), Environment(), QUICK)

    return make


def runs(tmp_path: Path) -> int:
    return len(list(tmp_path.glob("run-*")))


@pytest.mark.parametrize(
    "mode",
    ["", "link", "one location", "utf-16", "noisy", "wrong ids", "asks back", "must open", "child"],
)
def test_answers(make_server: Callable[[str], InstalledServer], tmp_path: Path, mode: str) -> None:
    answers = make_server(mode).ask(symbols_of(FILES), PLACES)
    assert answers.pointers == dict.fromkeys(PLACES, YES)
    assert answers.notes == ()
    assert runs(tmp_path) == 1


@pytest.mark.parametrize("mode", ["dies once", "dies at once"])
def test_one_restart(make_server: Callable[[str], InstalledServer], tmp_path: Path, mode: str) -> None:
    answers = make_server(mode).ask(symbols_of(FILES), PLACES)
    assert answers.pointers == dict.fromkeys(PLACES, YES)
    assert answers.notes == ()
    assert runs(tmp_path) == 2


@pytest.mark.parametrize(
    ("mode", "times", "reason"),
    [
        pytest.param("dies", 2, "with 4 of 8 names left: it ended", id="dies twice"),
        pytest.param("no start", 2, "with 8 of 8 names left: it ended", id="ends before a word"),
        pytest.param("never answers", 1, "with 8 of 8 names left: it does not answer", id="never answers"),
        pytest.param("slow start", 1, "with 8 of 8 names left: it does not answer", id="never starts"),
        pytest.param("nonsense", 2, "names left: it answers with a header that has no length", id="nonsense"),
        pytest.param("no json", 2, "names left: it answers with what is no JSON", id="no json"),
        pytest.param("a list", 2, "names left: it answers with what is no message", id="a list"),
        pytest.param("huge header", 2, "names left: it answers with what is no header", id="huge header"),
        pytest.param("many headers", 2, "names left: it answers with a header that", id="many headers"),
        pytest.param("huge message", 2, "left: it answers with 99,999,999,999 bytes", id="huge message"),
    ],
)
def test_gives_up(
    make_server: Callable[[str], InstalledServer], tmp_path: Path, mode: str, times: int, reason: str
) -> None:
    server = make_server(mode)
    quick = replace(server, limits=replace(QUICK, start=1.0)) if mode == "slow start" else server
    answers = quick.ask(symbols_of(FILES), PLACES)
    (note,) = answers.notes
    assert note.startswith("fake was given up ")
    assert reason in note
    assert runs(tmp_path) == times
    assert set(answers.pointers.values()) <= {YES}


def test_the_whole_has_an_end(make_server: Callable[[str], InstalledServer]) -> None:
    server = replace(make_server("never answers"), limits=Limits(10.0, 3600.0, 1.0))
    started = time.monotonic()
    (note,) = server.ask(symbols_of(FILES), PLACES).notes
    assert note.endswith("it does not answer")
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    ("mode", "pointers"),
    [
        pytest.param("error answers", (), id="an error for one question"),
        pytest.param("nothing", (), id="null"),
        pytest.param("strange results", (*YES, NOWHERE), id="what is no location counts as unknown"),
    ],
)
def test_nothing_known(
    make_server: Callable[[str], InstalledServer], mode: str, pointers: tuple[Pointer, ...]
) -> None:
    answers = make_server(mode).ask(symbols_of(FILES), PLACES)
    assert answers.pointers == dict.fromkeys(PLACES, pointers)
    assert answers.notes == ()


def test_what_it_asks_of_us_is_answered(
    make_server: Callable[[str], InstalledServer], tmp_path: Path
) -> None:
    make_server("asks back").ask(symbols_of(FILES), PLACES)
    replies = [json.loads(line) for line in (tmp_path / "replies").read_text().splitlines()]
    assert replies == [
        {"jsonrpc": "2.0", "id": "ask", "result": [None, None]},
        {"jsonrpc": "2.0", "id": 0, "error": {"code": -32601, "message": "not supported"}},
    ]


def test_what_it_started_ends_with_it(make_server: Callable[[str], InstalledServer], tmp_path: Path) -> None:
    make_server("child").ask(symbols_of(FILES), PLACES)
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    os.kill(child, 9)
    pytest.fail("the child lives on")


def test_an_interrupt_ends_it(make_server: Callable[[str], InstalledServer], tmp_path: Path) -> None:
    from refactor_cli.types.process import running

    server = make_server("child")
    command = (str(server.program), *server.server.arguments)
    with pytest.raises(KeyboardInterrupt), running(command, tmp_path, {}) as found:
        raise KeyboardInterrupt
    assert found.process.poll() is not None


def test_nothing_of_ours_reaches_it(
    make_server: Callable[[str], InstalledServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "a secret")
    monkeypatch.setenv("TY_CONFIG_FILE", "/etc/passwd")
    make_server("").ask(symbols_of(FILES), PLACES)
    seen = json.loads((tmp_path / "run-0").read_text())
    names = {"APPDATA", "FAKE", "HOME", "LC_ALL", "LOCALAPPDATA", "PATH", "TMPDIR", "USERPROFILE"}
    assert seen["environment"].keys() - {"LC_CTYPE"} == names | {"XDG_CACHE_HOME", "XDG_CONFIG_HOME"}
    assert seen["environment"]["PATH"] == ""
    assert not Path(seen["folder"]).exists()
    assert Path(seen["folder"]).name == "code"


def test_no_process_without_a_program(make_server: Callable[[str], InstalledServer]) -> None:
    server = replace(make_server(""), program=Path("/nowhere/at/all"))
    (note,) = server.ask(symbols_of(FILES), PLACES).notes
    assert note == "fake was given up with 8 of 8 names left: it cannot be started: No such file or directory"


def test_a_server_that_is_not_installed_says_so(make_server: Callable[[str], InstalledServer]) -> None:
    answers = MissingServer(make_server("").server).ask(symbols_of(FILES), PLACES)
    assert answers.pointers == {}
    assert answers.notes == ("fake is not installed beside refactor, so 8 names were not looked up",)
