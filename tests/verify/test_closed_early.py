"""What a `with` closes is not handed on, and what was done after it was closed is not done before."""

from __future__ import annotations

import ast

import pytest
from in_memory import symbols_of

from refactor_cli.answering import Known, settled_by_answers
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.functions import function_id, functions_around
from refactor_cli.splice import edited
from refactor_cli.verify.refused import Refused
from refactor_cli.verify.whole_functions.closed_early import check_open

OLD = """\
def f(self, p):
    h = open(p)
    d = h.read()
    log(d)
    h.close()
    remove(p)
    return d
"""


def refusal(body: str, old: str = OLD) -> str:
    new = ast.parse("def f(self, p):\n" + "".join(f"    {line}\n" for line in body.splitlines()))
    try:
        check_open(new.body[0], ast.parse(old).body[0])
    except Refused as refused:
        return str(refused).partition(": where that is meant")[0]
    return ""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("with open(p) as h:\n    d = h.read()\n    log(d)\nremove(p)\nreturn d", id="as it was"),
        pytest.param("with open(p) as h:\n    return h.read()", id="what it gives"),
        pytest.param("with open(p) as h:\n    return [x for x in h]", id="read at once"),
        pytest.param("with open(p) as h:\n    return list(map(str, h))", id="read at once by a call"),
        pytest.param("with open(p) as h:\n    yield h", id="while a caller has it"),
        pytest.param(
            "with open(p) as h:\n    self.d = h.read()\nreturn h.closed", id="what can be asked of it"
        ),
        pytest.param("with open(p) as h:\n    pass\nh = g()\nreturn h", id="another of its name"),
        pytest.param("with open(p) as h:\n    h = h.read()\nreturn h", id="another by its own name"),
        pytest.param(
            "with open(p) as h:\n    sys.stdout = h\n    g()\n    sys.stdout = out", id="put back at the end"
        ),
        pytest.param(
            "with open(p) as h:\n    sys.stdout = h\n    try:\n        g()\n    finally:\n        sys.stdout = out",
            id="put back whatever fails",
        ),
        pytest.param("with open(p) as h:\n    return [h for h in self.d]", id="another one within"),
        pytest.param("with Popen(p) as h:\n    pass\nreturn h", id="a process that has ended"),
        pytest.param("with lock(p) as h:\n    return h", id="what nobody knows to close"),
        pytest.param(
            "with open(p) as h:\n    def g():\n        return h\n    g()", id="in a function within"
        ),
        pytest.param(
            "with open(p) as h:\n    out = []\n    out.append(h)\n    use(out)", id="a list of its own"
        ),
        pytest.param("with open(p) as h:\n    self.d.extend(h)\n    self.d.update(h)", id="lines of it"),
        pytest.param(
            "with open(p) as h:\n    r = Reader(h)\n    d = list(r)\nreturn d", id="read by an object"
        ),
        pytest.param("with open(p) as h:\n    self.p = Popen(p, stdout=h)", id="a process has its own"),
        pytest.param(
            "with open(p) as h:\n    t = Thread(target=f, args=(h,))\n    t.join()", id="a thread that ended"
        ),
        pytest.param(
            "with open(p) as h:\n    with Pool() as pool:\n        pool.submit(f, h)", id="a pool that ended"
        ),
        pytest.param("with open(p) as h:\n    await create_task(f(h))", id="a task that ended"),
        pytest.param("with open(p) as h:\n    self.put(h, 1)\n    self.n.append(h.name)", id="nothing of it"),
        pytest.param("with open(p) as h:\n    d = {}\n    d[p] = h\n    use(d)", id="an element of its own"),
        pytest.param(
            "with open(p) as h:\n    d = []\n    d += [h]\n    self.d += h", id="added, or its lines"
        ),
        pytest.param("with ThreadPoolExecutor() as h:\n    return list(h.map(f, p))", id="what workers give"),
        pytest.param(
            "with ExitStack() as s:\n    h = s.enter_context(open(p))\n    d = h.read()", id="by a stack"
        ),
        pytest.param(
            "with ExitStack() as s:\n    h = s.enter_context(open(p))\n    self.s = s.pop_all()\nreturn h",
            id="a stack that stays open",
        ),
        pytest.param("h = open(p)\nwith h:\n    d = h.read()\nreturn d", id="opened before"),
        pytest.param(
            "with ExitStack() as s:\n    d = [s.enter_context(open(x)).read() for x in p]\nreturn d",
            id="read from a stack at once",
        ),
        pytest.param(
            "with open(p) as h:\n    class A:\n        d = h.read()\n    return A", id="read by a class"
        ),
        pytest.param(
            "with open(p) as h:\n    x = StreamHandler(h)\n    log.addHandler(x)\n    try:\n        g()\n"
            "    finally:\n        log.removeHandler(x)",
            id="a handler that goes",
        ),
    ],
)
def test_what_is_open_as_long_as_it_is_used(body: str) -> None:
    assert refusal(body) == ""


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("return h", "return h"),
        ("return 1, [h]", "return (1, [h])"),
        ("return {'a': h}", "return {'a': h}"),
        ("return h if p else None", "return h if p else None"),
        ("return (x for x in h)", "return (x for x in h)"),
        ("return lambda: h.read()", "return lambda: h.read()"),
        ("return csv.reader(h)", "return csv.reader(h)"),
        ("return dict(h=h)", "return dict(h=h)"),
        ("return [h for x in p]", "return [h for x in p]"),
        ("return {x: h for x in p}", "return {x: h for x in p}"),
        ("return closing(h)", "return closing(h)"),
        ("self.h = h", "self.h = h"),
        ("self.h = h; self.h = [h]", "self.h = h"),
        ("global G; G = h", "G = h"),
        ("self[p] = h", "self[p] = h"),
        ("self.h: IO = h", "self.h: IO = h"),
        ("self.d.append(h)", "self.d.append(h)"),
        ("self.d += [h]", "self.d += [h]"),
        ("p.append((1, h))", "p.append((1, h))"),
        ("self.d.extend([h])", "self.d.extend([h])"),
        ("self.d.setdefault(p, h)", "self.d.setdefault(p, h)"),
        ("setattr(self, 'h', h)", "setattr(self, 'h', h)"),
        ("return Reader(h)", "return Reader(h)"),
        ("self.r = Reader(file=h)", "self.r = Reader(file=h)"),
        ("return h.readline", "return h.readline"),
        ("self.r = r = Reader(h)", "self.r = r = Reader(h)"),
        ("x = h; return x", "return x"),
        ("out = []; out.append(h); return out", "return out"),
        ("Thread(target=f, args=(h,)).start()", "Thread(target=f, args=(h,))"),
        ("self.pool.submit(f, h)", "self.pool.submit(f, h)"),
        ("t = create_task(f(h)); ', '.join(p)", "create_task(f(h))"),
        ("return [h][0]", "return [h][0]"),
        ("return [*(h, p)]", "return [*(h, p)]"),
        ("d = self.d; d.append(h)", "d.append(h)"),
        ("log = getLogger(); log.addHandler(StreamHandler(h))", "log.addHandler(StreamHandler(h))"),
        ("return {1: h}[1]", "return {1: h}[1]"),
        ("log.addHandler(StreamHandler(h))", "log.addHandler(StreamHandler(h))"),
    ],
)
def test_what_is_handed_on_is_closed(statement: str, shown: str) -> None:
    expected = f"'h' is closed by the `with`, and '{shown}' hands it on"
    assert refusal(f"with open(p) as h:\n    {statement}") == expected
    old = f"def f(self, p):\n    with open(p) as h:\n        {statement}\n"
    assert refusal(f"with open(p) as h:\n    {statement}", old) == ""


@pytest.mark.parametrize("end", ["return A", "return A()", "self.a = A()"])
@pytest.mark.parametrize("member", ["d = h", "def g(self):\n            return h.read()"])
def test_what_is_handed_on_by_a_class_is_closed(member: str, end: str) -> None:
    body = f"with open(p) as h:\n    class A:\n        {member}\n    {end}"
    assert refusal(body) == f"'h' is closed by the `with`, and '{end}' hands it on"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("return s.enter_context(open(p))", "'return s.enter_context(open(p))' hands it on"),
        ("self.h = s.enter_context(open(p))", "'self.h = s.enter_context(open(p))' hands it on"),
        ("self.d.append(s.enter_context(open(p)))", "'self.d.append(s.enter_context(open(p)))' hands it on"),
        (
            "return [s.enter_context(open(p)) for x in p]",
            "'return [s.enter_context(open(p)) for x in p]' hands it on",
        ),
        ("d = [s.enter_context(open(p))]\nreturn d", "read behind it, by 'd'"),
    ],
)
def test_what_a_stack_closes_is_handed_on(statement: str, why: str) -> None:
    told = f"'s.enter_context(open(p))' is closed by the `with`, and {why}"
    assert refusal(f"with ExitStack() as s:\n    {statement}") == told


def test_what_is_read_behind_is_closed() -> None:
    expected = "'h' is closed by the `with`, and read behind it"
    assert refusal("with open(p) as h:\n    pass\nreturn h.read()") == expected
    [new], [old] = ast.parse("with open(p) as h:\n    pass").body, ast.parse("h = open(p)").body
    with pytest.raises(Refused, match=expected):
        check_open(ast.Module([new], []), ast.Module([old], []))


@pytest.mark.parametrize(
    ("body", "holder"),
    [
        pytest.param("with open(p) as h:\n    r = Reader(h)\nreturn next(r)", "r", id="an object"),
        pytest.param("out = []\nwith open(p) as h:\n    out.append(h)\nreturn out", "out", id="a list"),
        pytest.param(
            "with open(p) as h:\n    def g():\n        return h.read()\nreturn g()", "g", id="a function"
        ),
        pytest.param("with open(p) as h:\n    x, y = h, 1\nreturn x", "x", id="one of two names"),
        pytest.param(
            "with open(p) as h:\n    if p:\n        h = 1\nreturn h", "h", id="another one at times"
        ),
        pytest.param("with open(p) as h:\n    x = y = h\nreturn y", "y", id="another name"),
        pytest.param("h = open(p)\nwith h:\n    pass\nreturn h", "h", id="opened before"),
        pytest.param("with closing(h) as x:\n    pass\nreturn h", "h", id="closed by a call"),
        pytest.param("global h\nwith open(p) as h:\n    pass", "h", id="a name of the module"),
        pytest.param("with ThreadPoolExecutor() as h:\n    pass\nreturn h", "h", id="workers"),
        pytest.param(
            "with ExitStack() as s:\n    h = s.enter_context(open(p))\nreturn h", "h", id="closed by a stack"
        ),
    ],
)
def test_what_holds_it_is_read_behind(body: str, holder: str) -> None:
    by = "" if holder == "h" else f", by '{holder}'"
    assert refusal(body) == f"'h' is closed by the `with`, and read behind it{by}"


def test_what_lasts_longer_than_the_with() -> None:
    assert (
        refusal("with open(p) as self.h:\n    pass") == "'self.h' is closed by the `with`, and lasts longer"
    )


def test_what_was_done_after_it_was_closed() -> None:
    expected = "'remove(p)' is done before 'open(p)' is closed, and was after it"
    assert refusal("with open(p) as h:\n    d = h.read()\n    log(d)\n    remove(p)\nreturn d") == expected
    body = "with open(p) as h:\n    d = h.read()\n    log(d)\n    remove(p)\nreturn d"
    assert refusal(body, OLD.replace("    h.close()\n", "")) == ""


@pytest.mark.parametrize("is_meant", [False, True])
def test_a_block_may_say_that_it_is_meant(is_meant: bool) -> None:
    symbols = symbols_of({"app.py": "def f(p):\n    h = open(p)\n    return h\n"})
    usages = find(symbols, [read_target(symbols, "builtins.open")])
    [call], file_map = usages.results[0].usages, symbols.map("app.py")
    assert file_map is not None
    file = symbols.snapshot.files["app.py"]
    function = function_id("app.py", next(functions_around(file_map, call.scope)), file.text)
    meant = ' behaviour="changes" why="nobody reads it"' if is_meant else ""
    code = "def f(p):\n    with open(p) as h:\n        return h"
    answer = f'<site id="{call.id}" function="{function}"{meant}>\n{code}\n</site>\n'
    made = settled_by_answers([[Answer(answer, "a test", "by hand")]], usages, None, Known(), symbols)
    after = edited(file, made.inlined.edits).data.decode()
    assert after == (f"{code}\n" if is_meant else file.text.slice(0, len(file.data)))
    assert bool(made.rejections) is not is_meant
