"""What Python calls by itself where a special method is asked for: listed as possible, and told of in a warning."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.evidence import Evidence
from refactor_cli.find import Wanted, find
from refactor_cli.find.target import read_target

LIB = "class Other:\n    def {0}(self, *given): return self\nclass Box:\n    def {0}(self, *given): return self\n"


def listed(method: str, body: str, *, implicit: bool = True) -> list[tuple[int, str, str]]:
    symbols = symbols_of({"lib.py": LIB.format(method), "app.py": f"from lib import Box, Other\n{body}"})
    target = read_target(symbols, f"lib.Box.{method}")
    (result,) = find(symbols, [target], evidence=Evidence(), wanted=Wanted(implicit=implicit)).results
    return [
        (usage.location.line, usage.certainty, ",".join(usage.evidence))
        for usage in (*result.usages, *result.ruled_out)
        if usage.path == "app.py" and usage.kind != "import"
    ]


HERE = "box, other = Box(), Other()\n"
NOTHING = [
    pytest.param("__copy__", "import copy\ncopy.deepcopy(box)\n", id="copied with all that it holds"),
    pytest.param("__enter__", "with other: pass\n", id="another's object"),
    pytest.param("__enter__", "def f(x):\n    with x: pass\n", id="unknown object"),
    pytest.param("__aenter__", "with box: pass\n", id="not async"),
    pytest.param("__setitem__", "box[1]\n", id="only asked"),
    pytest.param("__getitem__", "box[1] = 2\n", id="only given"),
    pytest.param("__add__", "box - 1\n", id="another operator"),
    pytest.param("__radd__", "box + 1\n", id="on the left"),
    pytest.param("__call__", "box.other()\n", id="a method"),
    pytest.param("__len__", "str(box)\n", id="another builtin"),
    pytest.param("__init__", "Box()\n", id="constructor"),
    pytest.param("__setattr__", "box.anything\n", id="attribute only asked"),
    pytest.param("__delitem__", "box[1] = 2\n", id="not deleted"),
    pytest.param("__hash__", "{1: box}\n", id="value"),
    pytest.param("__repr__", "box % 2\n", id="percent of no text"),
    pytest.param("__lt__", "sorted([other])\n", id="sorted others"),
    pytest.param("__lt__", "[box].index(other)\n", id="looked for, not ordered"),
    pytest.param("__eq__", "[box].append(other)\n", id="only put there"),
]
SOME = [
    pytest.param("__copy__", "import copy\ncopy.copy(box)\n", id="copied"),
    pytest.param("__reduce__", "import pickle\npickle.dumps(box)\n", id="pickled"),
    pytest.param("__call__", "box(1)\n", id="call"),
    pytest.param("__call__", "list(map(box, [1]))\n", id="mapped"),
    pytest.param("__enter__", "with box as opened: pass\n", id="with"),
    pytest.param("__exit__", "with open('x') as f, box: pass\n", id="with two"),
    pytest.param("__enter__", "stack.enter_context(box)\n", id="stack"),
    pytest.param("__aenter__", "async def f():\n    async with Box(): pass\n", id="async with"),
    pytest.param("__iter__", "for each in box: pass\n", id="loop"),
    pytest.param("__iter__", "[each for each in Box()]\n", id="comprehension"),
    pytest.param("__iter__", "first, second = box\n", id="unpacked"),
    pytest.param("__iter__", "print(*box)\n", id="star"),
    pytest.param("__iter__", "sorted(box)\n", id="sorted"),
    pytest.param("__next__", "next(box)\n", id="next"),
    pytest.param("__len__", "len(box)\n", id="len"),
    pytest.param("__bool__", "if box: pass\n", id="if"),
    pytest.param("__bool__", "x = 1 if box else 2\n", id="conditional"),
    pytest.param("__bool__", "assert not box\n", id="not"),
    pytest.param("__bool__", "box and 1\n", id="and"),
    pytest.param("__getitem__", "box[1]\n", id="item"),
    pytest.param("__setitem__", "box[1] = 2\n", id="given item"),
    pytest.param("__setitem__", "box[1] += 2\n", id="changed item"),
    pytest.param("__delitem__", "del box[1]\n", id="deleted item"),
    pytest.param("__contains__", "1 not in box\n", id="in"),
    pytest.param("__eq__", "1 == box\n", id="equal"),
    pytest.param("__lt__", "box > 2\n", id="mirrored"),
    pytest.param("__hash__", "hash(box)\n", id="hash"),
    pytest.param("__str__", 'f"{box}"\n', id="f-string"),
    pytest.param("__str__", "print(box)\n", id="print"),
    pytest.param("__add__", "box + 1\n", id="operator"),
    pytest.param("__add__", "box += 1\n", id="augmented"),
    pytest.param("__radd__", "1 + box\n", id="on the right"),
    pytest.param("__neg__", "-box\n", id="sign"),
    pytest.param("__getattr__", "box.anything\n", id="attribute"),
    pytest.param("__getitem__", "box[1] + 2\n", id="item on the left"),
    pytest.param("__getitem__", "for each in box: pass\n", id="items in a loop"),
    pytest.param("__missing__", "box[1]\n", id="missing item"),
    pytest.param("__setitem__", "box[1], x = 1, 2\n", id="one of two items"),
    pytest.param("__setitem__", "with open('x') as box[1]: pass\n", id="item of a with"),
    pytest.param("__delitem__", "del (box[1])\n", id="item in brackets"),
    pytest.param("__iter__", "def f(): yield from box\n", id="yield from"),
    pytest.param("__iter__", "x = []\nx += box\n", id="added to a list"),
    pytest.param("__iter__", "[].extend(box)\n", id="extended"),
    pytest.param("__next__", "first, second = box\n", id="next of two"),
    pytest.param("__bool__", "[1 for x in [1] if box]\n", id="if of a comprehension"),
    pytest.param("__hash__", "{box}\n", id="in a set"),
    pytest.param("__hash__", "{box: 1}\n", id="key"),
    pytest.param("__hash__", "x = {}\nx[box] = 1\n", id="key of an item"),
    pytest.param("__str__", "'%s' % box\n", id="percent"),
    pytest.param("__str__", "'%s %d' % (box, 1)\n", id="percent of two"),
    pytest.param("__repr__", "'{!r}'.format(box)\n", id="format"),
    pytest.param("__setattr__", "box.anything = 1\n", id="given attribute"),
    pytest.param("__delattr__", "del box.anything\n", id="deleted attribute"),
    pytest.param("__await__", "async def f(): await box\n", id="await"),
    pytest.param("__lt__", "sorted([box, other])\n", id="ordered list"),
    pytest.param("__lt__", "x = [(box, 1)]\nx.sort()\n", id="tuples in order"),
    pytest.param("__lt__", "import heapq\nheapq.heappush([], box)\n", id="heap"),
    pytest.param("__lt__", "import bisect\nbisect.insort([], box)\n", id="put in order"),
    pytest.param("__eq__", "[1, other].index(box)\n", id="looked for"),
    pytest.param("__eq__", "x = [box]\nx.remove(1)\n", id="taken out"),
    pytest.param("__eq__", "x = {}\nx[box]\n", id="key"),
    pytest.param("__eq__", "(1, box) == (1, 2)\n", id="in a tuple"),
    pytest.param("__hash__", "set([box])\n", id="set of a list"),
    pytest.param("__repr__", "print([box])\n", id="in a list"),
    pytest.param("__bool__", "any([box])\n", id="any"),
    pytest.param("__init_subclass__", "class Big(Box): pass\n", id="derived"),
]


@pytest.mark.parametrize(("method", "code"), NOTHING)
def test_nothing(method: str, code: str) -> None:
    assert listed(method, HERE + code) == []


@pytest.mark.parametrize(("method", "code"), SOME)
def test_some(method: str, code: str) -> None:
    line = 1 + HERE.count("\n") + code.count("\n")
    assert listed(method, HERE + code) == [(line, "possible", "implicit")]


def test_a_subclass_and_a_parameter() -> None:
    code = "class Small(Box): pass\ndef use(x):\n    return x[0]\nuse(Small())\n"
    assert listed("__getitem__", code) == [(4, "possible", "implicit")]


def test_a_subclass_with_its_own() -> None:
    code = "class Small(Box):\n    def __getitem__(self, i): return 1\nSmall()[0]\n"
    assert listed("__getitem__", code) == [(3, "certain", "override")]


def test_what_is_written_stays() -> None:
    assert listed("__enter__", HERE + "box.__enter__()\n") == [(3, "certain", "constructed")]


def test_only_where_it_is_asked_for() -> None:
    assert listed("__enter__", HERE + "with box: pass\n", implicit=False) == []


WARNINGS = [
    pytest.param("lib.Box.__enter__", "Python calls lib.Box.__enter__ by itself as well", id="special"),
    pytest.param("lib.Box.__init__", "calls of Box call lib.Box.__init__ too", id="constructor"),
    pytest.param("queue.Queue.__len__", "Python calls queue.Queue.__len__ by itself as well", id="another's"),
    pytest.param("lib.Box.total", "", id="another method"),
    pytest.param("lib.Box.__total", "", id="private"),
]


@pytest.mark.parametrize(("target", "told"), WARNINGS)
def test_warning(target: str, told: str) -> None:
    symbols = symbols_of({"lib.py": LIB.format(target.rpartition(".")[2])})
    warnings = find(symbols, [read_target(symbols, target)], evidence=Evidence()).warnings
    assert [each.startswith(told) for each in warnings] == ([True] if told else [])


def test_a_decorator() -> None:
    assert listed("__call__", HERE + "@box\ndef f(): pass\n") == [(3, "possible", "implicit")]


def test_attributes_that_a_descriptor_gives() -> None:
    """The files that read one name the class that has it, and not the descriptor's."""
    files = {
        "lib.py": "class Box:\n    def __get__(self, on, cls): return 1\n    def __set__(self, on, value): pass\n",
        "shop.py": "from lib import Box\nclass Cart:\n    total = Box()\n    size = 3\n",
        "app.py": "from shop import Cart\nCart().total\nCart().size\nCart().total = 2\nCart.total\n",
    }
    symbols = symbols_of(files)
    for method, lines in (("__get__", [2, 5]), ("__set__", [4])):
        target = read_target(symbols, f"lib.Box.{method}")
        (result,) = find(symbols, [target], evidence=Evidence(), wanted=Wanted(implicit=True)).results
        assert [each.location.line for each in result.usages if each.path == "app.py"] == lines


@pytest.mark.parametrize(("decorator", "lines"), [("@total_ordering\n", [3, 4]), ("", [3])])
def test_comparisons_that_are_made_of_another(decorator: str, lines: list[int]) -> None:
    lib = f"from functools import total_ordering\n{decorator}class Box:\n    def __lt__(self, other): return True\n"
    symbols = symbols_of({"lib.py": lib, "app.py": "from lib import Box\nb = Box()\nb < 1\nb >= 2\n"})
    (result,) = find(
        symbols, [read_target(symbols, "lib.Box.__lt__")], evidence=Evidence(), wanted=Wanted(implicit=True)
    ).results
    assert [each.location.line for each in result.usages if each.evidence == ("implicit",)] == lines
