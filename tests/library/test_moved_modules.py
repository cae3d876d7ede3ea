"""Modules that a recipe moves as a whole: each name is there in the new one, or the recipe says that it is not."""

from __future__ import annotations

import importlib
import tomllib
import unittest.mock
from functools import cache
from pathlib import Path

import pytest

from refactor_cli.library import library_names, library_text
from refactor_cli.recipe.read import read_recipe
from refactor_cli.recipe.rules import Move
from refactor_cli.recipe.whole import Recipe

MODULES = tomllib.loads(Path(__file__).with_name("python2_modules.toml").read_text("utf-8"))
# https://six.readthedocs.io/#module-six.moves: what stands for which module of Python 2
SIX = {
    "six.moves.cPickle": "cPickle",
    "six.moves.configparser": "ConfigParser",
    "six.moves.copyreg": "copy_reg",
    "six.moves.html_entities": "htmlentitydefs",
    "six.moves.http_client": "httplib",
    "six.moves.http_cookiejar": "cookielib",
    "six.moves.http_cookies": "Cookie",
    "six.moves.queue": "Queue",
    "six.moves.socketserver": "SocketServer",
    "six.moves.urllib_robotparser": "robotparser",
    "six.moves.xmlrpc_client": "xmlrpclib",
}
OLD = {**{name: name for name in MODULES}, **SIX}


@cache
def recipe_called(name: str) -> Recipe:
    return read_recipe(library_text(name), name)


def recipe_and_move(source: str) -> tuple[Recipe, Move]:
    recipes = map(recipe_called, library_names())
    return next((each, move) for each in recipes for move in each.moves if move.source == source)


@pytest.mark.parametrize("source", OLD)
def test_names_of_python_2(source: str) -> None:
    recipe, move = recipe_and_move(source)
    apart = {symbol.rpartition(".")[2] for symbol in recipe.symbols if symbol.startswith(f"{source}.")}
    new = importlib.import_module(move.target)
    names = {*MODULES[OLD[source]].split()} - apart
    assert {name for name in names if not hasattr(new, name)} <= {*move.without}
    assert not {name for name in move.without if hasattr(new, name)}


def test_names_of_exceptions() -> None:
    moves = read_recipe(library_text("python_exceptions"), "python_exceptions").moves
    assert {move.source for move in moves if not is_one(move.source, move.target)} == set()


def is_one(old: str, new: str) -> bool:
    """Two names of one object; WindowsError is a name of OSError on Windows alone."""
    return (old, new) == ("builtins.WindowsError", "builtins.OSError") or named(old) is named(new)


def named(dotted: str) -> object:
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def test_names_of_mock() -> None:
    _, move = recipe_and_move("mock")
    assert not {name for name in move.without if hasattr(unittest.mock, name)} - {"ThreadingMixin"}
