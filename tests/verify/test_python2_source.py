"""Source of Python 2 in Python 3's words."""

from __future__ import annotations

import ast

import pytest

from refactor_cli.verify.code import parsed, parsed_any

SPELLED = [
    ("print", "print"),
    ("print a, b", "print(a, b)"),
    ("print a,", "print(a, end=' ')"),
    ("print >>a", "print(print >> a)"),
    ("print >>a, b,", "print(print >> a, b, end=' ')"),
    ("print'a'; b", "print('a')\nb"),
    ("if a: print b", "if a:\n    print(b)"),
    ("exec a", "exec(a)"),
    ("exec 'a' in b, c", "exec('a', b, c)"),
    ("exec 'a = %s' % b in c", "exec('a = %s' % b, c)"),
    ("raise A, b", "raise (A, b)"),
    ("raise A, b, c", "raise (A, b, c)"),
    ("try:\n    a\nexcept B, c:\n    d", "try:\n    a\nexcept B as c:\n    d"),
    ("try:\n    a\nexcept (B, C), d:\n    e", "try:\n    a\nexcept (B, C) as d:\n    e"),
    ("a = `b, c`", "a = repr((b, c))"),
    ("a <> b", "a != b"),
    ("a = 0777, 00, 0, 10L, 0x1fL, 0L, 07L", "a = (511, 0, 0, 10, 31, 0, 7)"),
    ("a = ur'b\\c', Ur'd'", "a = ('b\\\\c', 'd')"),
]


@pytest.mark.parametrize(("text", "spelled"), SPELLED, ids=[text for text, _ in SPELLED])
def test_forms_of_python_2(text: str, spelled: str) -> None:
    module = parsed_any(text)
    assert module is not None
    assert ast.unparse(module) == spelled


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("print a b", id="no Python at all"),
        pytest.param("def f(a, (b, c)):\n    print a", id="tuples as parameters"),
        pytest.param(
            "try:\n    a\nexcept B, c.d:\n    e", id="an attribute that what is caught is assigned to"
        ),
        pytest.param("def f(:\n    print a", id="errors elsewhere"),
    ],
)
def test_what_is_not_read(text: str) -> None:
    assert parsed_any(text) is None


def test_what_python_3_reads_is_read_as_python_3() -> None:
    text = "print ('a'), b\nraise (A, b)\n"
    assert ast.dump(parsed_any(text) or ast.Pass()) == ast.dump(parsed(text) or ast.Pass())


def test_every_node_stands_where_it_stood() -> None:
    text = """\
def f(x):
    print >>old(1), `old(2)`, 'ä', old(3),
    exec 'a' in old(4), old(5); old(6)
    try: print old(7)
    except old(8), e: raise old(9), (old(10),
        old(11)), old(12)
    return 0777 + old(13) <> 10L + old(14), ur'' + old(15)
"""
    module = parsed_any(text)
    assert module is not None
    lines = [line.encode() for line in text.split("\n")]
    calls = [
        lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode()
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "old"
    ]
    assert sorted(calls) == sorted(f"old({number})" for number in range(1, 16))
    [function] = module.body
    first = [
        lines[each.lineno - 1][each.col_offset :].decode()
        for each in ast.walk(function)
        if isinstance(each, ast.stmt)
    ]
    assert {each.strip().split()[0] for each in first} == {
        *("def", "print", "exec", "old(6)", "try:", "raise", "return"),
    }
