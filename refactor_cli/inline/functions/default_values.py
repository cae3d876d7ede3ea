"""Defaults of two parameters -> whether they come to the same, however they are written."""

from __future__ import annotations

import ast
import codecs
from typing import TYPE_CHECKING

from refactor_cli.inline.call_arguments.positions import is_same_default

if TYPE_CHECKING:
    from refactor_cli.data import Parameter

_CODECS = ("charset", "encoding")


def stands_for_the_same(old: Parameter, new: Parameter) -> bool:
    """Whether a call that leaves both out gives the same: `1_000` is 1000, and utf8 another name of utf-8."""
    if is_same_default(old.default, new.default):
        return True
    was, becomes = _value(old.default), _value(new.default)
    if was is None or becomes is None:
        return False
    if isinstance(was, str) and isinstance(becomes, str) and new.name.endswith(_CODECS):
        return _codec(was) == _codec(becomes)
    return was == becomes


def are_of_one_kind(one: str, other: str) -> bool:
    """Whether two literals are of one class: where the names of their parameters differ, those are hardly one and the
    same otherwise."""
    was, becomes = _value(one), _value(other)
    if isinstance(was, bool) or isinstance(becomes, bool):
        return isinstance(was, bool) and isinstance(becomes, bool)
    are_numbers = isinstance(was, int | float) and isinstance(becomes, int | float)
    return are_numbers or type(was) is type(becomes)


def _value(source: str) -> object:
    try:
        value: object = ast.literal_eval(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return name
