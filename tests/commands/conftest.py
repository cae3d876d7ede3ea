"""The repository of `two_totals`, with nothing uncommitted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from two_totals import FILES


@pytest.fixture
def repo(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    made = make_repo(FILES)
    monkeypatch.chdir(made.top)
    return made
