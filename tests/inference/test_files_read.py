"""Which files a search reads: where the bytes of a file, or what is known already, say enough, it is not parsed."""

from __future__ import annotations

import pytest
from in_memory import symbols_of

from refactor_cli.data import Symbol
from refactor_cli.inference.asking import Ask
from refactor_cli.inference.calling.calls import of_call
from refactor_cli.inference.classes.families import defines
from refactor_cli.inference.inferring import asking
from refactor_cli.inference.members.attributes import field_types
from refactor_cli.inference.members.every_assignment import has_every_assignment
from refactor_cli.inference.members.kept_objects import class_of_self
from refactor_cli.inference.values import UNKNOWN, builtin, exactly

CART = Symbol("lib.py", "Cart")
OWN = "class Cart:\n    def total(self): pass\n    def each(self): pass\n"


def read_by(ask: Ask) -> list[str]:
    """The files of which something was read."""
    return [path for path in ask.symbols.snapshot.files if ask.symbols.known_map(path) is not None]


@pytest.mark.parametrize(
    ("files", "name", "expected"),
    [
        pytest.param({}, "other", False, id="no member"),
        pytest.param({}, "total", True, id="a member"),
        pytest.param(
            {"more.py": "class More:\n    def other(self): pass\n"}, "other", False, id="of another"
        ),
        pytest.param({"lib.pyi": "class Cart:\n    other: int\n"}, "other", True, id="by the stub alone"),
    ],
)
def test_members_are_read_from_the_own_file(files: dict[str, str], name: str, expected: bool) -> None:
    ask = asking(symbols_of({"lib.py": OWN, **files}))
    assert defines(ask, CART, name) is expected
    assert "more.py" not in read_by(ask)


HEADS = [
    pytest.param("this", True, id="plain"),
    pytest.param(" # the cart\n        this", True, id="behind a comment"),
    pytest.param("\n        this", True, id="on a line of its own"),
    pytest.param("*this", True, id="all arguments"),
    pytest.param("self, this", False, id="the second"),
    pytest.param("self, *, this", False, id="by its name"),
]


@pytest.mark.parametrize(("head", "expected"), HEADS)
@pytest.mark.parametrize("types", ["", "[T]", "[T: (int, str), U: list[int]]", "[\n    T]", " "])
def test_whose_self_a_name_is(types: str, head: str, expected: bool) -> None:
    text = f"class Cart:\n    def total{types}({head}):\n        this.sum = 1\n"
    ask = asking(symbols_of({"lib.py": text}))
    assert class_of_self(ask, "lib.py", text.rindex("this"), b"this") == (CART if expected else None)


def test_a_name_that_is_no_first_parameter_is_nobodys_self() -> None:
    text = "def fill(cart, this):\n    setattr(this, 'sum', 1)\n"
    ask = asking(symbols_of({"lib.py": text}))
    assert class_of_self(ask, "lib.py", text.rindex("this"), b"this") is None
    assert read_by(ask) == []


def test_an_attribute_that_is_given_too_much_is_looked_at_no_further() -> None:
    made = "".join(f"class C{at}: pass\ndef make{at}(x): x.cart = C{at}()\n" for at in range(30))
    ask = asking(symbols_of({"a.py": made, "z.py": "def last(x): x.cart = found()\n"}))
    assert field_types(ask, "use.py", "cart", ()) == UNKNOWN
    assert read_by(ask) == ["a.py"]


def test_whose_attribute_is_given_is_not_asked_where_a_text_gives_it() -> None:
    text = 'def fill(x, y): x["cart"] = setattr(x, "cart", y)\n'
    other = "class Other:\n    def __init__(self):\n        self.cart = 1\n"
    files = {"lib.py": f"{OWN}    def fill(self): self.cart = 1\n", "fill.py": text, "other.py": other}
    ask = asking(symbols_of(files))
    assert not has_every_assignment(ask, CART, "cart", False, exactly(builtin("int")))
    assert "other.py" not in read_by(ask)


def test_a_method_of_too_many_classes_is_looked_at_no_further() -> None:
    made = "".join(f"class C{at}:\n    def fill(self): return 1\n" for at in range(9))
    text = "found().fill()\n"
    ask = asking(
        symbols_of({"a.py": made, "use.py": text, "z.py": "class Z:\n    def fill(self): return 1\n"})
    )
    call = ask.symbols.tree("use.py").root_node.named_children[0].named_children[0]
    assert of_call(ask, "use.py", call) == UNKNOWN
    assert "z.py" not in read_by(ask)


def test_of_a_tuple_only_the_part_that_is_taken_is_asked_for() -> None:
    made = "from far import made\ndef both():\n    return 1, made()\n"
    files = {"both.py": made, "far.py": "def made(): return 1\n"}
    ask = asking(symbols_of({**files, "use.py": "from both import both\nfirst, second = both()\n"}))
    file_map = ask.symbols.map("use.py")
    assert file_map is not None
    first, second = (file_map.named[name][0] for name in ("first", "second"))
    assert ask.binding("use.py", first).known == {builtin("int")._replace(made=True)}
    assert read_by(ask) == ["both.py", "use.py"]
    assert ask.binding("use.py", second).known == {builtin("int")._replace(made=True)}
    assert read_by(ask) == ["both.py", "far.py", "use.py"]
