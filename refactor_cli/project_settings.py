"""What a project says about itself in `[tool.refactor]` of its `pyproject.toml`.

The file is part of the repository, so it is untrusted: it names recipes, which are parsed and never executed, and a
baseline. It can set no endpoint, no key, no model and no command: where it tries to, that is ignored, and said.
"""

from __future__ import annotations

import tomllib
from typing import Any

from msgspec import Struct

from refactor_cli.errors import RefactorError
from refactor_cli.near_spellings import hint_naming, spelt_like

FILE = "pyproject.toml"
_KEYS = ("recipes", "baseline")
# what belongs to the user alone, in any spelling, and behind any other word: `api_key`, `https-proxy`
_NEVER = frozenset(
    {
        *("command", "commands", "endpoint", "key", "keys", "model", "models", "prices"),
        *("provider", "providers", "proxies", "proxy", "token", "url"),
    }
)
_TABLES = ("refactor", "refactor-branch")


class ProjectSettings(Struct, frozen=True):
    """`recipes`: files relative to the repository's top, or names of shipped recipes; `baseline`: a file relative
    to the top, "" when none is set."""

    recipes: tuple[str, ...] = ()
    baseline: str = ""


def read_project_settings(source: str) -> ProjectSettings:
    """Reads the text of a `pyproject.toml`; one without `[tool.refactor]` says nothing.

    Raises:
        RefactorError: no TOML, an unknown key, or a value of the wrong kind.
    """
    found = _table(source, "refactor")
    if not isinstance(found, dict):
        raise RefactorError(f"{FILE}: tool.refactor is no table", "write it as [tool.refactor]")
    for key in found:
        if key not in _KEYS and not _is_users(key):
            raise _unknown(key)
    return ProjectSettings(_recipes(found.get("recipes", [])), _baseline(found.get("baseline", "")))


def ignored_keys(source: str) -> tuple[str, ...]:
    """What the text of a `pyproject.toml` tries to set that belongs to the user alone."""
    if "refactor" not in source:
        return ()
    try:
        tables = [_table(source, name) for name in _TABLES]
    except RefactorError:
        return ()
    return tuple(key for each in tables if isinstance(each, dict) for key in each if _is_users(key))


def _table(source: str, name: str) -> Any:
    try:
        # nested as deep as the source says: thousands of brackets are too deep for the parser
        tools = tomllib.loads(source).get("tool", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RefactorError(f"{FILE} cannot be read: {error}", "correct its TOML") from None
    return tools.get(name, {}) if isinstance(tools, dict) else {}


def _is_users(key: str) -> bool:
    name = key.lower().replace("_", "-")
    return name == "api-base" or name.rpartition("-")[2] in _NEVER


def _unknown(key: str) -> RefactorError:
    problem = f"{FILE}: [tool.refactor] has no key {key!r}"
    return RefactorError(problem, hint_naming(spelt_like(key, _KEYS, 1), f"it has {', '.join(_KEYS)}"))


def _recipes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise RefactorError(
            f"{FILE}: tool.refactor.recipes is no list of texts", 'write recipes = ["recipes/old.py"]'
        )
    return tuple(value)


def _baseline(value: Any) -> str:
    if not isinstance(value, str):
        raise RefactorError(f"{FILE}: tool.refactor.baseline is no text", 'write baseline = "baseline.json"')
    return value
