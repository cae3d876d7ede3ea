"""Python files that tools run by themselves, before anybody calls anything of them: a reviewer looks at these first.

Whoever installs a branch, or runs its tests, runs them. So a model's answer changes those that build, check or deploy
a project, or that editors and agents run, only where the user says so. What tests run first is code of tests.
"""

from __future__ import annotations

import re

# by file names: https://setuptools.pypa.io, https://docs.pytest.org/en/stable/reference/fixtures.html,
# https://nox.thea.codes, https://docs.python.org/3/library/site.html, https://tox.wiki/en/stable/plugins.html,
# https://hatch.pypa.io/latest/plugins/build-hook/custom, https://backend.pdm-project.org/hooks, https://pydoit.org
_WHEN = {
    "setup.py": "when it is built or installed",
    "hatch_build.py": "when it is built or installed",
    "pdm_build.py": "when it is built or installed",
    "conftest.py": "before its tests are",
    "noxfile.py": "by nox",
    "toxfile.py": "by tox",
    "dodo.py": "by doit",
    "sitecustomize.py": "whenever Python starts",
    "usercustomize.py": "whenever Python starts",
}
_HIDDEN = re.compile(r"(?:^|/)\.")  # .github/, .git-hooks/, .vscode/, .ycm_extra_conf.py: CI, hooks, editors


def when_run(path: str) -> str:
    """When a tool runs a file by itself; "" of any other."""
    found = _WHEN.get(path.rpartition("/")[2], "")
    return found or ("by tools: CI, hooks or editors" if _HIDDEN.search(path) else "")


def is_build_file(path: str) -> bool:
    """Whether a tool runs a file by itself, and not to test what is there."""
    return bool(when_run(path)) and path.rpartition("/")[2] != "conftest.py"
