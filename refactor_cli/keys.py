"""API keys and what else the user says of models: from the environment or from the user's own file, never from a
repository.

The file is `config.toml` in the user's configuration folder (`$XDG_CONFIG_HOME/refactor-branch`):

    base_url = "https://models.example.com/v1"    # instead of DeepSeek
    model = "a-model"
    format_command = "ruff format"                 # for `migrate`: what formats changed files

    [keys]                                        # by host
    "api.deepseek.com" = "sk-…"

    [prices."a-model"]                            # USD per million tokens
    cache_hit = 0.01
    cache_miss = 0.1
    output = 0.4
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from refactor_cli.data import Snapshot
from refactor_cli.errors import RefactorError
from refactor_cli.prices import Price
from refactor_cli.settings import Key, config_file

_MOST_BYTES = 1_000_000
_NAMES = (
    r"DEEPSEEK_API_KEY|REFACTOR_API_KEY|REFACTOR_BASE_URL|OPENAI_API_KEY|OPENAI_BASE_URL"
    r"|HTTPS?_PROXY|ALL_PROXY|https?_proxy|all_proxy"
)
_IN_ENV_FILE = re.compile(rf"^[ \t]*(?:export[ \t]+)?({_NAMES})[ \t]*=", re.MULTILINE)
_ENV_FILES = (".env", ".env.local", ".envrc")
_LINE = re.compile(r"at line (\d+)")
_PLAIN = re.compile(r"[A-Za-z_]{1,20}")
_PRICES = ("cache_hit", "cache_miss", "output")
_ENTRIES = ("base_url", "model", "keys", "prices", "format_command")


class UserConfig(Struct, frozen=True):
    """What the user's file says. `keys`: by host; `prices`: by model; `format_command`: see `migrate --help`;
    `unknown`: names in it that mean nothing."""

    base_url: str = ""
    model: str = ""
    keys: Mapping[str, Key] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    format_command: str = ""
    unknown: tuple[str, ...] = ()


def user_config() -> UserConfig:
    """The user's file, or nothing where there is none.

    Raises:
        RefactorError: others can read it, or it does not say what it may.
    """
    path = config_file()
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(_MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return UserConfig()
    except OSError as error:
        raise _bad(path, error.strerror or str(error)) from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise RefactorError(f"others can read {path}, which may hold keys", f"chmod 600 {path}")
    # never the file's text: it holds keys
    try:
        value = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        line = _LINE.search(str(error))
        raise _bad(path, f"it is not TOML{f' in line {line[1]}' if line else ''}") from error
    try:
        return _config(value)
    except _Wrong as error:
        raise _bad(path, f"{error}: docs/models.md shows the form") from error


def key_for(host: str, variables: tuple[str, ...], config: UserConfig) -> Key | None:
    """The key for a host: the first of these environment variables that is set, else the user's file.

    Raises:
        RefactorError: it cannot be a key.
    """
    for name in variables:
        if value := os.environ.get(name, "").strip():
            if not value.isascii() or not value.isprintable() or " " in value:
                raise RefactorError(f"{name} does not hold a key", f"set {name} to the key alone")
            return Key(value)
    return config.keys.get(host)


def ignored_settings(top: Path, snapshot: Snapshot) -> tuple[str, ...]:
    """What a repository's files of variables try to say about endpoints, keys and proxies, which is ignored: one
    warning a file. Of `pyproject.toml`, `project_settings` tells it."""
    found = list[str]()
    for name in _ENV_FILES:
        text = _text(top / name, snapshot, name)
        if names := sorted(set(_IN_ENV_FILE.findall(text))):
            found.append(f"{name} of the repository sets {', '.join(names)}, which is ignored")
    return tuple(found)


def ignored_environment() -> tuple[str, ...]:
    """Variables that other programs heed: requests go to the address the user gave, and to nothing else."""
    names = [name for name in ("OPENAI_BASE_URL",) if os.environ.get(name)]
    return tuple(f"{name} is ignored: the address is --base-url or REFACTOR_BASE_URL" for name in names)


def _text(path: Path, snapshot: Snapshot, name: str) -> str:
    """Of the commit, or else of the working tree: an `.env` is in no commit, as a rule."""
    if name in snapshot.files:
        data = snapshot.files[name].data[:_MOST_BYTES]
    else:
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        except OSError:
            return ""
        with os.fdopen(handle, "rb") as file:
            is_file = stat.S_ISREG(os.fstat(handle).st_mode)
            data = file.read(_MOST_BYTES) if is_file else b""
    return data.decode("utf-8", "replace")


class _Wrong(Exception):
    """What in the file is not as it must be."""


def _config(value: Mapping[str, Any]) -> UserConfig:
    keys = {
        str(host).lower(): Key(_string(key, "what stands in [keys]"))
        for host, key in _table(value.get("keys", {}), "keys").items()
    }
    prices = {
        str(name).lower(): Price(*(_price(each, name, kind) for kind in _PRICES))
        for name, each in _table(value.get("prices", {}), "prices").items()
    }
    return UserConfig(
        _string(value.get("base_url", ""), "base_url"),
        _string(value.get("model", ""), "model"),
        keys,
        prices,
        _string(value.get("format_command", ""), "format_command"),
        # what was put there by mistake may be a key
        tuple(
            name if _PLAIN.fullmatch(name) else "a name not shown" for name in value if name not in _ENTRIES
        ),
    )


def _table(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"{what} is no table")
    return value


def _string(value: object, what: str) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise _Wrong(f"{what} is no text of one line in ASCII")
    return value.strip()


def _price(prices: object, model: str, kind: str) -> float:
    value = _table(prices, f"prices.{model}").get(kind)
    if type(value) not in (int, float) or not 0 <= value < 1e6:  # type: ignore[operator]
        raise _Wrong(f"{kind} of prices.{model} is {'missing' if value is None else 'no number of USD'}")
    return float(value)  # type: ignore[arg-type]


def _bad(path: Path, why: str) -> RefactorError:
    return RefactorError(f"cannot use {path}: {why}", "mend it, or take it away")
