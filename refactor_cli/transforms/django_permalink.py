"""Django: what `@permalink` made of the tuple that a method gives is a call of `reverse()`.

https://docs.djangoproject.com/en/1.11/releases/1.11/#models-permalink-decorator
https://docs.djangoproject.com/en/2.1/releases/2.1/#features-removed-in-2-1
"""

from __future__ import annotations

from refactor_cli.data import Span
from refactor_cli.expression_nodes import own_nodes
from refactor_cli.transforms import Answer, Named, Seen, Stretch, Transform, Unfit
from refactor_cli.transforms.decorators import behind, decorated, decorators_of
from refactor_cli.transforms.reading import has_comment, source, span_of

_EMPTY = frozenset({"[]", "()", "{}", "None"})
_NAME_AND_ARGUMENTS, _AND_KEYWORDS = 2, 3


def compute(seen: Seen) -> Answer:
    """For a function with one `return`, of a tuple that is written out, and no other decorator, which sees it."""
    function = decorated(seen.node)
    if function is None or function.type != "function_definition":
        return Unfit("it decorates no function there: have reverse() called with what it gives")
    start = behind(seen.node)
    if start is None:
        return Unfit("a comment beside the decorator would be lost")
    if len(decorators_of(function)) > 1:
        return Unfit("other decorators may look at what it gives: call reverse() with that")
    body = function.child_by_field_name("body")
    within = own_nodes(body) if body is not None else ()
    returns = [each for each in within if each.type == "return_statement"]
    value = returns[0].named_children[0] if len(returns) == 1 and returns[0].named_children else None
    if value is None or value.type not in ("tuple", "expression_list") or has_comment(value):
        return Unfit("it does not give one tuple that is written out: call reverse() with what it gives")
    given = value.named_children
    is_known = len(given) in (_NAME_AND_ARGUMENTS, _AND_KEYWORDS)
    if not is_known or any(each.type == "list_splat" for each in given):
        return Unfit("it does not give a name, arguments and keywords: call reverse() with what it gives")
    name, *others = given
    pieces: list[str | Named | Span] = [Named("django.urls.reverse", at=value.start_byte), "(", span_of(name)]
    for each, keyword in zip(others, ("args", "kwargs"), strict=False):
        if source(each).replace(" ", "") not in _EMPTY:
            pieces += (f", {keyword}=", span_of(each))
    decorator = seen.node.parent
    assert decorator is not None
    ahead = Span(start, value.start_byte)
    return Stretch(Span(decorator.start_byte, value.end_byte), (ahead, *pieces, ")"))


TRANSFORM = Transform(
    ("django.db.models.permalink", "django.db.models.base.permalink"),
    compute,
    is_decorator=True,
    requires="django>=1.10",
)
