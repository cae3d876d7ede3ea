"""The tokenizer of DeepSeek V4: byte pair encoding with its published vocabulary, run by tiktoken.

The published `tokenizer.json` splits a text three times, one inside the pieces of the other: runs of up to three
digits, runs of Chinese and Japanese characters, then everything else. tiktoken knows one expression, so these are
put into one here; what the second and third may not reach into is taken out of their character classes. Control
tokens (`<think>`, `<｜User｜>`) are not counted as such: text that is sent has them escaped (see `delimiters`).
Nothing here uses the network.
"""

from __future__ import annotations

import lzma
import re
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from refactor_cli.tokens import TokenCount

if TYPE_CHECKING:
    from tiktoken import Encoding

# 3 special tokens stand before the first byte in the vocabulary
_FIRST_ID = 3
_CJK = "一-龥぀-ゟ゠-ヿ"
_PATTERN = (
    r"\p{N}{1,3}"
    rf"|[{_CJK}]+"
    r"""|[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+"""
    rf"|[^\r\n\p{{L}}\p{{P}}\p{{S}}]?[[\p{{L}}\p{{M}}]--[{_CJK}]]+"
    rf"| ?[[\p{{P}}\p{{S}}]--[{_CJK}]]+[\r\n]*"
    r"|\s*[\r\n]+"
    # a digit or a CJK character begins a piece of its own: for the third split the text ends there
    rf"|\s+(?=[\p{{N}}{_CJK}])|\s+(?!\S)"
    r"|\s+"
    # what no split matches (control characters, private use) is a piece as well, up to what the next piece takes
    rf"|[^\p{{L}}\p{{M}}\p{{N}}\p{{P}}\p{{S}}\s]+(?=[^\p{{L}}\p{{M}}\p{{N}}\p{{P}}\p{{S}}\s][[\p{{L}}\p{{M}}]--[{_CJK}]])"
    r"|[^\p{L}\p{M}\p{N}\p{P}\p{S}\s]+"
)
# tiktoken's stack overflows on some 500,000 blanks in a row, and a list of tokens takes 40 times the memory of text
_PIECE = 100_000  # characters
_LONG_BLANK = 20_000
_BLANKS = re.compile(r"[^\S\n]{256,}+")
# Cut at these, the count stays exact: a line feed before a character that is no white space always ends a token, and
# so does a digit before what is none.
_CUT = re.compile(r"\n(?=\S)|[0-9](?=[A-Za-z !-/:-@\[-`{-~])")


def count(text: str) -> TokenCount:
    """The tokens of a text. Exact, but for one with 20,000 blanks in a row, or 100,000 characters without a line
    end or a number.

    Lone surrogates count as the replacement character, as which they would be sent.
    """
    encoding = _encoding()
    if len(text) <= _LONG_BLANK:
        return TokenCount(len(encoding.encode_ordinary(text)), True)
    pieces, exact = _pieces(text)
    return TokenCount(sum(len(encoding.encode_ordinary(piece)) for piece in pieces), exact)


def _pieces(text: str) -> tuple[list[str], bool]:
    """The text in pieces of a bounded size, and whether their tokens are those of the whole."""
    cuts, exact = [0], True
    for blanks in _BLANKS.finditer(text) if _may_have_blanks(text) else ():
        within = range(blanks.start() + _LONG_BLANK, blanks.end(), _LONG_BLANK)
        cuts += within
        exact = exact and not within
    bounds = [*cuts, len(text)]
    pieces = list[str]()
    for start, end in pairwise(bounds):
        while end - start > _PIECE:
            found = _CUT.search(text, start + _PIECE, end)
            # nothing to cut at within twice the size: anywhere
            near = found is not None and found.end() - start <= 2 * _PIECE
            cut = found.end() if found is not None and near else start + _PIECE
            exact = exact and near
            pieces.append(text[start:cut])
            start = cut
        pieces.append(text[start:end])
    return pieces, exact


def _may_have_blanks(text: str) -> bool:
    return not text.isascii() or any(blank * 256 in text for blank in (" ", "\t", "\r", "\f", "\v"))


@cache
def _encoding() -> Encoding:
    from tiktoken import Encoding

    return Encoding("deepseek-v4", pat_str=_PATTERN, mergeable_ranks=ranks(), special_tokens={})


def ranks() -> dict[bytes, int]:
    """The vocabulary: id by token. The file holds the tokens in the order of their ids, each after its length."""
    data = lzma.decompress(resources.files(__package__).joinpath("deepseek_v4.xz").read_bytes())
    found, at, number = dict[bytes, int](), 0, _FIRST_ID
    while at < len(data):
        end = at + 1 + data[at]
        found[data[at + 1 : end]] = number
        at, number = end, number + 1
    return found
