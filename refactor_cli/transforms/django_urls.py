r"""Django: `url()` with a plain regular expression is `path()`; for any other there is a rule that says `re_path()`.

https://docs.djangoproject.com/en/2.0/releases/2.0/#simplified-url-routing-syntax

A regular expression becomes a route when it begins with `^`, ends in `$` unless it leads to an `include()` or to the
`urls` of an admin site, which are what `include()` gives, and holds
nothing but plain text and named groups that a path converter stands for. `\d+` becomes `int` and an id in hexadecimal
digits `uuid`, so that the view gets a number or a UUID: such usages are marked as changing behaviour.
"""

from __future__ import annotations

from typing import NamedTuple

from refactor_cli.dotted import last_part
from refactor_cli.lazy_pattern import lazy_pattern
from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform
from refactor_cli.transforms.reading import argument_at, arguments_of, quoted, source, text_value

_SAME = {
    "[^/]+": "str",
    ".+": "path",
    "[-a-zA-Z0-9_]+": "slug",
    "[a-zA-Z0-9_-]+": "slug",
    "[a-zA-Z0-9-_]+": "slug",
}
_HEX = "[0-9a-f]"
_CHANGED = {
    "[0-9]+": "int",
    r"\d+": "int",
    r"[-\w]+": "slug",
    r"[\w-]+": "slug",
    f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}": "uuid",
}
_PART = lazy_pattern(
    r"\(\?P<(?P<name>[A-Za-z_]\w*)>(?P<group>[^()]+)\)|\\(?P<escaped>[-./ ])|(?P<plain>[\w/ ,:;=@~%-]+)"
)


# https://docs.djangoproject.com/en/stable/ref/contrib/admin/#hooking-adminsite-instances-into-your-urlconf
_ADMIN = "admin.site.urls"


class Route(NamedTuple):
    """What `path()` is given; `is_same`: it leads to the same views with the same arguments."""

    text: str
    is_same: bool


def route_of(regex: str, includes: bool) -> Route | None:
    """The route that stands for a regular expression; None when there is none. `includes`: it leads to `include()`."""
    if not regex.startswith("^"):
        return None
    inner, ends = regex[1:], regex.endswith("$")
    if ends:
        inner = inner[:-1]
    elif not includes:
        return None  # it also matches what goes on behind it
    is_same = not (ends and includes)  # nothing but an empty pattern could follow there
    parts, at = list[str](), 0
    while at < len(inner):
        found = _PART.match(inner, at)
        if found is None:
            return None
        at = found.end()
        if found["name"]:
            converter = _SAME.get(found["group"]) or _CHANGED.get(found["group"])
            if converter is None:
                return None
            is_same = is_same and found["group"] in _SAME
            named = found["name"]
            parts.append(f"<{converter}:{named}>")
        else:
            parts.append(found["escaped"] or found["plain"])
    return Route("".join(parts), is_same)


def compute(seen: Seen) -> Answer:
    """For `url()` and `re_path()`."""
    arguments = arguments_of(seen.node)
    first = (
        argument_at(arguments, 0, "regex" if seen.symbol.endswith("url") else "route") if arguments else None
    )
    if first is None or arguments is None:
        return Passed("its regular expression is not written there")
    regex, view = text_value(first.value), argument_at(arguments, 1, "view")
    if regex is None or view is None:
        return Passed("its regular expression is no literal")
    function = view.value.child_by_field_name("function") if view.value.type == "call" else None
    includes = function is not None and last_part(source(function)) == "include"
    includes = includes or source(view.value) == _ADMIN
    route = route_of(regex, includes)
    if route is None:
        return Passed("no route of path() says the same as its regular expression")
    name = first.keyword or "regex"
    return Computed(
        f"def url({name}, view, kwargs=OMITTED, name=OMITTED):\n"
        f"    return path({name}, view, kwargs, name=name)",
        inside=((first.value, quoted(route.text, first.value)),),
        behaviour="same" if route.is_same else "changes",
    )


TRANSFORM = Transform(
    ("django.conf.urls.url",), compute, imports="from django.urls import path", requires="django>=2.0"
)
