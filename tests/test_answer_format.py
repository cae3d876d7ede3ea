"""What the format teaches is what recipes do."""

from __future__ import annotations

from in_memory import symbols_of

from refactor_cli.answer_format import FORMAT, RULES_EXAMPLE
from refactor_cli.answering import Known, settled_by_answer
from refactor_cli.data import Answer
from refactor_cli.find import find
from refactor_cli.find.target import read_target
from refactor_cli.splice import edited

FILES = {
    "package/__init__.py": "",
    "package/old.py": (
        "def fetch(url, retries=3, timeout=9, *, raw=False): ...\n\n\n"
        "class Reader:\n"
        "    def save(self, path): ...\n\n"
        "    @property\n"
        "    def size(self): ...\n\n\n"
        "class Sheet: ...\n"
    ),
    "package/new.py": "def fetch_page(url, **options): ...\n\n\ndef store(path): ...\n\n\nclass Page: ...\n",
    "app.py": (
        "from package.old import Reader, Sheet, fetch\n\n"
        "fetch(a, raw=True)\n"
        "fetch(a, 0, 5)\n"
        "fetch(a, timeout=5)\n\n\n"
        "def keep(reader: Reader, path) -> Sheet:\n"
        "    reader.save(path)\n"
        "    return reader.size\n"
    ),
}
AFTER = """\
from package.new import Page, fetch_page, store
from package.old import Reader

fetch_page(a, binary=True, attempts=3)
fetch_page(a, timeout=5)
fetch_page(a, timeout=5, attempts=3)


def keep(reader: Reader, path) -> Page:
    with store(path) as place:
        place.put(reader.page)
    return reader.get_size()
"""
TARGETS = ("fetch", "Reader.save", "Reader.size", "Sheet")


def test_the_example_does_what_it_shows() -> None:
    assert RULES_EXAMPLE in FORMAT
    symbols = symbols_of(FILES)
    usages = find(symbols, [read_target(symbols, f"package.old.{name}") for name in TARGETS])
    answer = Answer(f"<recipe>\n{RULES_EXAMPLE}</recipe>\n", "a test", "by hand")
    settled = settled_by_answer(answer, usages, None, Known(), symbols)
    assert settled.rejections == ()
    edits = [edit for edit in settled.inlined.edits if edit.path == "app.py"]
    assert edited(symbols.snapshot.files["app.py"], edits).data.decode() == AFTER
