"""The module's own name where nothing binds it: a piece of a file, whose imports are elsewhere."""

from __future__ import annotations

from refactor_cli.evidence.asked import Site, Verdict
from refactor_cli.inference.asking import source
from refactor_cli.resolution import resolve, scope_at


def unbound(site: Site) -> Verdict | None:
    """Likely when the receiver is spelled as the whole of what the target belongs to, and its first name is bound
    nowhere in the file: it would fail if it were not that."""
    symbols, path, at = site.ask.symbols, site.usage.path, site.usage.span.start
    spelled = "".join(source(symbols, path, site.receiver).split())
    if spelled != site.target.dotted.rpartition(".")[0]:
        return None
    file_map, first = symbols.map(path), spelled.partition(".")[0]
    if file_map is None or first in file_map.named or any(each.kind == "star" for each in file_map.imports):
        return None
    led = resolve(symbols, path, scope_at(file_map, at), first, at)
    return None if led.bindings or led.symbols else Verdict("likely", ("unbound",), 0.8)
