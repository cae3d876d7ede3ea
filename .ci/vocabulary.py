"""Makes refactor_cli/tokens/deepseek_v4.xz from a tokenizer.json: python .ci/vocabulary.py TOKENIZER_JSON"""

from __future__ import annotations

import hashlib
import json
import lzma
import sys
from pathlib import Path

SHA256 = "8f9f37ca37fdc4f5fd36d5cf4d3b0e8392edb4e894fd10cc0d70b4957c8633cf"
PLACE = Path(__file__).parent.parent / "refactor_cli/tokens/deepseek_v4.xz"


def main() -> None:
    """Checks that it is the tokenizer.json this was written for, and that the ids are the merges' ranks."""
    source = Path(sys.argv[1]).read_bytes()
    if hashlib.sha256(source).hexdigest() != SHA256:
        sys.exit("another tokenizer.json: look at its expressions, then change SHA256 here")
    loaded = json.loads(source)
    special = {token["content"] for token in loaded["added_tokens"]}
    vocabulary = loaded["model"]["vocab"]
    ordinary = sorted((id, token) for token, id in vocabulary.items() if token not in special)
    merged = [vocabulary[merge.replace(" ", "")] for merge in loaded["model"]["merges"]]
    if merged != sorted(merged) or [id for id, _ in ordinary] != list(range(3, 3 + len(ordinary))):
        sys.exit("its ids are not the ranks of its merges")
    byte_of = _byte_of()
    tokens = [bytes(byte_of[character] for character in token) for _, token in ordinary]
    plain = b"".join(bytes([len(token)]) + token for token in tokens)
    PLACE.write_bytes(lzma.compress(plain, preset=9 | lzma.PRESET_EXTREME))


def _byte_of() -> dict[str, int]:
    """Byte-level BPE writes each byte as a character that can be seen (https://github.com/openai/gpt-2)."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in seen]
    return {chr(byte): byte for byte in seen} | {chr(256 + n): byte for n, byte in enumerate(rest)}


if __name__ == "__main__":
    main()
