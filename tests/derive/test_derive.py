"""What an old definition itself says about what stands for it."""

from __future__ import annotations

from typing import Any

import pytest
from in_memory import symbols_of

from refactor_cli.__main__ import main
from refactor_cli.derive import derive
from refactor_cli.derive.sentences import new_name
from refactor_cli.find.target import read_target

NEW = "def quote(currency, item, rounded=False): pass\nclass Price:\n    def of(self): pass\n"
HEAD = "import warnings\nfrom shop.pricing import Price, quote as q\nimport shop.pricing\n"


def derived(source: str, target: str = "shop.legacy.old") -> str | None:
    files = {"shop/__init__.py": "", "shop/pricing.py": NEW, "shop/legacy.py": HEAD + source}
    symbols = symbols_of(files)
    found = derive(symbols, read_target(symbols, target))
    return found.source.partition('"""\n\n')[2] if found else None


NOTHING = [
    pytest.param("def old(a): pass\n", id="no body"),
    pytest.param("def old(a):\n    x = q(1, a)\n    return x\n", id="more than one statement"),
    pytest.param("def old(a):\n    return a + 1\n", id="no call"),
    pytest.param("def old(a):\n    return _new(a)\ndef _new(a): pass\n", id="a private function"),
    pytest.param("old = q\nold = shop.pricing.Price\n", id="two values"),
    pytest.param("N = 1\nif N:\n    old = q\n", id="a value under a condition"),
    pytest.param("old = [q]\n", id="a value that is no name"),
    pytest.param("def _new(a): pass\nold = _new\n", id="a private value"),
    pytest.param("import os\nold = os.path.join\n", id="a value from elsewhere"),
    pytest.param("def old(a):\n    print(a)\n", id="a builtin, without return"),
    pytest.param(
        "def old(a):\n    q(1, a)\n    warnings.warn('x', DeprecationWarning)\n", id="it warns afterwards"
    ),
    pytest.param("def old(a):\n    return q(1, a)._x()\n", id="a private method"),
    pytest.param("def old(a):\n    return len(a)\n", id="a builtin"),
    pytest.param("def old(a, f):\n    return f(a)\n", id="a parameter"),
    pytest.param("def old(a):\n    return missing(a)\n", id="a name from nowhere"),
    pytest.param("def old(a):\n    return old(a)\n", id="itself"),
    pytest.param("@wrap\ndef old(a):\n    return q(1, a)\n", id="decorated"),
    pytest.param("def old(a, **more):\n    return q(1, a)\n", id="it swallows arguments"),
    pytest.param(
        "try:\n    N = 1\nexcept E:\n    N = 2\ndef old(a):\n    return q(N, a)\n", id="bound in two ways"
    ),
    pytest.param(
        "def old(a):\n    '''.. deprecated:: 1\n\n    Use `gone` instead.'''\n", id="a text names nothing"
    ),
    pytest.param(
        "def old(a):\n    '''.. deprecated:: 1\n       Use the new API.'''\n", id="a text without a name"
    ),
    pytest.param("def old(a):\n    warnings.warn('use quote', UserWarning)\n", id="another warning"),
    pytest.param(
        "def old(a):\n    warnings.warn('use shop.pricing.quote or use shop.pricing.Price', DeprecationWarning)\n",
        id="a text names two",
    ),
]


@pytest.mark.parametrize("source", NOTHING)
def test_nothing(source: str) -> None:
    assert derived(source) is None


FOUND = [
    pytest.param(
        'def old(item, currency="EUR"):\n    """Doc."""\n    warnings.warn("x", DeprecationWarning)\n'
        "    return q(currency, item)\n",
        "from shop.pricing import quote as q\n\nfrom refactor_cli.recipe import OMITTED, replaces\n\n\n"
        '@replaces("shop.legacy.old")\ndef old(item, currency="EUR"):\n    return q(currency, item)\n',
        id="a wrapper",
    ),
    pytest.param(
        "def old(item, rounded=False):\n    return shop.pricing.quote('EUR', item, rounded=rounded)\n",
        "import shop.pricing\n\nfrom refactor_cli.recipe import OMITTED, replaces\n\n\n"
        '@replaces("shop.legacy.old")\ndef old(item, rounded=OMITTED):\n'
        '    return shop.pricing.quote("EUR", item, rounded=rounded)\n',
        id="the same default",
    ),
    pytest.param(
        "@warnings.deprecated('Use shop.pricing.quote instead')\ndef old(a): pass\n",
        "from refactor_cli.recipe import moved\n\n"
        'moved("shop.legacy.old", "shop.pricing.quote", behaviour="changes")\n',
        id="a decorator says so",
    ),
    pytest.param(
        "def old(a):\n    warnings.warn('old() is deprecated, use new() instead', DeprecationWarning)\n    go()\n"
        "def new(a): pass\n",
        'from refactor_cli.recipe import moved\n\nmoved("shop.legacy.old", "shop.legacy.new")\n',
        id="a warning says so, and it takes the same",
    ),
    pytest.param(
        "class old:\n    def __init__(self):\n        warnings.warn('Use Price instead', category=RemovedIn2Warning)\n",
        "from refactor_cli.recipe import moved\n\n"
        'moved("shop.legacy.old", "shop.pricing.Price", behaviour="changes")\n',
        id="the constructor of a class says so",
    ),
    pytest.param(
        "def old(a):\n    '''Old.\n\n    .. deprecated:: 1.2\n       Use :func:`shop.pricing.quote` instead.'''\n",
        "from refactor_cli.recipe import moved\n\n"
        'moved("shop.legacy.old", "shop.pricing.quote", behaviour="changes")\n',
        id="a docstring says so",
    ),
    pytest.param(
        'def old(item):\n    "Doc."\n    q("EUR", item)\n',
        "from shop.pricing import quote as q\n\nfrom refactor_cli.recipe import OMITTED, replaces\n\n\n"
        '@replaces("shop.legacy.old")\ndef old(item):\n    q("EUR", item)\n',
        id="a wrapper that gives nothing",
    ),
    pytest.param(
        "old = q\n",
        'from refactor_cli.recipe import moved\n\nmoved("shop.legacy.old", "shop.pricing.quote")\n',
        id="another name",
    ),
    pytest.param(
        "def fresh(a): pass\nold = fresh  # deprecated\n",
        'from refactor_cli.recipe import moved\n\nmoved("shop.legacy.old", "shop.legacy.fresh")\n',
        id="another name in the same module",
    ),
]


@pytest.mark.parametrize(("source", "recipe"), FOUND)
def test_found(source: str, recipe: str | None) -> None:
    assert derived(source) == recipe


def test_a_method() -> None:
    source = (
        "class A:\n    def old(self, a):\n        return self.new(a, True)\n    def new(self, a, b): pass\n"
    )
    assert derived(source, "shop.legacy.A.old") == (
        "\nfrom refactor_cli.recipe import OMITTED, replaces\n\n\n"
        '@replaces("shop.legacy.A.old")\ndef old(self, a):\n    return self.new(a, True)\n'
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("it is deprecated", "", id="says nothing"),
        pytest.param("use the new one instead", "", id="words"),
        pytest.param("use a.b or use c.d", "", id="two names"),
        pytest.param("a.b is deprecated; use c.d.", "c.d", id="dotted"),
        pytest.param("Replaced by ``new_one``", "new_one", id="code"),
        pytest.param("use :meth:`~a.B.c` from now on", "a.B.c", id="a role"),
        pytest.param("use new() please", "new", id="a call"),
        pytest.param("use fresh instead", "fresh", id="a plain word before instead"),
    ],
)
def test_new_name(text: str, name: str) -> None:
    assert new_name(text) == name


FILES = {
    "shop/__init__.py": "",
    "shop/pricing.py": NEW,
    "shop/legacy.py": HEAD + "def old(item):\n    return q('EUR', item)\ndef other(a): pass\n",
    "app.py": "from shop.legacy import old\n\nprint(old(1))\n",
    "single.py": "from shop.legacy import old\n\nprint(old('a'))\n",
}


def test_migrate_derives(
    make_repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make_repo(FILES)
    monkeypatch.chdir(repo.top)
    order = ["migrate", "shop.legacy.old", "--types", "none"]
    assert main([*order, "--show-recipe"]) == 0
    said = capsys.readouterr()
    assert "note: shop.legacy.old by shop/legacy.py:4, which only calls what stands for it" in said.err
    assert '@replaces("shop.legacy.old")\ndef old(item):\n    return q("EUR", item)\n' in said.out
    assert main([*order, "--output-format", "json"]) == 0
    assert (
        '  @replaces("shop.legacy.old")\n  def old(item):\n' in capsys.readouterr().err
    )  # seen before it is used
    after = repo.git("show", "refactor/shop.legacy.old:app.py")
    assert after.splitlines() == ["from shop.pricing import quote", "", 'print(quote("EUR", 1))']
    single = repo.git("show", "refactor/shop.legacy.old:single.py")
    assert single.splitlines()[-1] == "print(quote('EUR', 'a'))"


def test_migrate_says_when_nothing_says_how(
    make_repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(make_repo(FILES).top)
    assert main(["migrate", "shop.legacy.other", "--types", "none"]) == 2
    assert "nothing says how to rewrite it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["logging.warn"], '"""logging: warn()', id="shipped"),
        pytest.param(["--recipe", "recipe.py"], "moved('a.b', 'c.d')", id="a file"),
        pytest.param(
            ["logging.warn", "--to", "logging.warning"], 'moved("logging.warn", "logging.w', id="a name"
        ),
        pytest.param(
            ["logging.warn", "--to", "logging.warning(*args, **kwargs)"],
            "def warn(*args, **kwargs):\n    return logging.warning(*args, **kwargs)\n",
            id="an expression",
        ),
    ],
)
def test_show_recipe(
    arguments: list[str],
    words: str,
    make_repo: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recipe = "from refactor_cli.recipe import moved\nmoved('a.b', 'c.d')\n"
    repo = make_repo({"recipe.py": recipe})
    monkeypatch.chdir(repo.top)
    assert main(["migrate", *arguments, "--show-recipe"]) == 0
    assert words in capsys.readouterr().out


def test_show_recipe_writes_out_what_to_does(
    make_repo: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lib = (
        "LIMIT = 3\ndef old(a, b=2, c=None, d=LIMIT): ...\n"
        "def new(a, b=1, *, c=None, d=4): ...\ndef strict(a, b): ...\n"
    )
    repo = make_repo({"lib.py": lib, "app.py": "from lib import old\n\nold(1)\n"})
    monkeypatch.chdir(repo.top)
    assert main(["migrate", "lib.old", "--to", "lib.new(a, b, c=c, d=d)", "--show-recipe"]) == 0
    printed = capsys.readouterr()
    assert "def old(a, b=2, c=OMITTED, d=OMITTED):" in printed.out
    assert "calls that leave out d" in printed.err
    assert main(["migrate", "lib.old", "--to", "lib.strict(a, b)", "--show-recipe"]) == 0
    printed = capsys.readouterr()
    assert "def old(a, b=2, c=OMITTED, d=OMITTED):" in printed.out
    assert "note" not in printed.err
