from __future__ import annotations

import pytest

from refactor_cli.run_unasked import is_build_file, when_run


@pytest.mark.parametrize("path", ["app.py", "setup/app.py", "my_setup.py", "package.d/app.py", "a.b/c.py"])
def test_what_is_run_when_somebody_asks(path: str) -> None:
    assert (when_run(path), is_build_file(path)) == ("", False)


@pytest.mark.parametrize(
    "path",
    [
        *("setup.py", "lib/setup.py", "hatch_build.py", "noxfile.py", "toxfile.py", "dodo.py"),
        *("sitecustomize.py", ".github/release.py", "lib/.hooks/check.py", ".ycm_extra_conf.py"),
    ],
)
def test_what_tools_run_by_themselves(path: str) -> None:
    assert when_run(path)
    assert is_build_file(path)


def test_what_tests_run_is_no_build_file() -> None:
    assert when_run("tests/conftest.py") == "before its tests are"
    assert not is_build_file("tests/conftest.py")
