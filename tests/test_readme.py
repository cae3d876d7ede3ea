"""The README's commands run, and its recipe is one."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refactor_cli.__main__ import main
from refactor_cli.recipe.read import read_recipe

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text("utf-8")
COMMANDS = [shlex.split(line)[1:] for line in re.findall(r"^\$ (refactor .*)$", README, re.MULTILINE)]


@pytest.fixture
def shop(make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    repo = make_repo()
    shutil.copytree(TOP / "examples" / "legacy_shop" / "before", repo.top, dirs_exist_ok=True)
    answer = (TOP / "examples" / "legacy_shop" / "answer.md").read_text("utf-8")
    repo.write(
        {
            "clock.py": "from datetime import datetime\n\nprint(datetime.utcnow())\n",
            "pricing.md": "Prices.\n",
            "answer.md": answer,
        }
    )
    repo.commit()
    monkeypatch.chdir(repo.top)
    return repo


def test_commands(shop: Any) -> None:
    assert len(COMMANDS) == 5
    codes = [main(command) for command in COMMANDS]
    assert codes == [0, 0, 0, 0, 3]
    branches = shop.git("branch", "--format=%(refname:short)", "--list", "refactor/*").splitlines()
    assert branches == ["refactor/datetime.datetime.utcnow", "refactor/shop.legacy.price"]


def test_recipe() -> None:
    (source,) = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert read_recipe(source, "README.md").symbols == (
        "shop.legacy.price",
        "shop.models.Order.total_price",
        "shop.legacy.to_cents",
    )


def test_how_to_review_a_branch(shop: Any) -> None:
    text = (TOP / "docs" / "how-to" / "review-a-branch.md").read_text("utf-8")
    commands = [shlex.split(line)[1:] for line in re.findall(r"^\$ (refactor .*)$", text, re.MULTILINE)]
    assert [main(command) for command in commands] == [3, 3, 0, 3]
    assert (shop.top / "pull-request.md").read_text("utf-8").startswith("Migrates `shop.legacy.price`: ")
    branches = shop.git("branch", "--format=%(refname:short)", "--list", "refactor/*").splitlines()
    onto = f"refactor/shop.legacy.price-onto-{shop.git('rev-parse', 'HEAD')[:8]}"
    assert branches == ["refactor/shop.legacy.price", onto]
