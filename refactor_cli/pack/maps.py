"""The symbol map as a prompt holds it: a text a file, in as much detail as there is room for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from posixpath import commonprefix
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.cache import Key
from refactor_cli.data import Snapshot, SourceFile
from refactor_cli.delimiters import escape
from refactor_cli.grammar import version
from refactor_cli.languages import manifests
from refactor_cli.pack.files import Writing, cache_id, found_in
from refactor_cli.renderers.clean import clean
from refactor_cli.secrets import Secret, constant, mask
from refactor_cli.symbol_text import render_map
from refactor_cli.symbols import SymbolMap
from refactor_cli.tokens import count_tokens

Detail = Literal["calls", "signatures", "names", "top names"]
DETAILS: tuple[Detail, ...] = ("calls", "signatures", "names", "top names")

_VERSION = "3"
_SHORTEST = 8  # characters of a secret that is looked for by its text alone
_SHORTEST_PART = 4
_TOGETHER = 50  # files whose maps and trees are in memory at once
# what `symbol_text` writes of calls: a line of the file's own, and behind a definition
_CALLS = re.compile(r"^  calls [^\n]*\n|: calls [^\n:]*$", re.MULTILINE)
_DEFINITION = re.compile(
    r"^(?P<indent>(?:  )+)\d+(?:-\d+)? (?:@\S+ )*(?:async )?(?P<kind>\w+) (?P<name>[^\s(:]+)"
)


class FileOutline(Struct, frozen=True):
    """A file's map at its most detailed, and the tokens of it at each of `DETAILS`."""

    path: str
    text: str
    tokens: tuple[int, ...]

    def at(self, detail: Detail) -> str:
        """The text in this detail."""
        return shortened(self.text, detail)


class _Known(msgspec.Struct, array_like=True, frozen=True):
    text: str
    tokens: tuple[int, ...]


def outlines(
    symbols: SymbolMap,
    files: Iterable[SourceFile],
    writing: Writing,
    masked: Mapping[str, Sequence[Secret]] | None = None,
) -> Iterator[FileOutline]:
    """The map of each file that has one, in the order given. `masked`: the secrets of files where they are known."""
    wanted = [file for file in files if file.language is not None]
    blocks = writing.key  # with it, what counts as a secret
    key = Key(
        "prompt map",
        f"{_VERSION}-{_renderer()}-{symbols.version}-{_grammars()}-{blocks.version}",
        blocks.extra,
    )
    rows = writing.cache.rows(key, map(cache_id, wanted)) if writing.cache else {}
    decode = msgspec.msgpack.Decoder(_Known).decode
    for start in range(0, len(wanted), _TOGETHER):
        together = wanted[start : start + _TOGETHER]
        missing = [file for file in together if cache_id(file) not in rows]
        made = dict(_rendered(symbols, missing, writing, masked or {}))
        for file in together:
            known = (
                decode(rows[cache_id(file)]) if file.path not in made else _counted(made[file.path], writing)
            )
            if file.path in made and writing.cache is not None:
                writing.cache.add(key, cache_id(file), msgspec.msgpack.encode(known))
            if known.text:
                yield FileOutline(file.path, known.text, known.tokens)


def shortened(text: str, detail: Detail) -> str:
    """A file's map in less detail: without the calls, or on one line: `a.py: A(b, c); d`."""
    if detail == "calls":
        return text
    if detail == "signatures":
        return _CALLS.sub("", text)
    path, *lines = text.splitlines()
    names, members = list[str](), list[list[str]]()
    for line in lines:
        found = _DEFINITION.match(line)
        if found is None:
            continue
        if found["indent"] == "  ":
            names.append(found["name"])
            members.append([])
        elif len(found["indent"]) == 4 and names:
            members[-1].append(found["name"])
    if detail == "top names":
        members = [[] for _ in names]
    shown = (
        f"{name}({', '.join(inner)})" if inner else name for name, inner in zip(names, members, strict=True)
    )
    return f"{path}: {'; '.join(shown)}\n" if names else f"{path}\n"


def _rendered(
    symbols: SymbolMap, files: list[SourceFile], writing: Writing, masked: Mapping[str, Sequence[Secret]]
) -> Iterator[tuple[str, str]]:
    """The texts of files, "" for one without; maps read for it are not kept."""
    if not files:
        return
    snapshot = Snapshot({file.path: file for file in files}, object_format=symbols.snapshot.object_format)
    batch = replace(
        symbols,
        snapshot=snapshot,
        maps=dict(symbols.maps),
        asked=set(symbols.asked),
        trees=type(symbols.trees)(),
    )
    batch.load(snapshot.files)
    for file in files:
        alone = batch.with_snapshot(replace(snapshot, files={file.path: file}))
        text = "".join(render_map(alone))
        if text:
            found = masked[file.path] if file.path in masked else found_in(file, writing)
            text = _without_secrets(text, file, found, writing)
        yield file.path, escape(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def _without_secrets(text: str, file: SourceFile, found: Sequence[Secret], writing: Writing) -> str:
    """A map without the secrets that signatures take along: as defaults of parameters, as values of constants. A
    secret of the file is one here too, also where what told so is not in the map, or it is cut."""
    if not found:  # a header is text of the file
        return text
    head, end, body = text.partition("\n")
    body = mask(body, file.path, writing.allowed).text
    source = file.data[len(file.text.bom) :].decode(file.text.encoding)
    for secret in found:
        value = source[secret.start : secret.end].strip()
        # a header has blanks or escapes for line ends
        for each in dict.fromkeys((clean(value), " ".join(value.split()), *value.split())):
            if len(each) >= _SHORTEST:
                body = body.replace(each, constant(secret.kind))
                body = _without_cut(body, each, constant(secret.kind))
    return f"{head}{end}{body}"


def _without_cut(text: str, value: str, mask: str) -> str:
    """The text without what begins as the value and is cut there, as long headers are."""
    at = text.find(value[:_SHORTEST_PART])
    while at >= 0:
        end = at + len(commonprefix((text[at : at + len(value)], value)))
        if text.startswith("…", end):
            text, end = text[:at] + mask + text[end:], at + len(mask)
        at = text.find(value[:_SHORTEST_PART], end)
    return text


def _counted(text: str, writing: Writing) -> _Known:
    return _Known(
        text,
        tuple(count_tokens(shortened(text, detail), writing.model).count for detail in DETAILS)
        if text
        else (),
    )


@cache
def _renderer() -> str:
    """Changes when the map is written in another way."""
    package = resources.files("refactor_cli")
    sources = (
        package.joinpath(name).read_bytes() for name in ("symbol_text.py", "outlines/outline.py", "tags.py")
    )
    return hashlib.sha256(b"".join(sources)).hexdigest()[:8]


@cache
def _grammars() -> str:
    """Changes when a grammar, or what is asked of its trees, does."""
    versions = "".join(f"{language} {version(language)}\n" for language in sorted(manifests()))
    return hashlib.sha256(versions.encode()).hexdigest()[:8]
