"""One usage -> every step of its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from refactor_cli.data import Target, Usage
from refactor_cli.renderers.clean import clean, clean_path, json_text
from refactor_cli.renderers.evidence import sentence
from refactor_cli.renderers.usages import usage_value

_CERTAINTIES = {
    "certain": "certain: imports, scopes or types prove it",
    "likely": "likely: there is evidence, short of proof",
    "possible": "possible: the same name, and nothing that decides",
    "ruled_out": "ruled out: the same name, proved to be something else",
}


class Explained(Struct, frozen=True):
    """A usage, the source line it stands in, and the line in its file that binds the name it was followed through,
    None when there is no single one."""

    target: Target
    usage: Usage
    source: str
    binding_line: int | None
    binding_source: str


def explanation_lines(explained: Explained) -> Iterator[str]:
    """For people: target, place, source line, certainty, and each step with its sentence."""
    usage, target = explained.usage, explained.target
    yield f"target     {clean(target.name)} ({target.kind})\n"
    for site in target.definitions:
        yield f"defined    {clean(site.path)}:{site.line}\n"
    place = f"{clean(usage.path)}:{usage.location.line}:{usage.location.column}"
    inside = f", in {clean(usage.enclosing)}" if usage.enclosing else ""
    yield f"usage      {usage.id}  {place}, {usage.kind}{inside}\n"
    yield f"source     {clean(explained.source.strip())}\n"
    yield f"certainty  {_CERTAINTIES[usage.certainty]}\n"
    yield "evidence\n"
    for number, word in enumerate(usage.evidence, 1):
        said = sentence(word, usage.certainty == "ruled_out")
        yield f"  {number}. {clean(word)}: {clean(said)}\n"
    if explained.binding_line is not None:
        where = f"{clean_path(usage.path)}:{explained.binding_line}"
        yield f"through    {where}: {clean(explained.binding_source.strip())}\n"


def explanation_json(explained: Explained) -> str:
    """The same as one JSON document."""
    usage = explained.usage
    binding = None
    if explained.binding_line is not None:
        binding = {"path": usage.path, "line": explained.binding_line}
    value = {
        "version": 1,
        "target": explained.target.name,
        "usage": usage_value(usage),
        "explanation": [
            {"evidence": word, "sentence": sentence(word, usage.certainty == "ruled_out")}
            for word in usage.evidence
        ],
        "binding": binding,
    }
    return json_text(value) + "\n"
