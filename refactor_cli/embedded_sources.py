"""Python that stands in other files (the cells of a notebook), beside the Python files of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from refactor_cli.data import SourceFile, blob_id
from refactor_cli.symbols import LANGUAGE, SymbolMap


class _WithEmbedded(Mapping[str, SourceFile]):
    """The snapshot's files, and sources made of pieces that only who knows their path can see."""

    def __init__(self, files: Mapping[str, SourceFile]) -> None:
        self.files, self.made = files, dict[str, SourceFile]()

    def __getitem__(self, path: str) -> SourceFile:
        return self.made.get(path) or self.files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def with_source(symbols: SymbolMap, path: str, source: bytes) -> SymbolMap:
    """The symbols with Python source in the place of the file `path`."""
    found, made = _embedded(symbols)
    if path not in made:
        made[path] = SourceFile(
            path, blob_id(source, symbols.snapshot.object_format), 0o100644, LANGUAGE, source
        )
    return found


def with_embedded(symbols: SymbolMap) -> SymbolMap:
    """The symbols with all sources that `with_source` was told of."""
    return _embedded(symbols)[0]


def _embedded(symbols: SymbolMap) -> tuple[SymbolMap, dict[str, SourceFile]]:
    memo = symbols.snapshot.memo
    if "with embedded" not in memo:
        snapshot = replace(symbols.snapshot, files=_WithEmbedded(symbols.snapshot.files))
        # what is known of the repository's files holds for both
        vars(snapshot).update(memo=memo, own=symbols.snapshot)
        memo["with embedded"] = symbols.with_snapshot(snapshot)
    found: SymbolMap = memo["with embedded"]
    assert isinstance(found.snapshot.files, _WithEmbedded)
    return found, found.snapshot.files.made
