"""`migrate --to` with a name that is misspelt, and with one whose signature a call does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from refactor_cli.__main__ import main

FILES = {
    "shop/__init__.py": "",
    "shop/money.py": "def cents(text):\n    return text\n\n\ndef other(a, *, key=1):\n    return a\n",
    "shop/legacy.py": "def to_cents(text, currency='EUR'):\n    return text\n",
    "app.py": (
        "from shop.legacy import to_cents\n\n"
        "to_cents('1')\nto_cents('1', 'SEK')\nto_cents(to_cents('2', 'X'), currency='Y')\n"
    ),
}


@pytest.mark.parametrize(
    ("to", "more", "near"),
    [
        pytest.param("shop.money.price", (), "", id="yet to be written"),
        pytest.param("shop.legacy.to_cent", (), "", id="beside the old one"),
        pytest.param("shop.money.cent", ("--definition", "rename"), "", id="brought by a rename"),
        pytest.param("shop.money.cent", ("--prompt-out", "../prompt.md"), "", id="a model may write it"),
        pytest.param("shop.money.cent", (), "shop.money.cents", id="misspelt"),
        pytest.param("shop.money.cent", ("--dry-run",), "shop.money.cents", id="in a dry run"),
        pytest.param("shop.money.cent(text)", (), "shop.money.cents", id="in a call"),
        pytest.param("shop.mony.cents", (), "shop.money.cents", id="a module"),
    ],
)
def test_misspelt(
    repo: Any, capsys: pytest.CaptureFixture[str], to: str, more: tuple[str, ...], near: str
) -> None:
    before = repo.state()
    code = main(["migrate", "shop.legacy.to_cents", "--to", to, "--types", "none", *more])
    error = [line for line in capsys.readouterr().err.splitlines() if line.startswith(("error", "hint"))]
    if not near:
        assert not any("did you mean" in line for line in error)
        return
    assert (code, repo.state()) == (2, before)
    name = to.partition("(")[0]
    more_said = "What is yet to be written is for a recipe: --recipe FILE"
    assert error == [f"error: --to: '{name}' is not defined", f"hint: did you mean {near}? {more_said}"]


@pytest.mark.parametrize(
    ("old", "new", "near"),
    [
        pytest.param("shop.legacy.to_cent", "shop.money.other", "shop.legacy.to_cents", id="misspelt"),
        pytest.param("shop.legacy.gone", "shop.money.other", "", id="gone by now"),
        pytest.param(
            "shop.legacy.to_cent", "shop.legacy.to_cents", "", id="gone, and the new one is like it"
        ),
        pytest.param("json.dump_s", "shop.money.other", "", id="of another package"),
    ],
)
def test_an_old_name_of_a_recipe(
    repo: Any, capsys: pytest.CaptureFixture[str], old: str, new: str, near: str
) -> None:
    repo.write({"r.py": f'from refactor_cli.recipe import moved\n\nmoved("{old}", "{new}")\n'})
    main(["migrate", "--recipe", "r.py", "--types", "none", "--dry-run"])
    said = [line for line in capsys.readouterr().err.splitlines() if "did you mean" in line]
    assert said == ([f"warning: r.py:3: {old} is not defined: did you mean {near}?"] if near else [])


CLASS = (
    "class Base:\n    def total(self):\n        return 1\n\n\n"
    "class Order(Base):\n    def total_price(self):\n        return 2\n"
)


@pytest.mark.parametrize(
    ("source", "to", "near"),
    [
        pytest.param(CLASS, "shop.orders.Order.subtotal_of", "", id="yet to be written"),
        pytest.param(CLASS, "shop.orders.Order.total_prices", "", id="like the old one alone"),
        pytest.param(
            CLASS.replace("Base:", "Base(json.JSONEncoder):"),
            "shop.orders.Order.totl",
            "",
            id="a base outside",
        ),
        pytest.param(
            f"{CLASS}\n    def __getattr__(self, name):\n        return 3\n",
            "shop.orders.Order.totl",
            "",
            id="getattr",
        ),
        pytest.param(f"{CLASS}\n\nsetattr(Order, 'totl', 1)\n", "shop.orders.Order.totl", "", id="setattr"),
        pytest.param(
            CLASS.replace("class Order", "@filled\nclass Order"), "shop.orders.Order.totl", "", id="decorated"
        ),
        pytest.param(
            CLASS.replace("(Base)", "(Base, metaclass=M)"), "shop.orders.Order.totl", "", id="metaclass"
        ),
        pytest.param(
            f"{CLASS}\n\nclass More(Order):\n    def totl(self):\n        return 3\n",
            "shop.orders.Order.totl",
            "",
            id="derived",
        ),
        pytest.param(
            f"{CLASS}\n    def fill(self):\n        self.totl = 1\n",
            "shop.orders.Order.totl",
            "",
            id="assigned",
        ),
        pytest.param(CLASS, "shop.orders.Order.totl", "total", id="of a base"),
        pytest.param(CLASS.replace("total(", "totals("), "self.total()", "totals", id="in a call"),
    ],
)
def test_a_misspelt_member(
    repo: Any, capsys: pytest.CaptureFixture[str], source: str, to: str, near: str
) -> None:
    repo.write(
        {"shop/orders.py": source, "use.py": "from shop.orders import Order\n\nOrder().total_price()\n"}
    )
    repo.commit()
    code = main(["migrate", "shop.orders.Order.total_price", "--to", to, "--types", "none", "--dry-run"])
    error = [line for line in capsys.readouterr().err.splitlines() if line.startswith(("error", "hint"))]
    if not near:
        assert (code, error) == (0, [])
        return
    name = to.partition("(")[0].rpartition(".")[2]
    assert code == 2
    assert error[0] == f"error: --to: 'shop.orders.Order.{name}' is not defined"
    assert error[1].startswith(f"hint: did you mean shop.orders.Order.{near}?")


CENTS = "the new call would not fit shop.money.cents(text): "
OTHER = "the new call would not fit shop.money.other(a, *, key=…): "
POSITION = CENTS + "more than 1 argument by position"
KEYWORD = CENTS + "the call gives 'currency', which its signature does not have"
KEY = OTHER + "the call gives 'cur', which its signature does not have"


@pytest.mark.parametrize(
    ("to", "opened"),
    [
        pytest.param("shop.legacy.to_cents(text, cur=currency)", {}, id="a keyword of its own"),
        pytest.param("shop.money.other(text, key=currency)", {}, id="all fit"),
        pytest.param("shop.money.cents", {(4, 1): POSITION, (5, 1): KEYWORD, (5, 10): POSITION}, id="move"),
        pytest.param(
            "shop.money.other(text, cur=currency)",
            {(4, 1): KEY, (5, 1): KEY, (5, 10): KEY},
            id="call",
        ),
    ],
)
def test_what_would_not_fit_is_left_open(
    repo: Any,
    capsys: pytest.CaptureFixture[str],
    to: str,
    opened: dict[tuple[int, int], str],
) -> None:
    order = ["migrate", "shop.legacy.to_cents", "--to", to, "--types", "none", "--output-format", "json"]
    assert main(order) == (3 if opened else 0)
    ledger = json.loads(capsys.readouterr().out)["ledger"]
    calls = {(each["line"], each["column"]): each for each in ledger if each["kind"] == "call"}
    assert {at: each["reason"] for at, each in calls.items() if each["outcome"] == "open"} == opened
    assert "rewritten" in {each["outcome"] for each in calls.values()}
    imports = [each for each in ledger if each["kind"] == "import"]
    assert not opened or imports[0]["outcome"] == "open"  # the calls that stay need it


def test_named_usages_are_rewritten_all_the_same(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    main(["find-usages", "shop.legacy.to_cents", "--types", "none", "--output-format", "json-lines"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (usage,) = [each["id"] for each in found if (each["line"], each["kind"]) == (4, "call")]
    order = ["migrate", "shop.legacy.to_cents", "--to", "shop.money.cents", "--types", "none"]
    assert main([*order, "--only", usage]) == 0
    assert "1 new call does not fit shop.money.cents(text)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("used", "subject"),
    [
        pytest.param((3,), "Migrate lib.function_3 by r.py", id="one of them"),
        pytest.param((1, 2), "Migrate lib.function_1, lib.function_2 by r.py", id="two"),
        pytest.param(range(9), "Migrate lib.function_0 and 8 more by r.py", id="more than there is room for"),
    ],
)
def test_the_subject_names_what_is_rewritten(
    make_repo: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, used: tuple[int, ...], subject: str
) -> None:
    lib = "".join(f"def function_{each}(): ...\ndef new_{each}(): ...\n" for each in range(9))
    moves = "".join(f'moved("lib.function_{each}", "lib.new_{each}")\n' for each in range(9))
    calls = "".join(f"lib.function_{each}()\n" for each in used)
    repo = make_repo(
        {
            "lib.py": lib,
            "app.py": f"import lib\n\n{calls}",
            "r.py": f"from refactor_cli.recipe import moved\n\n{moves}",
        }
    )
    monkeypatch.chdir(repo.top)
    assert main(["migrate", "--recipe", "r.py", "--types", "none"]) == 0
    assert repo.git("log", "-1", "--format=%s", "refactor/r") == subject
