"""ty, https://docs.astral.sh/ty/: its configuration is https://docs.astral.sh/ty/reference/configuration/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial

from refactor_cli.types.installed import program
from refactor_cli.types.values import Server, Setting


def _configuration(setting: Setting) -> Mapping[str, str]:
    environment = setting.packages.parents[2]  # lib/pythonX.Y/site-packages
    lines = [
        "[environment]",
        f"root = {json.dumps([f'./{root}' for root in setting.roots])}",
        f"python = {json.dumps(str(environment))}",
        'python-platform = "all"',
        f"python-version = {json.dumps(setting.version)}",
        "[src]",
        "respect-ignore-files = false",
    ]
    return {"ty.toml": "\n".join(lines) + "\n"}


TY = Server(
    name="ty",
    find=partial(program, "ty"),
    arguments=("server",),
    configuration=_configuration,
    options={"diagnosticMode": "off", "logLevel": "error"},
    # more threads find nothing more, and cost CPU
    environment={"TY_MAX_PARALLELISM": "1", "RAYON_NUM_THREADS": "1"},
    must_open=False,
    # it writes its stubs to files when an answer points there: two answers at once write, and read, half a file
    at_once=1,
    rules_out=True,
)
