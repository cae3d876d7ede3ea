"""The Python in documents: from the run's memory, from the cache, else from the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from refactor_cli.data import Span
from refactor_cli.dotted import last_part
from refactor_cli.find.texts.blocks import add_code
from refactor_cli.find.texts.embedded import Builder, Embedded, Piece

if TYPE_CHECKING:
    from refactor_cli.cache import MapCache
    from refactor_cli.symbols import SymbolMap

# to be raised when the same text gives other code
_FORMAT = 1
_KIND = "code in documents"
_WITH_BLOCKS = frozenset({"", "markdown", "md", "mdx", "rst", "txt"})
_NOTHING = Embedded(b"", ())


def suffix_of(path: str) -> str:
    """The suffix of a file's name in lower case, without its dot."""
    name = path.rpartition("/")[2]
    return last_part(name).lower() if "." in name else ""


def code_in(symbols: SymbolMap, path: str) -> Embedded:
    """The Python in a document; none in a file that is no document."""
    if suffix_of(path) not in _WITH_BLOCKS:
        return _NOTHING
    file, memo = symbols.snapshot.files[path], _memo(symbols)
    if file.blob not in memo:
        made = Builder()
        add_code(made, file.text.utf8, Span(0, len(file.text.utf8)))
        memo[file.blob] = made.made()
    return memo[file.blob]


def load_code(symbols: SymbolMap, paths: Iterable[str], cache: MapCache) -> None:
    """Brings what the cache knows of these documents into memory, and adds what it does not know."""
    import msgspec

    from refactor_cli.cache import Key

    files, memo = symbols.snapshot.files, _memo(symbols)
    wanted = {files[path].blob: path for path in paths if suffix_of(path) in _WITH_BLOCKS}
    key = Key(_KIND, f"{_FORMAT}:{symbols.version}")
    for blob, row in cache.rows(key, wanted.keys() - memo.keys()).items():
        try:
            source, pieces = msgspec.msgpack.decode(row, type=tuple[bytes, tuple[Piece, ...]])
        except msgspec.DecodeError:
            continue  # not written by us: read again
        memo[blob] = Embedded(source, pieces)
    for blob in wanted.keys() - memo.keys():
        code = code_in(symbols, wanted[blob])
        cache.add(key, blob, msgspec.msgpack.encode((code.source, code.pieces)))


def _memo(symbols: SymbolMap) -> dict[str, Embedded]:
    memo: dict[str, Embedded] = symbols.snapshot.memo.setdefault(_KIND, {})
    return memo
