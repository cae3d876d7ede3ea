"""`refactor pack`: prompts, stats, differences; nothing is sent, nothing of the repository changes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import GitRepo
from windows import window_of

from refactor_cli.__main__ import main
from refactor_cli.pack import SYSTEM, unpack
from refactor_cli.package_docs import interface
from refactor_cli.prices import as_of, is_peak, model, models
from refactor_cli.tokens import count_tokens

FILES = {
    "lib.py": "def old(a):\n    return a\n",
    "use.py": "from lib import old\n\n\ndef use():\n    return old(1)\n",
    "data.csv": "1,2\n" * 3_000,
    "notes.md": "```\nfence\n```\n",
}
INCLUDED = {path: text.encode() for path, text in FILES.items() if path != "data.csv"}


def test_the_repository(repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    before = repo.state()
    assert main(["pack"]) == 0
    first = capfdbinary.readouterr()
    assert unpack(first.out.decode()) == INCLUDED
    assert b'"data.csv": data\n' in first.out
    tokens = count_tokens(first.out.decode()).count
    assert first.err == f"{tokens} tokens; files: 3 full, 1 listed\n".encode()
    assert main(["pack"]) == 0
    assert capfdbinary.readouterr().out == first.out
    assert main(["pack", "--no-cache", "--output", "../prompt.md"]) == 0
    assert (repo.top.parent / "prompt.md").read_bytes() == first.out
    assert repo.state() == before


# what rules, comments, a type server and the user decide, and what only the user's files say
# for all models: those whose tokens are not known are thought to need more
WINDOW = window_of(625, "another")

DECIDED = {
    "lib.py": (
        "def old(a):\n    return a\n\n\nclass Cache:\n    def get(self, key):\n        return key\n\n\n"
        "class Small(Cache):\n    def get(self, key):\n        return 1\n"
    ),
    "use.py": (
        "from lib import old\n\n\ndef use():\n    return old(1)\n\n\n"
        "def keep():\n    return old(2)  # refactor: ignore[lib.old] it is\n"
    ),
    "typed.py": (
        "import lib\n\n\ndef caches():\n    return {n: lib.Cache() for n in range(3)}\n\n\n"
        "def use(x):\n    for cache in caches().values():\n        cache.get(1)\n    x.get(2)\n"
    ),
    "recipe.py": (
        "from refactor_cli.recipe import replaces\n\n\n"
        '@replaces("lib.old", given=("a",))\ndef old(*, a):\n    return str(a)\n'
    ),
    "new.md": "Say `str`.\n",
}


@pytest.mark.parametrize(
    ("target", "more"),
    [
        pytest.param("lib.old", [], id="what a comment keeps"),
        pytest.param("lib.old", ["--recipe", "recipe.py"], id="the recipe's own file"),
        pytest.param("lib.old", ["--docs", "new.md", "--style", "new.md"], id="files of the user's"),
        pytest.param("lib.Cache.get", [], id="what a type server knows"),
        pytest.param("lib.Cache.get", ["--types", "none"], id="no type server"),
        pytest.param("lib.Cache.get", ["--definition", "rewrite", "--types", "none"], id="definitions"),
        pytest.param("lib.Cache.get", ["--context-tokens", str(WINDOW)], id="a small window"),
    ],
)
def test_a_target_is_what_migrate_would_send(
    repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes], target: str, more: list[str]
) -> None:
    repo.write(DECIDED)
    repo.commit()
    order = [target, "--instructions", "Use new.", *more]
    assert main(["pack", *order]) == 0
    out = capfdbinary.readouterr().out
    assert main(["migrate", *order, "--prompt-out", "../prompt.md"]) == 0
    assert out.decode() == (repo.top.parent / "prompt.md").read_text()
    assert out.decode().startswith(SYSTEM)
    assert b"<instructions>\nUse new.\n</instructions>" in out


def test_usages_that_the_user_chooses(repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["find-usages", "lib.old", "--kind", "call", "--output-format", "json"]) == 0
    [call] = json.loads(capfdbinary.readouterr().out)["results"][0]["usages"]
    order = ["lib.old", "--instructions", "Use new.", "--skip", call["id"]]
    assert main(["pack", *order]) == 0
    out = capfdbinary.readouterr().out
    assert call["id"].encode() not in out
    assert main(["migrate", *order, "--prompt-out", "../prompt.md"]) == 0
    assert out == (repo.top.parent / "prompt.md").read_bytes()


def test_a_prompt_fits_the_window(repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`migrate --prompt-out` takes the window as `migrate` over the network does."""
    migrate = ["migrate", "lib.old", "--instructions", "Use new.", "--prompt-out", "../prompt.md"]
    repo.write({"big.py": "".join(f"def name_{n}(argument): return argument\n" for n in range(1000))})
    repo.commit()
    for more, about in ((["--model", "somebody-elses"], "about "), ([], "")):
        assert main([*migrate, "--context-tokens", str(WINDOW), *more]) == 0
        said = re.search(r"prompt: \S+ (about )?([\d,]+) tokens", capfdbinary.readouterr().err.decode())
        assert said is not None
        assert (said[1] or "", int(said[2].replace(",", "")) <= WINDOW // 2) == (about, True)
    assert main([*migrate, "--context-tokens", "100"]) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(
            [],
            r"deepseek-v4-pro, with a window of 1,048,576 tokens: "
            r"reading it costs 0\.\d+ USD, 0\.\d+ USD when cached; with the answer 0\.\d+ USD at most",
            id="nothing said",
        ),
        pytest.param(["--model", "auto"], r"deepseek-v4-pro, with a window of 1,048,576 .*", id="auto"),
        pytest.param(
            ["--model", "another", "--context-tokens", str(WINDOW)],
            rf"another, with a window of {WINDOW:,} tokens: its price is not known",
            id="a model that is not known",
        ),
    ],
)
def test_for_whom_a_prompt_is_made(
    repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes], more: list[str], said: str
) -> None:
    migrate = ["migrate", "lib.old", "--instructions", "Use new.", "--prompt-out", "../prompt.md"]
    assert main([*migrate, *more]) == 0
    lines = capfdbinary.readouterr().err.decode().splitlines()
    assert [bool(re.fullmatch(f"note: made for {said}", line)) for line in lines[1:2]] == [True]


def test_markdown(repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["pack", "--layout", "markdown"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "## notes.md\n\n````markdown\n```\nfence\n```\n````\n\n" in out
    assert f"## lib.py\n\n```python\n{FILES['lib.py']}```\n\n" in out


def test_stats(repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["pack", "--stats", "--output-format", "json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert found["tokens"]["total"] == sum(block["tokens"] for block in found["blocks"])
    assert [block["name"] for block in found["blocks"] if block["part"] == "file"] == [
        "lib.py",
        "notes.md",
        "use.py",
    ]
    assert found["files"][0] == {"path": "data.csv", "fate": "listed", "reason": "data"}
    assert set(found["prices"]["usd"]) == {"deepseek-flash", "deepseek-v4-pro"}
    assert main(["pack", "lib.old", "--stats"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "tokens for deepseek-v4-pro; the repository is there as: full\n" in out
    assert "for a second question" in out


def test_diff(repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    repo.write({"notes.md": "changed\n"})
    repo.commit()
    assert main(["pack", "--diff", "HEAD~1", "--output-format", "json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert found["kept"]["blocks"] == 2  # the opening tag and lib.py; use.py moves before notes.md
    assert [(each["change"], each["name"]) for each in found["changes"]] == [("changed", "notes.md")]
    assert main(["pack", "--diff", "HEAD"]) == 0
    assert capfdbinary.readouterr().out.decode().endswith("(100%)\n")


def test_the_order_is_that_of_the_last_change(
    repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    repo.write({"lib.py": "def old(a, b=1):\n    return a\n"})
    repo.commit()
    assert main(["pack"]) == 0
    assert list(unpack(capfdbinary.readouterr().out.decode())) == ["notes.md", "use.py", "lib.py"]
    repo.write({"notes.md": "not committed\n"})
    assert main(["pack", "--working-tree"]) == 0
    assert list(unpack(capfdbinary.readouterr().out.decode())) == ["use.py", "lib.py", "notes.md"]


def test_several_prompts(repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    calls = "".join(f"def use_{n}():\n    return old({'1' * n}, {n}, x_{n}={n})\n\n\n" for n in range(40))
    repo.write({"use.py": f"from lib import old\n\n\n{calls}"})
    repo.commit()
    asked = ["pack", "lib.old", "--context-tokens", str(window_of(540))]
    assert main(asked) == 2
    assert b"hint: write each to a file: --output prompt.md\n" in capfdbinary.readouterr().err
    assert main([*asked, "--output", "../prompt.md"]) == 0
    assert b"the usages do not fit into one prompt: " in capfdbinary.readouterr().err
    assert (repo.top.parent / "prompt-1.md").exists()
    assert (repo.top.parent / "prompt-2.md").exists()


def test_a_window_for_no_task(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    """The hint says what is enough for what every question needs."""
    assert main(["pack", "lib.old", "--context-tokens", "3000"]) == 2
    most = re.search(r"hint: give it more: --context-tokens above (\d+)\n", capsys.readouterr().err)
    assert most is not None
    tokens = int(most[1])
    assert main(["pack", "lib.old", "--context-tokens", str(tokens)]) == 2
    assert "what every question needs" in capsys.readouterr().err
    assert main(["pack", "lib.old", "--context-tokens", str(tokens + 2)]) == 2
    assert "what every question needs" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        pytest.param(
            ["--context-tokens", "5"], "not even the names of the repository's folders", id="no room"
        ),
        pytest.param(
            ["lib.old", "--context-tokens", "3000"],
            " tokens, and there are 1,500: 1,500 of 3,000 tokens are kept for the answer",
            id="no room for a task",
        ),
        pytest.param(["--instructions", "x"], "--instructions, --recipe, --only, --skip and", id="no target"),
        pytest.param(["lib.old", "--layout", "markdown"], "--layout markdown is for", id="layout"),
        pytest.param(
            ["lib.old", "--docs", "no.such"], "no.such is no file, no folder, and no package", id="docs"
        ),
        pytest.param(["--include", "!x"], "'!x' is no pattern of files", id="pattern"),
        pytest.param(["--diff", "nope"], "no commit is called 'nope'", id="revision"),
    ],
)
def test_refused(
    repo: GitRepo, arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", *arguments]) == 2
    assert problem in capsys.readouterr().err


def test_docs_of_an_installed_package_are_read_and_not_imported(
    repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    site = repo.top / ".venv/lib/python3.11/site-packages/newlib"
    site.mkdir(parents=True)
    (site / "__init__.py").write_text(
        'raise SystemExit("imported")\n\ndef new(a: int, *, b=2) -> str:\n    """Does it."""\n\n'
        'class Shop(dict):\n    """A shop."""\n    def price(self): ...\n    def _own(self): ...\n'
    )
    (site / "broken.py").write_text("def (:\n")
    expected = (
        "# newlib\ndef new(a: int, *, b=2) -> str: ...\n    # Does it.\nclass Shop(dict):\n    # A shop.\n"
        "    def price(self): ...\n"
    )
    assert interface("newlib", [site.parent]) == expected
    assert main(["pack", "lib.old", "--docs", "newlib"]) == 0
    assert expected in capfdbinary.readouterr().out.decode()


def test_prices() -> None:
    assert [each.name for each in models()] == ["deepseek-flash", "deepseek-v4-pro"]
    pro = model("deepseek-v4-pro")
    assert pro is not None
    peak, rest = datetime(2026, 11, 27, 3, tzinfo=UTC), datetime(2026, 11, 28, 3, tzinfo=UTC)
    assert (is_peak(peak), is_peak(rest)) == (True, False)
    assert round(pro.price(rest).usd(miss=500_000), 3) == 0.33
    assert round(pro.price(rest).usd(miss=0, hit=500_000), 3) == 0.011
    assert pro.price(peak).usd(miss=1_000_000) == 1.32
    flash = model("deepseek-v4-flash")
    assert flash is not None
    assert flash.name == "deepseek-flash"
    assert model("gpt") is None
    datetime.fromisoformat(as_of())


def test_an_absolute_output(repo: GitRepo, tmp_path: Path) -> None:
    assert main(["pack", "--output", str(tmp_path / "no" / "p.md")]) == 5


def test_an_ignore_file_that_is_not_committed_is_told(
    repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    told = b"warning: the .refactorignore of the working tree does not count: the commit that is read has another"
    repo.write({".refactorignore": "use.py\n"})
    assert main(["pack"]) == 0
    said = capfdbinary.readouterr()
    assert said.err.startswith(told + b", or none\n")
    assert b"return old(1)" in said.out
    assert main(["pack", "--working-tree"]) == 0
    said = capfdbinary.readouterr()
    assert told not in said.err
    assert b"return old(1)" not in said.out
    repo.commit()
    for text in ("use.py\n", "use.py\r\n"):
        repo.write({".refactorignore": text})
        assert main(["pack"]) == 0
        assert told not in capfdbinary.readouterr().err
    repo.write({".refactorignore": "*.py\n", "deep/er/.refactorignore": "x\n"})
    assert main(["pack"]) == 0
    err = capfdbinary.readouterr().err
    assert err.startswith(told + b"\n")
    assert told.replace(b"the .r", b"the deep/er/.r") + b", or none\n" in err


def test_usages_in_ignored_files_are_told_of(
    repo: GitRepo, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    told = b"warning: use.py is in .refactorignore, and its usages are asked about with the lines around them"
    assert main(["pack", "lib.old"]) == 0
    assert told not in capfdbinary.readouterr().err
    repo.write({".refactorignore": "use.py\n"})
    repo.commit()
    assert main(["pack"]) == 0
    assert told not in capfdbinary.readouterr().err
    assert main(["pack", "lib.old"]) == 0
    said = capfdbinary.readouterr()
    assert told in said.err
    assert b"return \xe2\x9f\xa6old(1)\xe2\x9f\xa7" in said.out
    repo.write({"use2.py": repo.git("show", "HEAD:use.py"), ".refactorignore": "use*.py\n"})
    repo.commit()
    assert main(["pack", "lib.old"]) == 0
    assert told.replace(b"use.py is", b"use.py and 1 more are") in capfdbinary.readouterr().err
    assert main(["find-usages", "lib.old", "--include", "use*.py", "--output-format", "json-lines"]) == 0
    ids = [json.loads(line)["id"] for line in capfdbinary.readouterr().out.splitlines()]
    assert main(["pack", "lib.old", *(f"--skip={id}" for id in ids)]) == 0
    assert told not in capfdbinary.readouterr().err
