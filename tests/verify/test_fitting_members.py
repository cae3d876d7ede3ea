"""A call of a method on an object that no name tells of: the method of its class says what it takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

LIB = """class Order:
    def old(self, a=1):
        return self.new(b=a)

    def new(self, *, b):
        return b


class Sub(Order):
    def run(self):
        return super().old()
"""
USE = """from lib import Order


def keyword(order: Order):
    return order.old(2)


def unbound(order):
    return Order.old(order, 3)


class Other:
    pass
"""


@pytest.mark.parametrize(
    ("to", "left"),
    [
        pytest.param("lib.Order.new", ["lib.py:11", "use.py:5", "use.py:9"], id="renamed"),
        pytest.param("lib.Order.new(b=a)", [], id="as it wants to be called"),
    ],
)
def test_calls_that_the_new_method_would_refuse_stay(
    make_repo: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    to: str,
    left: list[str],
) -> None:
    monkeypatch.chdir(make_repo({"lib.py": LIB, "use.py": USE}).top)
    main(["migrate", "lib.Order.old", "--to", to, "--output-format", "json", "--dry-run"])
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    calls = [each for each in ledger if each["kind"] == "call"]
    assert [f"{each['path']}:{each['line']}" for each in calls if each["outcome"] == "open"] == left
    assert len(calls) == 3
