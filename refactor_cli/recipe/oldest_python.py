"""Which Python the releases of well-known distributions need, as their own metadata says (`Requires-Python`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from refactor_cli.supported import Stated, Version

# distribution -> its releases from which on a newer Python is needed, with that Python
_NEEDED: Mapping[str, tuple[tuple[Version, Version], ...]] = {
    "celery": (((5,), (3, 6)),),
    "django": (
        ((2,), (3, 4)),
        ((2, 1), (3, 5)),
        ((3,), (3, 6)),
        ((4,), (3, 8)),
        ((5,), (3, 10)),
        ((6,), (3, 12)),
    ),
    "djangorestframework": (((3, 10), (3, 5)),),
    "flask": (((2,), (3, 6)), ((2, 1), (3, 7)), ((2, 3), (3, 8))),
    "jinja2": (((3,), (3, 6)), ((3, 1), (3, 7))),
    "numpy": (
        ((1, 17), (3, 5)),
        ((1, 19), (3, 6)),
        ((1, 20), (3, 7)),
        ((1, 22), (3, 8)),
        ((1, 25), (3, 9)),
        ((2, 1), (3, 10)),
    ),
    "pandas": (((1,), (3, 6)), ((1, 2), (3, 7)), ((1, 4), (3, 8)), ((2, 1), (3, 9))),
    "pydantic": (((1,), (3, 6)), ((2,), (3, 7))),
    "scipy": (((1, 3), (3, 5)), ((1, 5), (3, 6)), ((1, 6), (3, 7)), ((1, 8), (3, 8))),
    "sqlalchemy": (((2,), (3, 7)),),
    "tornado": (((6,), (3, 5)),),
    "werkzeug": (((2,), (3, 6)), ((2, 1), (3, 7)), ((2, 3), (3, 8))),
}


def python_for(name: str, wanted: Version) -> Version | None:
    """The oldest Python on which a release of a distribution, or a later one, can be installed; None where nothing is
    known of it."""
    return max((python for release, python in _NEEDED.get(name, ()) if wanted >= release), default=None)


def oldest_python(said: Iterable[Stated]) -> Version | None:
    """The oldest Python on which all that is required can be installed; None where nothing known is."""
    needed = (
        python_for(each.name, each.lowest)
        for each in said
        if each.lowest is not None and not each.is_conditional
    )
    return max((each for each in needed if each is not None), default=None)
