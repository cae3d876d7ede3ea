"""The repository that a conversation is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def repo(
    request: pytest.FixtureRequest, make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Of the module's own `FILES`, else of those of `test_migrate`; the working directory is in it."""
    from asking import test_migrate

    made = make_repo(getattr(request.module, "FILES", test_migrate.FILES))
    monkeypatch.chdir(made.top)
    return made
