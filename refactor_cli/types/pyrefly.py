"""pyrefly, https://pyrefly.org/: its configuration is https://pyrefly.org/en/docs/configuration/.

Its inferred return types are too often wrong for a "no".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from refactor_cli.types.installed import program
from refactor_cli.types.values import Server, Setting


def _configuration(setting: Setting) -> Mapping[str, str]:
    lines = [
        f"search-path = {json.dumps([f'./{root}' for root in setting.roots])}",
        f"site-package-path = [{json.dumps(str(setting.packages))}]",
        # without it, pyrefly runs whatever interpreter it finds
        "skip-interpreter-query = true",
        f"python-version = {json.dumps(setting.version)}",
        'python-platform = "linux"',
    ]
    return {"pyrefly.toml": "\n".join(lines) + "\n"}


PYREFLY = Server(
    name="pyrefly",
    find=partial(program, "pyrefly"),
    arguments=("lsp", "--indexing-mode", "none"),
    configuration=_configuration,
    options={},
    environment={"RAYON_NUM_THREADS": "1"},
    must_open=True,
    at_once=16,
    rules_out=False,
)
