"""Secrets in a text, and the text without them.

A secret is replaced by a constant that says its kind and nothing else: not its length, not how often it occurs.
What a secret looks like is data: `rules.toml`.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import NamedTuple

from msgspec import Struct

from refactor_cli.lazy_pattern import lazy_pattern

MASK = lazy_pattern(r"\[\[masked [a-z-]{1,40}\]\]")

_PLACEHOLDER = lazy_pattern(
    r"(?i)^[\[<{%$*.]|[>}\]*]$|\$[{(]|\{\{|%\(|%s|x{4,}|\*{3,}|\.{3,}|change.?me|example|placeholder|redacted"
    r"|dummy|insecure|your.?|my.?secret|not.?(?:a|so).?(?:real|secret)|secret.?key|password|test.?(?:key|token)|foo|"
    r"\[\[masked"
)
_MIXED = lazy_pattern(r"(?=.*[A-Za-z])(?:.*\d|(?=.*[a-z])(?=.*[A-Z]).*[!@#^&~+])", re.DOTALL)
_PIECE = lazy_pattern(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_PLAIN_WORDS = lazy_pattern(r"[A-Za-z\d]+(?:[-_./:#?=&, ][A-Za-z\d]+)*")
_LONGEST_PIECE = 2.7  # on average, of what a machine made
_SETTING = lazy_pattern(
    r"(?i)true|false|yes|no|on|off|none|null|\d{1,5}|development|production|test|debug|info|local"
)
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_WEAK = frozenset(
    {"password", "passwd", "pass", "pw", "secret", "user", "username", "token", "none", "null", "root"}
)


class Secret(NamedTuple):
    """A secret found: half open, in characters."""

    start: int
    end: int
    kind: str


class Masked(Struct, frozen=True):
    """`spans`: what was replaced, as it stood in the text that `mask` was given."""

    text: str
    spans: tuple[Secret, ...]


class _Rule(Struct, frozen=True):
    kind: str
    near: tuple[str, ...]
    pattern: str
    files: tuple[str, ...] = ()
    looks: str = ""
    at_near: bool = False


def constant(kind: str) -> str:
    """What stands in the place of a secret of this kind."""
    return f"[[masked {kind}]]"


def kinds() -> tuple[str, ...]:
    """All that a secret may be, in one order."""
    return tuple(sorted({rule.kind for rule in rules()}))


def mask(text: str, path: str, allowed: Sequence[str] = ()) -> Masked:
    """The text with every secret replaced. `path` matters for files such as `.env`; see `secrets` for `allowed`."""
    found = secrets(text, path, allowed)
    parts, at = list[str](), 0
    for secret in found:
        parts += [text[at : secret.start], constant(secret.kind)]
        at = secret.end
    return Masked("".join((*parts, text[at:])), found) if found else Masked(text, ())


def secrets(text: str, path: str, allowed: Sequence[str] = ()) -> tuple[Secret, ...]:
    """The secrets of a text, in its order, none inside another.

    `allowed`: patterns as fnmatch has them; a secret whose text, or whose file, matches one is none.
    """
    if any(fnmatchcase(path, pattern) for pattern in allowed):
        return ()
    lowered, name = text.lower(), path.rpartition("/")[2]
    if len(lowered) != len(text):  # some letters become two
        lowered = text.translate(_ASCII_LOWER)
    held = {near for near in _nears() if near in lowered}
    found = list[tuple[int, Secret]]()
    for number, rule in enumerate(rules()):
        if held.isdisjoint(rule.near):
            continue
        if not rule.files or any(fnmatchcase(name, pattern) for pattern in rule.files):
            found += ((number, secret) for secret in _found(rule, text, lowered, allowed))
    return tuple(_apart(found))


def _found(rule: _Rule, text: str, lowered: str, allowed: Sequence[str]) -> Iterator[Secret]:
    pattern = re.compile(rule.pattern)
    group = "secret" if "secret" in pattern.groupindex else 0
    for match in _at_near(rule, pattern, text, lowered) if rule.at_near else pattern.finditer(text):
        value = match[group]
        start, end = match.span(group)
        if value[:1] in "\"'" and value[:1] == value[-1:] and len(value) > 2:  # the quotes stay
            value, start, end = value[1:-1], start + 1, end - 1
        if _LOOKS[rule.looks](value) and not any(fnmatchcase(value, each) for each in allowed):
            yield Secret(start, end, rule.kind)


def _at_near(rule: _Rule, pattern: re.Pattern[str], text: str, lowered: str) -> Iterator[re.Match[str]]:
    for near in rule.near:
        at = lowered.find(near)
        while at >= 0:
            if match := pattern.match(text, at):
                yield match
            at = lowered.find(near, at + 1)


def _apart(found: list[tuple[int, Secret]]) -> list[Secret]:
    """In order; those that overlap are one, of the kind whose rule stands first."""
    kept = list[tuple[int, Secret]]()
    for number, secret in sorted(found, key=lambda each: (each[1].start, each[0])):
        if not kept or secret.start >= kept[-1][1].end:
            kept.append((number, secret))
            continue
        first, before = kept[-1]
        kind = before.kind if first <= number else secret.kind
        kept[-1] = min(first, number), Secret(before.start, max(before.end, secret.end), kind)
    return [secret for _, secret in kept]


def looks_random(value: str) -> bool:
    """Whether a machine made it: letters mixed with digits or signs, no words, no placeholder, many different
    characters."""
    if _PLACEHOLDER.search(value) or not _MIXED.match(value):
        return False
    words = _PLAIN_WORDS.fullmatch(value.lstrip("./")) is not None and len(re.findall(r"\d{1,4}", value)) < 3
    if words and value.isalnum():  # words in camel case have longer pieces
        words = len(value) > _LONGEST_PIECE * len(_PIECE.findall(value))
    return not words and _entropy(value) >= (3.0 if len(value) < 20 else 3.3)


def _looks_like_password(value: str) -> bool:
    return value.lower() not in _WEAK and not _PLACEHOLDER.search(value)


def _looks_like_setting(value: str) -> bool:
    """A value of a settings file of the user's own: everything but switches and small numbers."""
    return not _SETTING.fullmatch(value.strip()) and not value.startswith("$")


_LOOKS = {
    "": lambda value: True,
    "random": looks_random,
    "password": _looks_like_password,
    "setting": _looks_like_setting,
}


def _entropy(value: str) -> float:
    """Bits a character."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)


@cache
def rules() -> tuple[_Rule, ...]:
    """The rules, read once."""
    loaded = tomllib.loads(_source().decode("utf-8"))["rule"]
    return tuple(
        _Rule(
            rule["kind"],
            tuple(rule["near"]),
            rule["pattern"],
            tuple(rule.get("files", ())),
            rule.get("looks", ""),
            rule.get("at_near", False),
        )
        for rule in loaded
    )


@cache
def _nears() -> frozenset[str]:
    """What the rules stand near to: many share it, and each is looked for once in a text."""
    return frozenset(near for rule in rules() for near in rule.near)


@cache
def version() -> str:
    """Changes when the rules do: what was found with others is worth nothing."""
    code = resources.files(__package__).joinpath("__init__.py").read_bytes()
    return hashlib.sha256(_source() + code).hexdigest()[:12]


def _source() -> bytes:
    return resources.files(__package__).joinpath("rules.toml").read_bytes()
