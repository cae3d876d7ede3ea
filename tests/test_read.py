"""Reading answers: what is well formed comes out as it was written, the rest as rejections, nothing as an error."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from refactor_cli.answer_format.blocks import CUT_OFF
from refactor_cli.data import NewCode, Piece, Proposal, Rejection, SiteBlock, Verdict
from refactor_cli.delimiters import ANSWER_TAGS, escape
from refactor_cli.read import read

NOTHING = Proposal(None)

PROPOSALS = [
    pytest.param("", NOTHING, id="empty"),
    pytest.param("I would rather not.\n", NOTHING, id="prose"),
    pytest.param("The `<recipe>` comes first, then <site id='u1'>.\n", NOTHING, id="tags in prose"),
    pytest.param("</site>\n</recipe>\n", NOTHING, id="closing tags of nothing"),
    pytest.param("\\x00\x00\ud800\U0010ffff", NOTHING, id="binary"),
    pytest.param(
        "First,\n<recipe>\nimport a\n\n\n</recipe>\nand that is all.\n",
        Proposal("import a\n"),
        id="recipe between prose",
    ),
    pytest.param(
        "```xml\n<recipe>\n```python\nimport a\n```\n</recipe>\n```\n",
        Proposal("import a\n"),
        id="fences around and in",
    ),
    pytest.param(
        "<recipe>\r\nimport a\r\nimport b\r\n</recipe>\r\n", Proposal("import a\nimport b\n"), id="CRLF"
    ),
    pytest.param("  <recipe>\n  if a:\n      b\n  </recipe>\n", Proposal("if a:\n    b\n"), id="indented"),
    pytest.param("<recipe>import a</recipe>", Proposal("import a\n"), id="recipe on one line"),
    pytest.param(
        '<keep id="u1">it is right</keep> <keep path="a/**">so is it</keep><site id="u2">\nnew()\n</site>\n',
        Proposal(
            None,
            (SiteBlock("u2", "new()"),),
            (Verdict("u1", "it is right", "keep"), Verdict("", "so is it", "keep", "a/**")),
        ),
        id="several on one line",
    ),
    pytest.param(
        '<site id="u1">\nf()\n</site><site id="u2">\ng()\n</site> which is right.\n'
        '<site id="u3">h()</site> <site id="u4">i()</site>\n',
        Proposal(
            None,
            (SiteBlock("u1", "f()"), SiteBlock("u2", "g()"), SiteBlock("u3", "h()"), SiteBlock("u4", "i()")),
        ),
        id="something behind a closing tag",
    ),
    pytest.param(
        '<site id="u1">\nimport: from a import \\\n    b  # it\nimport: from c import (d,  # and\n    # this\n    e)\n'
        "import f  # too\nb(d, e)\n</site>\n",
        Proposal(
            None,
            (
                SiteBlock(
                    "u1",
                    "b(d, e)",
                    ("from a import b", "from c import d", "from c import e", "import f"),
                ),
            ),
        ),
        id="imports over lines, with comments",
    ),
    pytest.param(
        '<site id="u1">\nimport: from a import b, c as d\n'
        "from e import (\n    f,\n    g,\n)\nimport h\n\nb(f)\n</site>\n",
        Proposal(
            None,
            (
                SiteBlock(
                    "u1",
                    "b(f)",
                    (
                        "from a import b",
                        "from a import c as d",
                        "from e import f",
                        "from e import g",
                        "import h",
                    ),
                ),
            ),
        ),
        id="import statements before the code",
    ),
    pytest.param(
        '<site id="u1">\nfrom a import b\n</site>\n',
        Proposal(None, (SiteBlock("u1", "from a import b"),)),
        id="nothing but an import statement",
    ),
    pytest.param(
        '<site id="u1" function="f1" lines="3">\nfrom a import b\nb()\n</site>\n',
        Proposal(
            None,
            (
                SiteBlock(
                    "u1", "from a import b\nb()", function="f1", pieces=(Piece(3, 3, "from a import b\nb()"),)
                ),
            ),
        ),
        id="an import statement among the lines of a function",
    ),
    pytest.param(
        '<new-code path="./a/b.py">\nimport: import c\nD = c.d\n</new-code>\n',
        Proposal(None, new=(NewCode("a/b.py", "D = c.d", ("import c",)),)),
        id="a path from here",
    ),
    pytest.param("<recipe>\nf(\n  1)</recipe>\nx", Proposal("f(\n  1)\n"), id="closed at the end of a line"),
    pytest.param(
        '<recipe>\ns = "</recipe>"\nt = """</recipe>\n"""\n</recipe>',
        Proposal('s = "</recipe>"\nt = """</recipe>\n"""\n'),
        id="closing tag in code, and one of its own",
    ),
    pytest.param(
        "<recipe>\ns = '''\n<\\/recipe>\n<\\\\site id=1>\n<\\think>'''\n</recipe>",
        Proposal("s = '''\n</recipe>\n<\\site id=1>\n<think>'''\n"),
        id="escaped tags in code",
    ),
    pytest.param(
        '<site id="u1 u2" function="f1">\ndef f():\n    a\n</site>\n<site id="u3 u4" statement="whole">b</site>\n',
        Proposal(
            None,
            (
                SiteBlock("u1", "def f():\n    a", function="f1", also=("u2",)),
                SiteBlock("u3", "b", is_statement=True),
                SiteBlock("u4", "b", is_statement=True),
            ),
        ),
        id="whole functions and statements",
    ),
    pytest.param(
        '<site id="u1">\nimport: from a import b\n\nimport:import c\nb(c)\n</site>',
        Proposal(None, (SiteBlock("u1", "b(c)", ("from a import b", "import c")),)),
        id="site with imports",
    ),
    pytest.param(
        "<site id='u1'>\nimport: import b\n~~~py\nb(\n    1)\n~~~\n</site>",
        Proposal(None, (SiteBlock("u1", "b(\n    1)", ("import b",)),)),
        id="imports before a fence",
    ),
    pytest.param(
        "<site id=u1>new(1)</site>\n<definition id=u2>\ndef f():\n    pass\n</definition>",
        Proposal(
            None, (SiteBlock("u1", "new(1)"), SiteBlock("u2", "def f():\n    pass", is_definition=True))
        ),
        id="site on one line, definition",
    ),
    pytest.param(
        '<keep id="u1">it is\n  wanted</keep> for now\n<not-a-usage id="u2">\ndict.get\n</not-a-usage>',
        Proposal(None, (), (Verdict("u1", "it is wanted", "keep"), Verdict("u2", "dict.get", "not-a-usage"))),
        id="verdicts",
    ),
    pytest.param(
        '<is-a-usage id="u1 u2, u3">they come from caches[]</is-a-usage>\n<not-a-usage id="u4 u4">a dict</not-a-usage>',
        Proposal(
            None,
            (),
            (
                *(Verdict(id, "they come from caches[]", "is-a-usage") for id in ("u1", "u2", "u3")),
                Verdict("u4", "a dict", "not-a-usage"),
            ),
        ),
        id="verdicts about several usages",
    ),
    pytest.param(
        "<note>add  pytest-mock\n<\\/site> to it</note>\n<note></note>\n<note>run it</note>\n<note>run it\n"
        "</note>\n<note id=u1>odd</note>",
        Proposal(
            None,
            (),
            (),
            (),
            ("add pytest-mock </site> to it", "run it", "odd"),
        ),
        id="notes",
    ),
    pytest.param(
        "<is-a-usage id='u1 u2'>mine</is-a-usage>\n<site id=u1>new(1)</site>\n<keep id=u2>as it is</keep>",
        Proposal(None, (SiteBlock("u1", "new(1)"),), (Verdict("u2", "as it is", "keep"),)),
        id="a usage that is confirmed, and what becomes of it",
    ),
    pytest.param(
        "<site id='u1 u2'>\nimport: import b\nb(1)\n</site>\n<site id=u3>\nb(2)\n</site>",
        Proposal(
            None,
            (
                SiteBlock("u1", "b(1)", ("import b",)),
                SiteBlock("u2", "b(1)", ("import b",)),
                SiteBlock("u3", "b(2)"),
            ),
        ),
        id="the same source for several",
    ),
    pytest.param(
        "<leave-open id='u1 u2'>who closes it?</leave-open>\n<is-a-usage id=u2>mine</is-a-usage>\n"
        "<keep id=u1>it is right</keep>",
        Proposal(
            None,
            (),
            (Verdict("u2", "who closes it?", "leave-open"),),
            tuple(
                Rejection("u1", f"<{tag}>: this usage is answered more than once, and differently", why)
                for tag, why in (("leave-open", "who closes it?"), ("keep", "it is right"))
            ),
        ),
        id="left open, also by another name",
    ),
    pytest.param(
        "<is-a-usage id='u1 u2'>mine</is-a-usage>\n<not-a-usage id=u1>a dict</not-a-usage>",
        Proposal(
            None,
            (),
            (Verdict("u2", "mine", "is-a-usage"),),
            (
                Rejection(
                    "u1", "<is-a-usage>: this usage is answered more than once, and differently", "mine"
                ),
                Rejection(
                    "u1", "<not-a-usage>: this usage is answered more than once, and differently", "a dict"
                ),
            ),
        ),
        id="both",
    ),
    pytest.param(
        "<is-a-usage id='u1 ../x'>mine</is-a-usage>\n<definition id='u1 u2'>new(1)</definition>",
        Proposal(
            None,
            (),
            (),
            (
                Rejection("", "<is-a-usage>: it names no usage: id is missing or malformed", "mine"),
                Rejection("u1", "<definition>: it names several usages, and can only be about one", "new(1)"),
                Rejection("u2", "<definition>: it names several usages, and can only be about one", "new(1)"),
            ),
        ),
        id="no list of ids, and a block for two",
    ),
    pytest.param(
        "<think>\n<site id=u1>\ndraft\n</site>\n</think>\n<site id=u1>\nfinal\n</site>",
        Proposal(None, (SiteBlock("u1", "final"),)),
        id="thinking that was copied along",
    ),
    pytest.param(
        "<keep id=u1>a</keep>\n<keep id=u1>a</keep>",
        Proposal(None, (), (Verdict("u1", "a", "keep"),)),
        id="the same twice",
    ),
]


@pytest.mark.parametrize(("answer", "proposal"), PROPOSALS)
def test_read(answer: str, proposal: Proposal) -> None:
    assert read(answer) == proposal


NO_FUNCTION = "<site>: it names no function: the attribute is empty or malformed, or beside another"
REJECTIONS = [
    pytest.param(
        "<site id=u1>\na\n<site id=u2>\nb\n</site>\n",
        Proposal(
            None,
            (SiteBlock("u2", "b"),),
            (),
            (Rejection("u1", "<site>: it is not closed by </site>", "a\n<site id=u2>\nb\n</site>"),),
        ),
        id="unclosed",
    ),
    pytest.param(
        "<keep id=u1>why</keep>\n<site id=u2>\nold(\n",
        Proposal(
            None,
            (),
            (Verdict("u1", "why", "keep"),),
            (Rejection("u2", f"<site>: it is not closed by </site>{CUT_OFF}", "old("),),
        ),
        id="cut off in a block",
    ),
    pytest.param(
        '<keep id=u1>why</keep>\n<site id="u2',
        Proposal(
            None,
            (),
            (Verdict("u1", "why", "keep"),),
            (Rejection("", f"<site>: its tag is malformed{CUT_OFF}", '<site id="u2'),),
        ),
        id="cut off in a tag",
    ),
    pytest.param(
        "<site id=u1>\na\n<keep id=u2>b</keep>\n</site>\n",
        Proposal(
            None,
            (),
            (),
            (
                Rejection("u1", "<site>: another block begins inside it", "a\n<keep id=u2>b</keep>\n</site>"),
                Rejection("u2", "<keep>: it stands inside another block", "b"),
            ),
        ),
        id="nested",
    ),
    pytest.param(
        '<recipe>\n"""\n<site id=u1>\nevil()\n</site>\n"""\n</recipe>\n',
        Proposal(
            None,
            (),
            (),
            (
                Rejection(
                    "", "<recipe>: another block begins inside it", '"""\n<site id=u1>\nevil()\n</site>'
                ),
                Rejection("u1", "<site>: it stands inside another block", "evil()"),
            ),
        ),
        id="a block forged in a docstring",
    ),
    pytest.param(
        "<site id=u1>\na\n</site>\n<keep id=u1>b</keep>\n",
        Proposal(
            None,
            (),
            (),
            (
                Rejection("u1", "<site>: this usage is answered more than once, and differently", "a"),
                Rejection("u1", "<keep>: this usage is answered more than once, and differently", "b"),
            ),
        ),
        id="answered twice",
    ),
    pytest.param(
        "<recipe>\na\n</recipe>\n<recipe>\nb\n</recipe>\n",
        Proposal(
            "b\n",
            (),
            (),
            (
                Rejection(
                    "", "<recipe>: there is another recipe after this one, and only the last is read", "a"
                ),
            ),
        ),
        id="two recipes",
    ),
    pytest.param(
        '<site id="u1 u2" function="">\na\n</site>\n<site id="u3" statement="no">a</site>\n'
        '<keep id="u4" function="f1">a</keep>\n',
        Proposal(
            None,
            rejections=(
                Rejection(
                    "u1",
                    NO_FUNCTION,
                    "a",
                ),
                Rejection(
                    "u2",
                    NO_FUNCTION,
                    "a",
                ),
                Rejection("u3", '<site>: it says other than statement="whole"', "a"),
                Rejection("u4", "<keep>: unknown attribute: function", "a"),
            ),
        ),
        id="functions and statements that are none",
    ),
    pytest.param(
        '<site id="u1" colour="x">\na\n</site>\n',
        Proposal(None, (), (), (Rejection("u1", "<site>: unknown attribute: colour", "a"),)),
        id="unknown attribute",
    ),
    pytest.param(
        '<site id="u1" behaviour="changes">\na\n</site>\n<site id="u2" behaviour="worse">\na\n</site>\n'
        '<keep id="u3" behaviour="changes">a</keep>\n<definition id="u4" behaviour="same">\nb\n</definition>\n',
        Proposal(
            None,
            (SiteBlock("u1", "a", behaviour="changes"), SiteBlock("u4", "b", is_definition=True)),
            (),
            (
                Rejection("u2", '<site>: it says other than behaviour="changes"', "a"),
                Rejection("u3", "<keep>: unknown attribute: behaviour", "a"),
            ),
        ),
        id="behaviour",
    ),
    pytest.param(
        '<site id="u1" behaviour="changes" why=" u0000000a">\na\n</site>\n'
        '<site id="u0000000a u2" behaviour="changes" why="it waits">\nb\n</site>\n'
        '<site id="u3" behaviour="changes" why="u0000000b">\nc\n</site>\n',
        Proposal(
            None,
            (
                SiteBlock("u1", "a", behaviour="changes", why="it waits"),
                SiteBlock("u0000000a", "b", behaviour="changes", why="it waits"),
                SiteBlock("u2", "b", behaviour="changes", why="it waits"),
            ),
            (),
            (Rejection("u3", "<site>: its why names a usage of which no block says why", "c"),),
        ),
        id="one reason for several",
    ),
    pytest.param(
        '<site id="u1" id="../x">\na\n</site>\n',
        Proposal(None, (), (), (Rejection("u1", "<site>: its tag gives id twice", "a"),)),
        id="an attribute twice",
    ),
    pytest.param(
        "<site>\na\n</site>\n<keep id='../etc'>x</keep>",
        Proposal(
            None,
            (),
            (),
            (
                Rejection("", "<site>: it names no usage: id is missing or malformed", "a"),
                Rejection("", "<keep>: it names no usage: id is missing or malformed", "x"),
            ),
        ),
        id="no id",
    ),
    pytest.param(
        "<site id=\n<b>\na\n",
        Proposal(None, (), (), (Rejection("", "<site>: its tag is malformed", "<site id="),)),
        id="broken tag",
    ),
    pytest.param(
        '<SITE ID="u1">\na\n</SITE>\n<Note that> it is so\n<NOTE>x</NOTE>\n',
        Proposal(
            None,
            (),
            (),
            (
                Rejection("u1", "<site>: tags are written in lower case", '<SITE ID="u1">'),
                Rejection("", "<note>: tags are written in lower case", "<NOTE>x</NOTE>"),
            ),
        ),
        id="capital letters",
    ),
    pytest.param(
        "<keep id=u1></keep>\n<site id=u2>\nimport: import a\n\n</site>\n<recipe>\n```\n```\n</recipe>",
        Proposal(
            None,
            (),
            (),
            (
                Rejection("u1", "<keep>: it gives no reason", ""),
                Rejection("u2", "<site>: it is empty", "import: import a"),
                Rejection("", "<recipe>: it is empty", "```\n```"),
            ),
        ),
        id="empty blocks",
    ),
]


def test_a_byte_order_mark_begins_no_reasoning() -> None:
    assert read('\ufeff<site id="u1">\na\n</site>\n') == read('<site id="u1">\na\n</site>\n')
    assert read('\ufeff<site id="u1">\na\n</site>\n').sites


@pytest.mark.parametrize(("answer", "proposal"), REJECTIONS)
def test_rejected(answer: str, proposal: Proposal) -> None:
    assert read(answer) == proposal


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read(text), Proposal)


_PIECES = [f"<{tag} id=u{n}>" for tag in ANSWER_TAGS for n in (1, 2)] + [f"</{tag}>" for tag in ANSWER_TAGS]


@given(
    st.lists(
        st.sampled_from([*_PIECES, "\n", "x", " ", "```", "<", "import: import a", "\\", '"', "<think>"])
    )
)
def test_any_mixture_of_tags_is_read(pieces: list[str]) -> None:
    proposal = read("".join(pieces))
    ids = [block.id for block in proposal.sites] + [verdict.id for verdict in proposal.verdicts]
    assert len(ids) == len(set(ids))


# code as people write it: lines that neither end in white space nor are a fence, none blank at the ends
_LINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=20)
_CODE = st.lists(
    _LINE | st.sampled_from(["</site>", '<site id="u1">', "<keep id=u2>x</keep>"]), min_size=1
).map("\n".join)


@given(st.lists(_CODE.filter(lambda code: not code.startswith(("import:", "```", "~~~"))), max_size=4), _LINE)
def test_what_is_written_by_the_rules_comes_back(codes: list[str], reason: str) -> None:
    assume("<" not in reason)
    blocks = [f'<site id="u{n}">\n{escape(code)}\n</site>\n' for n, code in enumerate(codes)]
    proposal = read("".join([*blocks, f"<keep id=k>\n{escape(reason)}\n</keep>\n"]))
    sites = tuple(SiteBlock(f"u{n}", code) for n, code in enumerate(codes))
    assert proposal == Proposal(None, sites, (Verdict("k", " ".join(reason.split())[:1_000], "keep"),))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("x" * 1_000_000, id="one long line"),
        pytest.param("<site id=" + "a" * 1_000_000, id="one long tag"),
        pytest.param("<site " * 100_000, id="tags on one line"),
        pytest.param("<keep id=a>b</keep>" * 50_000, id="short blocks on one line"),
        pytest.param("<site id=a>b</site>" * 50_000, id="short blocks of code on one line"),
        pytest.param(("<site id=a>b</site>" * 500 + "\n") * 50, id="short blocks of code on some lines"),
        pytest.param(
            "<site id=a>\n" + "import: from a import (\n" * 20_000 + "</site>", id="imports without an end"
        ),
        pytest.param(("<keep id=a>b</keep>" * 500 + "\n") * 50, id="short blocks on some lines"),
        pytest.param("<site id=a>\n" * 20_000, id="never closed"),
        pytest.param(
            "<site id=a>\n" * 10_000 + "<keep id=b>c</keep>\n" * 10_000 + "</site>\n" * 10_000, id="nested"
        ),
        pytest.param("<recipe>\n" + "<\\" * 200_000 + "\n</recipe>", id="escapes"),
        pytest.param("<recipe>\n```" + " " * 1_000_000 + "x\n```\n</recipe>", id="a fence of spaces"),
    ],
)
def test_large_answers_take_linear_time(answer: str) -> None:
    start = time.process_time()
    read(answer)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param("<![CDATA[\nimport: import a\na.f()\n]]>", "a.f()", id="CDATA"),
        pytest.param(
            "import: import a\n   12 |     x = a.f()\n   13 |\n   14 |     y = 1",
            "x = a.f()\n\ny = 1",
            id="numbers",
        ),
        pytest.param("import: import a\nreturn ⟦a.f()⟧", "return a.f()", id="marks"),
        pytest.param(
            "import: import a\na.f() if 1 &lt; 3 else &quot;x&quot;", 'a.f() if 1 < 3 else "x"', id="entities"
        ),
        pytest.param("a.f()\nimport: import a", "a.f()", id="imports behind the code"),
        pytest.param("```python\nimport: import a\na.f()", "a.f()", id="a fence that is not closed"),
        pytest.param("import: import a\na.f()\n```\n", "a.f()", id="a fence that is not opened"),
        pytest.param(
            '```python title="a.py"\nimport: import a\na.f()\n```\nThis calls it.',
            "a.f()",
            id="words behind a fence",
        ),
        pytest.param(
            "import: import a\nThe new call:\n```\na.f()\n```\n", "a.f()", id="words before a fence"
        ),
        pytest.param("import: import a\n-x = b.f()\n+x = a.f()\n", "x = a.f()", id="a difference"),
        pytest.param(
            "import: import a\n<<<<<<< SEARCH\nx = b.f()\n=======\nx = a.f()\n>>>>>>> REPLACE",
            "x = a.f()",
            id="searched for and replaced",
        ),
        pytest.param("import: import a\na.f(“x”,\u00a0‘y’)", "a.f(\"x\", 'y')", id="printed quotes"),
        pytest.param("import: import a\na.f('“x”')", "a.f('“x”')", id="printed quotes in a text"),
        pytest.param("import: import a\n-a.f()\n+a.g()", "-a.f()\n+a.g()", id="signs that are code"),
        pytest.param(
            "import: import a\n```\na.f()\n```\nor\n```\na.g()\n```",
            "a.f()\n```\nor\n```\na.g()",
            id="two ways in fences",
        ),
        pytest.param("import: import a\n12 | a.f('&lt;')", "12 | a.f('&lt;')", id="code as it is"),
        pytest.param("import: import a\na.f('⟦&amp;⟧', ]]>)", "a.f('⟦&amp;⟧', ]]>)", id="no code in any way"),
    ],
)
def test_what_is_put_around_code(written: str, code: str) -> None:
    (block,) = read(f'<site id="u1">\n{written}\n</site>\n').sites
    assert (block.code, block.imports) == (code, ("import a",))


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        pytest.param('id="u1234abcd@30 u2345bcde@7"', ["u1234abcd", "u2345bcde"], id="as lists have them"),
        pytest.param('id="#U1234ABCD, `u2345bcde`;"', ["u1234abcd", "u2345bcde"], id="marks around"),
        pytest.param("id=“u1234abcd”", ["u1234abcd"], id="printed quotes"),
        pytest.param('ids="u1234abcd\n      u2345bcde"', ["u1234abcd", "u2345bcde"], id="over lines"),
        pytest.param(
            'id="u1234abcd" line="3" kind="call"', ["u1234abcd"], id="with what a prompt says of it"
        ),
        pytest.param('id="u1234abcd" reason="x -> y"', ["u1234abcd"], id="a reason in the tag"),
    ],
)
@pytest.mark.parametrize(
    "form", ["<keep {}>it stays</keep>", "<keep\n{}>\nit stays\n</keep>", "<site {}>\nf()\n</site>"]
)
def test_ids_are_read_as_they_were_copied(written: str, ids: list[str], form: str) -> None:
    found = read(form.format(written))
    assert [each.id for each in (*found.sites, *found.verdicts)] == ids
    assert not found.rejections


@pytest.mark.parametrize(
    "written",
    [
        '<keep id="u1" reason="a -> b"/>',
        '<keep id="u1" why="a -> b" />',
        '<keep id="u1" reason="a -> b"></keep>',
    ],
)
def test_a_verdict_may_give_its_reason_in_its_tag(written: str) -> None:
    assert read(f'{written}\n<site id="u2">\nf()\n</site>\n') == Proposal(
        None, (SiteBlock("u2", "f()"),), (Verdict("u1", "a -> b", "keep"),)
    )


def test_new_code_goes_with_what_calls_it_whatever_it_says() -> None:
    text = '<new-code path="a.py" together="x">\ndef f(): ...\n</new-code>\n<site id="u1" together="x">\nf()\n</site>\n'
    found = read(text)
    assert found.new == (NewCode("a.py", "def f(): ..."),)
    assert (found.together, found.rejections) == ({"x": frozenset({"u1"})}, ())


def test_why_may_hold_what_ends_a_tag() -> None:
    [block] = read('<site id="u1" behaviour="changes" why="None -> raises">\nf()\n</site>').sites
    assert (block.behaviour, block.why) == ("changes", "None -> raises")


_RULE = 'from refactor_cli.recipe import replaces\n\n@replaces("a.{0}")\ndef {0}():\n    return {1}\n'


@pytest.mark.parametrize(
    ("first", "second", "rejected"),
    [
        pytest.param(("f", "1"), ("g", "2"), 0, id="parts of one"),
        pytest.param(("f", "1"), ("f", "2"), 1, id="the second corrects the first"),
        pytest.param(("f", "1"), ("f", "1"), 0, id="the same again"),
    ],
)
def test_recipes_of_one_answer(first: tuple[str, str], second: tuple[str, str], rejected: int) -> None:
    sources = [_RULE.format(*each) for each in (first, second)]
    found = read("".join(f"<recipe>\n{each}</recipe>\n" for each in sources))
    assert len(found.rejections) == rejected
    is_whole = first[0] != second[0]
    assert found.recipe is not None
    assert (sources[0].strip() in found.recipe) == (is_whole or first == second)
    assert sources[1].strip() in found.recipe


@pytest.mark.parametrize(
    "thought",
    [
        pytest.param("<think>\n{}\n</think>\n", id="whole"),
        pytest.param("{}\n</think>\n", id="without its beginning"),
        pytest.param("Well.\n<think>\n{}\n</think>\n", id="later"),
        pytest.param("<thinking>\n{}\n</thinking>\n", id="by another name"),
    ],
)
def test_drafts_in_thoughts_are_no_blocks(thought: str) -> None:
    draft, final = '<site id="u1">\ndraft(\n</site>\n', '<site id="u1">\nf()\n</site>\n'
    assert read(thought.format(draft) + final) == Proposal(None, (SiteBlock("u1", "f()"),))


@pytest.mark.parametrize(
    ("written", "count"),
    [
        pytest.param('- <keep id="u1">it stays</keep>', 1, id="in a list"),
        pytest.param('2. <keep id="u1">it stays</keep>', 1, id="in a numbered list"),
        pytest.param('`<keep id="u1">it stays</keep>`', 1, id="as code"),
        pytest.param('**<keep id="u1">**\nit stays\n**</keep>**', 1, id="bold"),
        pytest.param('\u200b<keep id="u1">it stays</keep>', 1, id="behind what nobody sees"),
        pytest.param('- <keep id="u1">\n  it stays\n  </keep>', 1, id="over lines of a list"),
        pytest.param('- <site id="u1">\n- <keep id="u2">\n', 0, id="listed with what they are about"),
        pytest.param('- <site id="u1">\n</keep>\n', 0, id="listed, and another is closed"),
        pytest.param("- `<keep>` is for what stays", 0, id="mentioned"),
        pytest.param('- <keep id="u1"> would be wrong', 0, id="considered"),
        pytest.param("- `<recipe>`\n- <site>\n", 0, id="listed"),
    ],
)
def test_marks_before_tags(written: str, count: int) -> None:
    verdict = Verdict("u1", "it stays", "keep")
    assert read(f"So:\n{written}\n") == Proposal(None, (), (verdict,) * count)


def test_code_of_a_list() -> None:
    (block,) = read(
        '1. <site id="u1">\n   ```python\n   import: import b\n   b.new()\n   ```\n   </site>\n'
    ).sites
    assert (block.code, block.imports) == ("b.new()", ("import b",))


@pytest.mark.parametrize("word", ["Import:", "imports:", "IMPORT:"])
def test_import_lines_that_begin_otherwise(word: str) -> None:
    (block,) = read(f'<site id="u1">\n{word} from a import b\nb()\n</site>\n').sites
    assert (block.code, block.imports) == ("b()", ("from a import b",))
