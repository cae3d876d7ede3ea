"""refactor_cli.grammar: languages, parsing, bounds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from refactor_cli import grammar


def test_parse_reads_all_of_a_long_text() -> None:
    source = b"name = value\n" * 20_000
    root = grammar.parse("python", source).root_node
    assert (root.child_count, root.end_byte, root.has_error) == (20_000, len(source), False)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        pytest.param("exec a % b in c, d\n", "a b c d", id="exec of an expression"),
        pytest.param("if a: exec 'd' % b in c; exec 'exec e' + f\n", "a b c f", id="exec in one line"),
        pytest.param("exec a.b\nexecute(c)\nexecfile(d)\n", "a b execute c execfile d", id="longer names"),
        pytest.param("exec a.b\nexec(c)\nx.\\\nexec(d)\n", "a b exec c x exec d", id="exec as a call"),
        pytest.param(
            "def f(self, async=False): return g(async=async)\n", "f self async g async async", id="async"
        ),
        pytest.param(
            "async def f():\n    async with a.async: pass\n", "f a async", id="async in both meanings"
        ),
        pytest.param("a = *[b(c)], d\na += *(b, c),\n", "a b c d a b c", id="a star before brackets"),
        pytest.param(
            "def f():\n    yield *f'{a}', b\n    return *{c}, *[d]\n", "f a b c d", id="a star behind return"
        ),
        pytest.param("for a in *[b], c: pass\na[*[b], c]\n", "a b c a b c", id="a star behind in"),
        pytest.param("a, *b = c, *[d]\n", "a b c d", id="a star that is not the first"),
    ],
)
def test_older_spellings_are_read(source: str, names: str) -> None:
    root = grammar.parse("python", source.encode()).root_node
    assert not root.has_error
    found = sorted(grammar.of_kinds("python", ("identifier",), root), key=lambda node: node.start_byte)
    assert [(each.text or b"").decode() for each in found] == names.split()
    assert root.text == source.encode()


def test_a_star_of_an_argument_stays_one() -> None:
    root = grammar.parse("python", b"a = *[b], c\nd(\n    e=1, *[f])\nd(e, *[f])\n").root_node
    assert not root.has_error
    assert len([*grammar.of_kinds("python", ("list_splat",), root)]) == 2


def test_what_no_spelling_mends_is_an_error() -> None:
    assert grammar.parse("python", b"f(async=1)\nx = (1\n").root_node.has_error


def test_parse_with_an_old_tree_equals_parsing_anew() -> None:
    before, after = b"a = 1\nb = 2\n", b"a = 1\nbc = 2\n"
    tree = grammar.parse("python", before)
    tree.edit(7, 7, 8, (1, 1), (1, 1), (1, 2))
    assert str(grammar.parse("python", after, tree).root_node) == str(
        grammar.parse("python", after).root_node
    )


def test_a_text_made_to_take_for_ever_gives_an_empty_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "_seconds", lambda size: 0.2)
    started = time.process_time()
    tree = grammar.parse("python", b"\\\n" * 100_000)
    assert (tree.root_node.child_count, tree.root_node.end_byte) == (0, 0)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("source", "limit", "depth"),
    [
        pytest.param(b"", 10, 0, id="nothing"),
        pytest.param(b"pass", 10, 2, id="a statement: its node, and its keyword's"),
        pytest.param(b"[[1]]", 10, 4, id="two lists"),
        pytest.param(b"[" * 50_000 + b"]" * 50_000, 300, 300, id="no deeper than the limit"),
        pytest.param(b"a" + b".b" * 50_000, 300, 300, id="attributes"),
    ],
)
def test_depth(source: bytes, limit: int, depth: int) -> None:
    assert grammar.depth(grammar.parse("python", source).root_node, limit) == depth


def test_version_changes_with_the_queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = grammar.manifests()["python"]._replace(folder=tmp_path)
    monkeypatch.setattr(grammar, "manifests", lambda: {"python": found})
    (tmp_path / "queries").mkdir()
    versions = list[str]()
    for text in ("(lambda) @lambda", "(lambda) @lambda", "(lambda) @other"):
        (tmp_path / "queries" / "trivia.scm").write_text(text)
        versions.append(grammar.version.__wrapped__("python"))
    assert versions[0] == versions[1]
    assert versions[1] != versions[2]


def test_a_language_whose_wheel_is_not_installed_has_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = grammar.manifests()["go"]._replace(module="tree_sitter_not_there")
    monkeypatch.setattr(grammar, "manifests", lambda: {"go": missing})
    assert grammar.version.__wrapped__("go") == ""
    assert grammar._language.__wrapped__("go") is None


def test_a_wheel_that_does_not_fit_has_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = grammar.manifests()["go"]._replace(function="language_of_another_version")
    monkeypatch.setattr(grammar, "manifests", lambda: {"go": broken})
    assert grammar._language.__wrapped__("go") is None


@pytest.mark.parametrize("language", [None, "toml"], ids=["no language", "plain text"])
def test_plain_text_has_no_parser(language: str | None) -> None:
    assert not grammar.has_parser(language)


BOMBS = [
    pytest.param(b"[", b"", id="opened brackets"),
    pytest.param(b"(", b")", id="nested brackets"),
    pytest.param(b"f(", b"", id="opened calls"),
    pytest.param(b"a b a b ", b"", id="words"),
    pytest.param(bytes(range(128, 256)), b"", id="bytes that are no text"),
]


@pytest.mark.parametrize("count", [10_000, pytest.param(100_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("opening", "closing"), BOMBS)
@pytest.mark.parametrize("language", ["python", "javascript", "c"])
def test_queries_of_hostile_files_end(language: str, opening: bytes, closing: bytes, count: int) -> None:
    count //= len(opening)
    tree = grammar.parse(language, opening * count + closing * count)
    assert len(list(grammar.matches(language, "tags", tree.root_node))) <= 2 * 200
    assert len(list(grammar.captured(language, "tags", "reference.call", tree.root_node))) <= 200


def test_what_stands_beside_a_wide_error_is_found() -> None:
    source = b"function f() { g() }\n" + b"[" * 5_000
    root = grammar.parse("javascript", source).root_node
    assert root.has_error
    found = [node.text for node in grammar.captured("javascript", "tags", "reference.call", root)]
    assert found == [b"g"]


@pytest.mark.parametrize(
    ("types", "source"),
    [
        pytest.param(("class_definition",), None, id="none around it"),
        pytest.param(("integer",), b"1", id="the node itself"),
        pytest.param(("call",), b"g(1)", id="the innermost"),
        pytest.param(("function_definition", "argument_list"), b"(1)", id="whichever comes first"),
    ],
)
def test_the_nearest_node_of_some_types(types: tuple[str, ...], source: bytes | None) -> None:
    text = b"def one():\n    return f(g(1))\n"
    at = text.index(b"1")
    node = grammar.parse("python", text).root_node.descendant_for_byte_range(at, at + 1)

    found = grammar.nearest(node, *types)

    assert (found.text if found is not None else None) == source


def test_nothing_is_nearest_to_nothing() -> None:
    assert grammar.nearest(None, "module") is None
