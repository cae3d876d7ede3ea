"""What transforms compute, and that recipes name all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from refactor_cli.__main__ import main
from refactor_cli.errors import RefactorError
from refactor_cli.library import (
    library_likely,
    library_names,
    library_symbols,
    library_text,
    library_transforms,
    rules_for,
)
from refactor_cli.recipe.read import read_recipe
from refactor_cli.transforms import transform_called, transform_names, transform_text
from refactor_cli.transforms.django_headers import header_name
from refactor_cli.transforms.django_urls import Route, route_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "recipes"
NO_ROUTES = [
    pytest.param("a/$", False, id="not from the beginning"),
    pytest.param("^a/", False, id="goes on behind it"),
    pytest.param(r"^(\d+)/$", False, id="a group without a name"),
    pytest.param(r"^(?P<x>\d{4})/$", False, id="a group that no converter stands for"),
    pytest.param("^a.html$", False, id="a dot is any character"),
    pytest.param("^a/?$", False, id="an optional part"),
    pytest.param("^a|b$", False, id="a choice"),
    pytest.param("^a<b$", False, id="what a route takes for a group"),
    pytest.param("^(?i)a$", False, id="flags"),
    pytest.param("^(?P<x>(a|b))$", False, id="a group in a group"),
    pytest.param("^a\\", True, id="cut off"),
]


@pytest.mark.parametrize(("regex", "includes"), NO_ROUTES)
def test_no_route(regex: str, includes: bool) -> None:
    assert route_of(regex, includes) is None


ROUTES = [
    pytest.param("^$", False, Route("", True), id="nothing"),
    pytest.param("^", True, Route("", True), id="everything, included"),
    pytest.param("^a/b-c_d/$", False, Route("a/b-c_d/", True), id="plain"),
    pytest.param(r"^a\.html\-x\/$", False, Route("a.html-x/", True), id="escaped"),
    pytest.param(
        "^(?P<x>[^/]+)/(?P<y>.+)$", False, Route("<str:x>/<path:y>", True), id="the same by converter"
    ),
    pytest.param(r"^(?P<x>\d+)/$", False, Route("<int:x>/", False), id="a number from now on"),
    pytest.param(r"^(?P<x>[-\w]+)/$", False, Route("<slug:x>/", False), id="letters of ASCII from now on"),
    pytest.param("^a/$", True, Route("a/", False), id="what is included could not go on"),
]


@pytest.mark.parametrize(("regex", "includes", "route"), ROUTES)
def test_route(regex: str, includes: bool, route: Route) -> None:
    assert route_of(regex, includes) == route


@pytest.mark.parametrize(
    ("key", "name"),
    [
        pytest.param("REMOTE_ADDR", "", id="of the server"),
        pytest.param("HTTP_", "", id="no name"),
        pytest.param("HTTP_X_REAL_IP", "x-real-ip", id="a header"),
        pytest.param("CONTENT_TYPE", "content-type", id="without the prefix"),
    ],
)
def test_header_name(key: str, name: str) -> None:
    assert header_name(key) == name


def test_every_transform_is_in_a_recipe() -> None:
    named = {name for recipe in library_names() for name in library_transforms(recipe)}
    examples = "".join(path.read_text("utf-8") for path in EXAMPLES.glob("*.py"))
    assert {name for name in transform_names() if f'transform("{name}")' not in examples} == named


def test_symbols_of_transforms_are_known() -> None:
    transform = transform_called("django_urls")
    assert transform is not None
    assert set(transform.symbols) <= set(library_symbols("django"))
    assert rules_for("inspect.getargspec") == ("python_removed",)


def test_an_unknown_transform_is_an_error() -> None:
    with pytest.raises(RefactorError) as caught:
        read_recipe("from refactor_cli.recipe import transform\ntransform('os')\n", "r.py")
    assert caught.value.problem == "r.py:2: transform() takes the name of a shipped transform"


def test_show_prints_a_transform(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes", "show", "shlex_join"]) == 0
    assert capsys.readouterr().out == transform_text("shlex_join")


@pytest.mark.parametrize("name", library_names())
def test_what_is_likely_is_known_without_parsing(name: str) -> None:
    recipe = read_recipe(library_text(name), name)
    assert library_likely(name) == tuple(each.symbol for each in recipe.likely)
