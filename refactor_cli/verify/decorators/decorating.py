"""Decorators above a definition: `decorating` says what a block of them is held to, `with_decorators` what it makes.

It takes the place of a statement that is the call of a usage, and the definition that it hands to the call, or the
class in whose body it stands, gets decorators which do the same (see `old_statement` for what the two have to be). All
that is asked of other blocks is asked of the decorators, as if they stood above the definition already, and
beside that:

- they are dotted names or calls of these, which Python before 3.9 has as well (https://peps.python.org/pep-0614/);
- what they name is bound above the definition, and not again before the call; they do not name what they decorate;
- the other arguments of the call are there again, and what the call is called on, unless that is the target's own;
- nothing that runs between the definition and the call may depend on it (see `in_between`);
- a class does not name itself where decorators may run that (see `own_name`);
- one that the repository defines gives back what it decorates (see `given_back`), where the name is given nothing else.

The two edits have the same usage: nothing makes, refuses or takes back one of them alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from msgspec.structs import replace

from refactor_cli.data import Edit, FileMap, SiteBlock, Span, Usage
from refactor_cli.imports import Need
from refactor_cli.recipe.parsing import dotted_of
from refactor_cli.resolution import resolve
from refactor_cli.text import Text, has_word, indentation
from refactor_cli.verify.code import Code, parsed, parsed_any, read_code
from refactor_cli.verify.comments import check_within
from refactor_cli.verify.decorators.given_back import check_given_back
from refactor_cli.verify.decorators.in_between import seen_between
from refactor_cli.verify.decorators.old_statement import Registered, registered
from refactor_cli.verify.decorators.own_name import names_itself
from refactor_cli.verify.dropped import dropped
from refactor_cli.verify.edits import imports_of
from refactor_cli.verify.in_effect import check_in_effect
from refactor_cli.verify.names import Site, region_of
from refactor_cli.verify.place import written_statements
from refactor_cli.verify.refused import Refused, shown, told_of
from refactor_cli.verify.together import BY, Accepted, Asked

GONE = "pass"
"""What is left of the statement: it goes with its line (see `inline.new_source.idle_statements`)."""
_STUB = "_"
_BELOW = f"\nclass {_STUB}:\n    pass"


def decorating(
    block: SiteBlock, usage: Usage, file_map: FileMap, asked: Asked
) -> tuple[Site, Code, Registered]:
    """Where the decorators are looked up, what they are, and the statement that they take the place of.

    Raises:
        Refused: they are none, or cannot do the same.
    """
    old = registered(usage, block.decorates, file_map, asked.symbols)
    code = _read(block.code, old)
    site = Site(
        asked.symbols, usage.path, file_map, old.scope, old.above.span.start, region_of(file_map, old.scope),
        old.statement, old.source, asked.words, asked.brought,
    )  # fmt: skip
    names = {each.id for each in code.nodes() if isinstance(each, ast.Name)}
    if old.name in names:
        raise Refused(f"the decorators name '{old.name}', which they stand above")
    _check_bound_above(names, old, file_map)
    return site, code, old


def with_decorators(
    accepted: Accepted, block: SiteBlock, found: tuple[Site, Code, Registered], asked: Asked, going: Set[Span]
) -> Accepted:
    """What passed, with the edit above the definition. `going`: the spans of statements that decorators take the place
    of as well.

    Raises:
        Refused: it does not do what the statement did, unsaid.
    """
    site, code, old = found
    if not old.is_assigned:
        check_given_back(site, _decorators(code), imports_of(block, site))
    check_within(old.source, code.text)
    text = site.symbols.snapshot.files[site.path].text
    told = told_of(
        block,
        [
            *_left_out(old, code, accepted.usage, asked),
            *dropped(text, [accepted.usage], [*code.nodes()]),
            *seen_between(old, going),
            *names_itself(old),
        ],
        lambda: check_in_effect(code.statements, parsed_any(old.source)),
    )
    at = old.above.span.start
    indent = indentation(text.line(text.position(at)[0])).replace("\f", "")
    written = written_statements(old.above, replace(code, text=f"{code.text}\n")) + indent
    above = Edit(site.path, Span(at, at), written, (accepted.usage.id,), BY)
    _check_encodes(text, above)
    # what the decorators need has to be there as early as they are
    needs = tuple(Need(Need(*each).wanted, at) for each in accepted.change.imports.needs)
    imports = replace(accepted.change.imports, needs=needs)
    return replace(accepted, change=accepted.change._replace(imports=imports), above=above, told=told)


def _read(text: str, old: Registered) -> Code:
    module = parsed(text + _BELOW)
    stub = module.body[0] if module is not None and len(module.body) == 1 else None
    if not isinstance(stub, ast.ClassDef) or not stub.decorator_list or stub.name != _STUB:
        raise Refused("it is something else than decorators, a line each, that begin with '@'")
    whole = read_code(text + _BELOW, old.source, is_definition=True)
    decorators = stub.decorator_list
    for each in decorators:
        if not dotted_of(each.func if isinstance(each, ast.Call) else each):
            raise Refused(
                f"{shown(each)} is no dotted name, nor a call of one: no decorator for every Python"
            )
        if any(
            isinstance(node, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr) for node in ast.walk(each)
        ):
            raise Refused("it awaits, yields or binds a name in a decorator")
    return Code(
        text,
        tuple(ast.copy_location(ast.Expr(each), each) for each in decorators),
        None,
        False,
        whole.in_strings,
    )


def _decorators(code: Code) -> list[ast.expr]:
    return [each.value for each in code.statements if isinstance(each, ast.Expr)]


def _check_bound_above(names: Set[str], old: Registered, file_map: FileMap) -> None:
    if old.is_inside:
        return
    for name in sorted(names):
        bound = [each for each in file_map.named.get(name, ()) if each.scope == old.scope]
        start = old.definition.outer.start
        if late := [each for each in bound if start <= each.span.start < old.statement.start]:
            is_new = len(late) == len([each for each in bound if each.span.start < old.statement.start])
            what = "is bound only" if is_new else "gets another value"
            raise Refused(f"'{name}' {what} between the definition of '{old.name}' and the call")


def _left_out(old: Registered, code: Code, usage: Usage, asked: Asked) -> Iterator[str]:
    """What else the call used, that the decorators do not, nor the instructions name."""
    there = {ast.dump(each) for each in code.nodes() if isinstance(each, ast.expr)}
    for each in old.others():
        parts = each.elts if isinstance(each, ast.List | ast.Tuple | ast.Set) else [each]
        if ast.dump(each) in there or all(ast.dump(part) in there for part in parts):
            continue
        if not _is_said(each, asked.words):
            yield f"nothing is left of {shown(each)}, an argument of the old call"
    receiver = old.call.func.value if isinstance(old.call.func, ast.Attribute) else None
    first = dotted_of(receiver).partition(".")[0] if receiver is not None else ""
    names = {each.id for each in code.nodes() if isinstance(each, ast.Name)}
    if receiver is None or first in names or _is_said(receiver, asked.words):
        return
    if not first or not _is_owner(receiver, usage, asked):
        yield f"nothing is left of {shown(receiver)}, which the old code is called on"


def _is_owner(receiver: ast.expr, usage: Usage, asked: Asked) -> bool:
    """Whether what a call is called on is a module, or what the target's own name begins with: no object that tells one
    call from another."""
    found = resolve(asked.symbols, usage.path, usage.scope, dotted_of(receiver), usage.expression.start)
    owners = {(each.path, each.name.rpartition(".")[0]) for each in asked.symbols_of[usage.id]}
    is_module = bool(found.values) and all(each.kind == "module" for each in found.values)
    return not found.instance and (
        is_module or any((each.path, each.name) in owners for each in found.symbols)
    )


def _is_said(node: ast.expr, words: str) -> bool:
    """Whether the user's words name all of an expression."""
    names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    names += [str(each.value) for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return bool(names) and all(name.isidentifier() and has_word(words, name) for name in names)


def _check_encodes(text: Text, edit: Edit) -> None:
    try:
        text.encode(edit.text)
    except UnicodeEncodeError:
        raise Refused(f"it has a character that {text.encoding} cannot hold") from None
