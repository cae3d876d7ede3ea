"""Objects that another package makes: of `log = txaio.make_logger()` the name alone does not say whose it is."""

from __future__ import annotations

import re

from refactor_cli.dotted import last_part
from refactor_cli.evidence.asked import Site
from refactor_cli.resolution import resolve
from refactor_cli.resolution.values import layout
from refactor_cli.standard_modules import STANDARD_MODULES

_OWN = frozenset({"self", "cls"})
# of packages that are named so, as Java's are, Jython and GraalPy give classes of Java: its loggers have other methods
# https://docs.oracle.com/javase/specs/jls/se21/html/jls-6.html#jls-6.1
_OF_JAVA = frozenset({"com", "java", "javax", "net", "org"})


def is_made_elsewhere(site: Site, dotted: str) -> bool:
    """Whether the file gives the name to what a class or function of another package than the target's makes, or a
    method of what an object holds of which nothing is known: `sc._jvm.org.apache.log4j.LogManager.getLogger()` gives
    one of Java's. A function that is called after the target's class (`get_logger`, `get_task_logger`) is taken to give
    such an object, as a method of `self` is, or of a variable: `form.get_user()`."""
    symbols, path = site.ask.symbols, site.usage.path
    name = last_part(dotted)
    given = re.compile(rf"\b{re.escape(name)}[ \t]*(?::[^=\n]{{0,200}})?=[ \t]*([^\W\d][\w.]*)\(")
    text = symbols.snapshot.files[path].text.utf8.decode("utf-8", "replace")
    return any(_is_of_another(site, called) for called in set(given.findall(text)))


def _is_of_another(site: Site, called: str) -> bool:
    symbols, path, owner = site.ask.symbols, site.usage.path, site.owner
    if owner is None:
        return False
    if _is_called_after(last_part(called), last_part(owner.name)):
        return _is_of_an_object(site, called)
    known = STANDARD_MODULES | {owner.name.partition(".")[0], *layout(symbols).tops}
    found = resolve(symbols, path, 0, called, len(symbols.snapshot.files[path].text.utf8))
    makers = [each.symbol for each in found.values]
    return bool(makers) and all(
        each.path is None and each.name.partition(".")[0] not in known for each in makers
    )


def _is_of_an_object(site: Site, called: str) -> bool:
    """Whether a method is asked of what an object holds which is neither `self` nor a module or class, or of a class of
    Java."""
    first, _, rest = called.partition(".")
    symbols, path = site.ask.symbols, site.usage.path
    found = resolve(symbols, path, 0, first, len(symbols.snapshot.files[path].text.utf8))
    if any(
        each.symbol.path is None and each.symbol.name.partition(".")[0] in _OF_JAVA for each in found.values
    ):
        return True
    kinds = {each.kind for each in found.bindings}
    return "." in rest and first not in _OWN and not kinds & {"import", "from", "class"}


def _is_called_after(function: str, cls: str) -> bool:
    plain = function.replace("_", "").lower()
    return plain.startswith("get") and cls.lower() in plain
