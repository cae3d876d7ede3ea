"""What a class does with its own name while decorators run: that is bound when they are done, and no sooner.

Who registers a class may make an object of it at once, as Django's admin does: `super(A, self).__init__()` in its
`__init__` fails then. https://docs.djangoproject.com/en/stable/ref/contrib/admin/#the-register-decorator
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator

from refactor_cli.text import has_word
from refactor_cli.verify.code import parsed_any
from refactor_cli.verify.decorators.old_statement import Registered
from refactor_cli.verify.whole_functions.pieces import FUNCTIONS

_MAKING = frozenset({"__init__", "__new__", "__post_init__"})
_OF_CLASS = frozenset({"classmethod", "staticmethod"})


def names_itself(old: Registered) -> Iterator[str]:
    """Where a class names itself in what makes its objects, or what can be called without one."""
    if old.definition.kind != "class" or old.is_inside:
        return
    source = old.above.old(old.definition.span)
    module = parsed_any(textwrap.dedent(source.replace("\r\n", "\n")))
    cls = module.body[0] if module is not None and module.body else None
    if not isinstance(cls, ast.ClassDef):
        if has_word(source.partition("\n")[2], old.name):
            yield f"'{old.name}' names itself, which is bound only when its decorators are done"
        return
    for each in cls.body:
        if isinstance(each, FUNCTIONS) and _may_run(each) and _names(each, old.name):
            yield f"'{old.name}.{each.name}' names '{old.name}', which is bound only when its decorators are done"


def _may_run(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    decorators = {each.id for each in function.decorator_list if isinstance(each, ast.Name)}
    return function.name in _MAKING or bool(decorators & _OF_CLASS)


def _names(function: ast.AST, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(function))
