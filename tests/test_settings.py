"""Where the user's own files lie."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.keys import UserConfig, user_config
from refactor_cli.settings import Key, cache_dir, state_dir


def test_folders_follow_xdg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a/cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "a/state"))
    found = cache_dir(), state_dir()
    assert found == (tmp_path / "a/cache/refactor-branch", tmp_path / "a/state/refactor-branch")
    assert found[1].stat().st_mode & 0o777 == 0o700
    assert not found[0].exists()  # made by whoever writes into it
    assert (cache_dir(), state_dir()) == found


def test_folders_without_xdg_are_in_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("XDG_STATE_HOME")
    for folder in (cache_dir(), state_dir()):
        assert folder.is_relative_to(os.environ["HOME"])


@pytest.mark.parametrize("home", ["/home/me", "/home/me/", "/", "", "me", None])
@pytest.mark.parametrize("given", ["/x/cache", "/x/cache/", "/x/ca che ", "~/cache", " ", "", None])
def test_the_cache_lies_where_platformdirs_says(
    home: str | None, given: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("HOME", home), ("XDG_CACHE_HOME", given)):
        monkeypatch.delenv(name) if value is None else monkeypatch.setenv(name, value)
    assert cache_dir() == platformdirs.user_cache_path("refactor-branch", appauthor=False)


def test_a_relative_folder_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    assert cache_dir().is_relative_to(os.environ["HOME"])
    # older releases of platformdirs hand it on
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("cache/refactor-branch"))
    with pytest.raises(RefactorError) as error:
        cache_dir()
    expected = (
        "XDG_CACHE_HOME is not an absolute path: cache/refactor-branch",
        "unset XDG_CACHE_HOME",
        ExitCode.USAGE,
    )
    assert (error.value.problem, error.value.hint, error.value.exit_code) == expected
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(RefactorError) as error:
        state_dir()
    assert error.value.problem == f"cannot make {tmp_path / 'file/refactor-branch'}: Not a directory"
    assert error.value.exit_code == ExitCode.REPOSITORY


def test_a_home_that_is_no_folder_has_no_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/dev/null")  # so it is for the accounts of many services
    assert user_config() == UserConfig()


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        pytest.param("x", "max(x)", "max(x)", id="a letter"),
        pytest.param("test", "test_it(x)", "test_it(x)", id="a word"),
        pytest.param("", "x", "x", id="empty"),
        pytest.param("sk-1", "no sk-1 here", "no [[masked api-key]] here", id="short, with punctuation"),
        pytest.param("abcdefgh", "=abcdefgh", "=[[masked api-key]]", id="long"),
    ],
)
def test_a_key_is_taken_out_of_a_text(key: str, text: str, expected: str) -> None:
    assert Key(key).hide(text) == expected
