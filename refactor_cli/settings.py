"""Where the user's own files lie: the cache, the state and the configuration, never inside a repository; and what a
key is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from refactor_cli.errors import ExitCode, RefactorError

_NAME = "refactor-branch"
_HIDDEN = "[[masked api-key]]"
_SHORTEST = 8  # characters of a key without punctuation


class Key:
    """An API key. It never shows when it is printed, and `hide` takes it out of a text."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return self.value == other.value if isinstance(other, Key) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return "Key()"

    def hide(self, text: str) -> str:
        """The text with a constant where the key stood. A short word, as servers that ask for no key are given one, is
        no secret, and code is full of it."""
        if len(self.value) < _SHORTEST and (self.value.isalnum() or not self.value):
            return text
        return text.replace(self.value, _HIDDEN)


def cache_dir() -> Path:
    """The folder for what can be computed again (`$XDG_CACHE_HOME`). It need not be there, nor can it always be made:
    whoever writes into it makes it, or does without.

    Raises:
        RefactorError: the variable holds no absolute path.
    """
    if (plain := _plain_cache_dir()) is not None:
        return plain
    from platformdirs import user_cache_path

    return _absolute(user_cache_path(_NAME, appauthor=False), "XDG_CACHE_HOME")


def _plain_cache_dir() -> Path | None:
    """The same on Linux, where nothing is out of the ordinary: platformdirs takes 10 ms to load."""
    home = os.environ.get("HOME", "")
    if sys.platform != "linux" or "ANDROID_ROOT" in os.environ or not home.startswith("/"):
        return None
    folder = os.environ.get("XDG_CACHE_HOME") or f"{home.rstrip('/')}/.cache"
    return Path(folder) / _NAME if folder.startswith("/") else None


def state_dir() -> Path:
    """The folder for plans and journals (`$XDG_STATE_HOME`); made when it is missing.

    Raises:
        RefactorError: it cannot be made.
    """
    return _made(state_place(), "XDG_STATE_HOME")


def state_place() -> Path:
    """The same for whoever only reads in it: a home that nobody can write to has no runs, which is no error."""
    from platformdirs import user_state_path

    return user_state_path(_NAME, appauthor=False)


def config_file() -> Path:
    """The file in which the user says what belongs to no repository: keys above all. It need not be there."""
    from platformdirs import user_config_path

    return user_config_path(_NAME, appauthor=False) / "config.toml"


def _absolute(folder: Path, variable: str) -> Path:
    if not folder.is_absolute():  # https://specifications.freedesktop.org/basedir-spec/latest/#variables
        raise RefactorError(f"{variable} is not an absolute path: {folder}", f"unset {variable}")
    return folder


def _made(folder: Path, variable: str) -> Path:
    folder = _absolute(folder, variable)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot make {folder}: {error.strerror}"
        raise RefactorError(problem, f"set {variable} to a folder of yours", ExitCode.REPOSITORY) from error
    return folder
