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
_IN_PROJECT = ("base_url", "base-url", "api_key", "api-key", "model", "keys", "proxy", "prices")


class UserConfig(Struct, frozen=True):
    """What the user's file says. `keys`: by host; `prices`: by model; `format_command`: see `migrate --help`."""

    base_url: str = ""
    model: str = ""
    keys: Mapping[str, Key] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    format_command: str = ""


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
    try:
        return _config(tomllib.loads(data.decode("utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # never the file's text: it holds keys
        raise _bad(path, "it is not TOML of the form that docs/models.md shows") from error


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
    """What a repository tries to say about endpoints, keys and proxies, which is ignored: one warning a file."""
    found = list[str]()
    for name in _ENV_FILES:
        text = _text(top / name, snapshot, name)
        if names := sorted(set(_IN_ENV_FILE.findall(text))):
            found.append(f"{name} of the repository sets {', '.join(names)}, which is ignored")
    try:
        project = tomllib.loads(_text(top / "pyproject.toml", snapshot, "pyproject.toml"))
        ours = {**project["tool"].get("refactor", {}), **project["tool"].get("refactor-branch", {})}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        ours = {}
    if names := [name for name in _IN_PROJECT if name in ours]:
        found.append(f"pyproject.toml of the repository sets {', '.join(names)}, which is ignored")
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


def _config(value: Mapping[str, Any]) -> UserConfig:
    keys = {str(host).lower(): Key(_string(key)) for host, key in value.get("keys", {}).items()}
    prices = {
        str(name).lower(): Price(*(_price(each[kind]) for kind in ("cache_hit", "cache_miss", "output")))
        for name, each in value.get("prices", {}).items()
    }
    return UserConfig(
        _string(value.get("base_url", "")),
        _string(value.get("model", "")),
        keys,
        prices,
        _string(value.get("format_command", "")),
    )


def _string(value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable():
        raise TypeError
    return value.strip()


def _price(value: object) -> float:
    if type(value) not in (int, float) or not 0 <= float(value) < 1e6:  # type: ignore[arg-type]
        raise TypeError
    return float(value)  # type: ignore[arg-type]


def _bad(path: Path, why: str) -> RefactorError:
    return RefactorError(f"cannot use {path}: {why}", "mend it, or take it away")
