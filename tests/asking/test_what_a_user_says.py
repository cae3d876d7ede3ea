"""What a user says of servers and money, well and badly: on the command line, and in a file of their own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from asking.model_server import answers, serving
from asking.test_migrate import GOOD, ORDER, on
from refactor_cli.__main__ import main
from refactor_cli.providers.endpoint import checked_url

GIVEN = '[prices."a-model"]\ncache_hit = 0.1\ncache_miss = 1\noutput = 2.0\n'


def config(text: str) -> None:
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "refactor-branch" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    file.chmod(0o600)


@pytest.mark.parametrize(
    ("url", "used"),
    [
        pytest.param("https://example.com/v1", "https://example.com/v1", id="as it is"),
        pytest.param(" https://example.com/v1// ", "https://example.com/v1", id="slashes"),
        pytest.param("https://example.com", "https://example.com", id="no path"),
        pytest.param("http://[::1]:8000/v1", "http://[::1]:8000/v1", id="IPv6"),
        pytest.param("https://example.com/v1/chat/completions/", "https://example.com/v1", id="of a request"),
    ],
)
def test_addresses(url: str, used: str) -> None:
    assert checked_url(url) == used


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--max-cost", "nan"], "--max-cost is no number"),
        (["--confirm-above", "NaN"], "--confirm-above is no number"),
        (["--timeout", "nan"], "--timeout is no number"),
        (["--timeout", "inf"], "Invalid value for '--timeout'"),
        (["--timeout", "1e11"], "Invalid value for '--timeout'"),
        (["--test", "true", "--test-timeout", "nan"], "--test-timeout is no number"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_no_numbers(repo: Any, capsys: pytest.CaptureFixture[str], options: list[str], words: str) -> None:
    with serving(answers(GOOD)) as server:
        assert main([*ORDER, "--base-url", server.url, "--model", "a-model", *options]) == 2
        assert not server.requests
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(
            GIVEN.replace(" 1\n", " -1\n"), "cache_miss of prices.a-model is no number of USD", id="below 0"
        ),
        pytest.param(
            GIVEN.replace(" 1\n", " nan\n"), "cache_miss of prices.a-model is no number of USD", id="nan"
        ),
        pytest.param(
            GIVEN.replace(" 1\n", " true\n"), "cache_miss of prices.a-model is no number of USD", id="a truth"
        ),
        pytest.param(
            GIVEN.replace(" 1\n", f" 1{'0' * 400}\n"),
            "cache_miss of prices.a-model is no number of USD",
            id="vast",
        ),
        pytest.param(GIVEN.replace("output", "out"), "output of prices.a-model is missing", id="misspelt"),
        pytest.param("[prices]\na = 1\n", "prices.a is no table", id="a price alone"),
        pytest.param("prices = 3\n", "prices is no table", id="no table"),
        pytest.param("model = 3\n", "model is no text of one line in ASCII", id="no name"),
        pytest.param("[keys]\na = 3\n", "what stands in [keys] is no text", id="no key"),
        pytest.param("# mine\nsk-secret-key\n", "it is not TOML in line 2", id="no TOML"),
    ],
)
def test_mistakes_in_the_users_file(
    repo: Any, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    config(text)
    assert main([*ORDER, "--base-url", "http://127.0.0.1:9/v1", "--model", "a-model"]) == 2
    told = capsys.readouterr().err
    assert f"config.toml: {why}" in told
    assert "sk-secret" not in told


def test_what_means_nothing_is_told(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    config(f"base_ur = 'https://example.com'\nsk-secret-key = 'x'\n{GIVEN}")
    with serving(answers(GOOD)) as server:
        assert main([*ORDER, *on(server)]) == 3
    told = capsys.readouterr().err
    assert "config.toml says what means nothing here: base_ur, a name not shown" in told
    assert "sk-secret" not in told
