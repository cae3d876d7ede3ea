"""SQLAlchemy: `session.query(Model).get(key)` is `session.get(Model, key)`.

https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#orm-query-get-method-moves-to-session
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refactor_cli.transforms import Answer, Computed, Passed, Seen, Transform, Unfit
from refactor_cli.transforms.reading import arguments_of, called_attribute, has_comment

if TYPE_CHECKING:
    from refactor_cli.grammar import Node

_PASSED = Passed("nothing is got by its key from it at once")


def compute(seen: Seen) -> Answer:
    """For a query of one class that is asked at once for an object by its key, with loader options or without."""
    on, options = called_attribute(seen.node), _called_on(seen.node, "options")
    call = _called_on(options or seen.node, "get")
    if on is None or call is None:
        return _PASSED
    asked, loaded, key = _plain(seen.node), _plain(options) if options else (), arguments_of(call)
    if len(asked) != 1 or not key or len(key) != 1 or key[0].star or key[0].keyword not in ("", "ident"):
        return Unfit("get() of a session takes one class, and the key of what is got")
    if options and not loaded:
        return Unfit("get() of a session takes its loader options as a list: say it by hand here")
    if has_comment(seen.node) or (options and has_comment(call)):
        return Unfit("a comment stands in what would become one call")
    names = [f"option_{number}" for number in range(len(loaded))]
    beside = f", options=[{', '.join(names)}]" if names else ""
    return Computed(
        f"def query({', '.join(['self', 'entity', *names, 'ident'])}):\n"
        f"    return self.get(entity, ident{beside})",
        node=call,
        receiver=on[0],
        arguments=(*asked, *loaded, key[0].value),
    )


def _called_on(value: Node, name: str) -> Node | None:
    """The call of a method on a value, where it stands directly behind it."""
    call = value.parent.parent if value.parent is not None else None
    if call is None or call.type != "call" or call.child_by_field_name("function") != value.parent:
        return None
    called = called_attribute(call)
    return call if called is not None and called[0] == value and called[1] == name else None


def _plain(call: Node) -> tuple[Node, ...]:
    """The arguments of a call that has positional ones alone; none of any other."""
    given = arguments_of(call) or []
    return tuple(each.node for each in given) if not any(each.star or each.keyword for each in given) else ()


TRANSFORM = Transform(("sqlalchemy.orm.Session.query",), compute, stays=True, requires="sqlalchemy>=1.4")
