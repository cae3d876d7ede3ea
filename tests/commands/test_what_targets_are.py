"""What is said of targets: misspelt, defined nowhere, of several names, beside paths."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from two_totals import FILES as FILES

from refactor_cli.__main__ import main


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        pytest.param("", "billing/sum.py", id="from the top"),
        pytest.param("billing", "billing/sum.py", id="from the top, further down"),
        pytest.param("billing", "sum.py", id="from the folder"),
        pytest.param("billing", "../billing/sum.py", id="by way of the top"),
        pytest.param("billing", "{top}/billing/sum.py", id="absolute"),
    ],
)
def test_a_path_in_a_target(
    repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: str, path: str
) -> None:
    monkeypatch.chdir(repo.top / folder)
    target = f"{path.format(top=repo.top)}:total"
    assert main(["find-usages", target, "--output-format", "json"]) == 0
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert result["target"]["definitions"] == [{"path": "billing/sum.py", "line": 1}]
    assert main(["migrate", target, "--to", "lib.size", "--dry-run"]) == 0
    assert main(["pack", target]) == 0


def test_a_name_from_outside_that_nothing_bears_may_be_misspelt(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["find-usages", "os.path.joinn", "datetime.datetime.none_such", "datetime.datetime.utcnow"]) == 0
    )
    told = capsys.readouterr().err
    unseen = "nothing in this repository defines or names"
    assert f"note: {unseen} datetime.datetime.none_such: is it spelt right?" in told
    assert (
        f"warning: {unseen} os.path.joinn, and this Python has no such name: did you mean os.path.join?"
        in told
    )
    repo.write({"late.py": "import datetime\n\ndatetime.datetime.utcnow()\n"})
    assert main(["find-usages", "datetime.datetime.utcnow"]) == 0
    assert "spelt" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("Frame.append", "note: {unseen}: is it spelt right?", id="it has one"),
        pytest.param(
            "Frame.apend",
            "warning: {unseen}, and the frames that is installed in {place} has no such name: "
            "did you mean frames.Frame.append?",
            id="misspelt",
        ),
        pytest.param(
            "Frame.xyz",
            "warning: {unseen}, and the frames that is installed in {place} has no such name",
            id="like nothing there",
        ),
    ],
)
def test_a_name_that_an_installed_package_has_not(
    repo: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    installed = tmp_path / "environment" / "lib" / "python3.12" / "site-packages" / "frames.py"
    installed.parent.mkdir(parents=True)
    installed.write_text("class Frame:\n    def append(self): ...\n")
    (tmp_path / "environment" / "pyvenv.cfg").write_text("version = 3.12.1\n")
    repo.write({"late.py": "import frames\n\nframes.read()\n"})
    main(["find-usages", f"frames.{name}", "--python", str(tmp_path / "environment")])
    unseen = f"nothing in this repository defines or names frames.{name}"
    lines = capsys.readouterr().err.splitlines()
    assert said.format(unseen=unseen, place=tmp_path / "environment") in lines


def test_what_re_exports_a_moved_class_goes_on_exporting_it(
    make_repo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The entry of `__all__` goes with the definition where that stood, and stays where the import moves."""
    repo = make_repo(
        {
            "pkg/__init__.py": 'from .old import Cache, other\n\n__all__ = ["Cache", "other"]\n',
            "pkg/old.py": '__all__ = ["Cache", "other"]\n\n\nclass Cache:\n    pass\n\n\ndef other():\n    pass\n',
            "pkg/new.py": "class Cache:\n    pass\n",
        }
    )
    monkeypatch.chdir(repo.top)
    order = ["migrate", "pkg.old.Cache", "--to", "pkg.new.Cache", "--definition", "remove", "--types", "none"]
    assert main(order) == 0, capsys.readouterr().err
    text = repo.git("show", "refactor/pkg.old.cache:pkg/__init__.py")
    assert '__all__ = ["Cache", "other"]' in text
    assert "from .new import Cache\n" in text
    assert repo.git("show", "refactor/pkg.old.cache:pkg/old.py").startswith('__all__ = ["other"]\n')


RENAMES = "; --definition rename gives the old definition this name"


@pytest.mark.parametrize(
    ("to", "warning"),
    [
        pytest.param(
            "lib.fresh", "'lib.fresh' is not defined: lib.py does not have it", id="no such function"
        ),
        pytest.param(
            "libb.count",
            "'libb' is no package of this repository or of Python, and nothing here imports or requires it: "
            "is 'lib' meant?",
            id="no such package",
        ),
        pytest.param("decimal.Decimal", "", id="of the standard library"),
        pytest.param("my_cart.Item", "", id="required"),
    ],
)
def test_what_nothing_defines_is_told_first(
    repo: Any, capsys: pytest.CaptureFixture[str], to: str, warning: str
) -> None:
    """Before any work, and once; the report has it too."""
    repo.write({"pyproject.toml": '[project]\nname = "x"\ndependencies = ["My-Cart>=1"]\n'})
    repo.git("add", "-A")
    repo.git("commit", "-qm", "metadata")
    assert main(["migrate", "lib.count", "--to", to, "--only", "u00000000"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if not line.startswith("note: ")][:-2] == (
        [f"warning: --to: {warning}{RENAMES if to == 'lib.fresh' else ''}"] if warning else []
    )
    assert main(["migrate", "lib.count", "--to", to, "--dry-run", "--output-format", "json"]) == 0
    said = capsys.readouterr()
    told = [each for each in json.loads(said.out)["warnings"] if each.startswith("--to:")]
    assert (len(told), said.err.count("warning: --to:")) == (bool(warning), bool(warning))


@pytest.mark.parametrize(
    ("old", "to", "after"),
    [
        pytest.param("pkg.f", "pkg.impl.f", {"b.py": "from pkg.impl import f\n\nf(1)\n"}, id="to its home"),
        pytest.param(
            "pkg.f", "pkg.more.f", {"b.py": "from pkg.more import f\n\nf(1)\n"}, id="from one name to another"
        ),
        pytest.param(
            "pkg.impl.f",
            "pkg.f",
            {"a.py": "from pkg import f\n\nf(1)\n", "pkg/more.py": "from . import f  # noqa: F401\n"},
            id="to another name",
        ),
        pytest.param(
            "json.dumps",
            "pkg.dumps",
            {"c.py": "from pkg import dumps\n\ndumps(1)\n"},
            id="from outside to a name in the repository",
        ),
        pytest.param("pkg.impl.f", "pkg.f(a)", None, id="a call by another name"),
    ],
)
def test_names_of_one_thing(
    make_repo: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    old: str,
    to: str,
    after: dict[str, str] | None,
) -> None:
    """Code can be moved from one name of a thing to another; what makes that name stays."""
    files = {
        "pkg/__init__.py": "from json import dumps\n\nfrom .impl import f\n",
        "pkg/impl.py": "def f(a):\n    return a\n",
        "pkg/more.py": "from .impl import f  # noqa: F401\n",
        "a.py": "from pkg.impl import f\n\nf(1)\n",
        "b.py": "from pkg import f\n\nf(1)\n",
        "c.py": "from json import dumps\n\ndumps(1)\n",
    }
    repo = make_repo(files)
    monkeypatch.chdir(repo.top)
    code = main(["migrate", old, "--to", to, "--branch", "new", "--types", "none"])
    said = capsys.readouterr().err
    if after is None:
        assert (code, "--to: 'pkg.f' is 'pkg.impl.f' itself, under another name" in said) == (2, True)
        return
    assert code == 0, said
    assert repo.git("diff", "--name-only", "HEAD", "new").split() == [*after]
    for path, text in after.items():
        assert repo.git("show", f"new:{path}") == text.strip()


def test_a_path_beside_a_target_is_for_include(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_repo({"lib.py": "def old(a): ...\n", "my app/x.py": ""}).top)
    assert main(["migrate", "lib.old", "my app/", "--to", "lib.new"]) == 2
    assert capsys.readouterr().err == (
        "error: my app/ is a path, and no TARGET\nhint: to migrate only there: --include 'my app/'\n"
    )
