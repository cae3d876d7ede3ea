"""Ledger -> Groups: which rewritten usages go into one commit, by what a reviewer has to do with it.

What rules do exactly comes first; then what a model wrote for single places; then what a reviewer must look at: rules
that change behaviour, and usages that are not certain; the old definition last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from refactor_cli.commit_messages import rule_name
from refactor_cli.data import Edit, Outcome
from refactor_cli.errors import RefactorError
from refactor_cli.verify.together import BY as BY_ANSWER

INTENT, RULE, PACKAGE, OWNER = "intent", "rule", "package", "owner"
DEFINITION = "--definition"
_KINDS = ("rules", "exceptions", "eyes", "definition")
_TITLES = {"rules": "", "exceptions": "single places", "eyes": "to look at", "definition": "old definition"}


class Division(Struct, frozen=True):
    """How a migration is divided. `by`: INTENT, RULE, PACKAGE or OWNER; `files`: at most so many in one commit, 0 for
    any number; `group_of`: the package or the owners of a path."""

    by: str
    files: int = 0
    group_of: Callable[[str], str] = str


class Group(Struct, frozen=True):
    """The usages of one commit. `kind`: one of "rules", "exceptions", "eyes", "definition"; `name`: the rule, package
    or owner, "" when it is not divided so; `paths`: the files it touches."""

    kind: str
    name: str
    ids: frozenset[str]
    paths: frozenset[str]

    @property
    def title(self) -> str:
        """What sets it apart from the other commits of the run."""
        return ", ".join(part for part in (rule_name(self.name), _TITLES[self.kind]) if part)

    def short_title(self, limit: int) -> str:
        """The same in at most `limit` characters where that can be: a long name gives way to what there is to do."""
        kind = _TITLES[self.kind]
        if not kind or len(self.title) <= limit:
            return self.title
        name = rule_name(self.name)[: max(0, limit - len(kind) - len("…, "))].rstrip()
        return f"{name}…, {kind}" if name else kind

    @property
    def is_plain(self) -> bool:
        """Whether rules alone made it, none of which says that it changes behaviour, for usages that are certain."""
        return self.kind == "rules"


def read_division(text: str) -> Division:
    """What `--split-by` says.

    Raises:
        RefactorError: it is none of the words and no number from 1.
    """
    if text in (INTENT, RULE, PACKAGE, OWNER):
        return Division(text)
    if text.isascii() and text.isdigit() and int(text[:9]) > 0:
        return Division(INTENT, int(text[:9]))
    raise RefactorError(
        f"--split-by takes rule, package, owner, intent or a number of files, not {text!r}",
        "for at most 50 files a commit: --split-by 50",
    )


def divide(
    outcomes: Iterable[Outcome],
    edits: Iterable[Edit],
    division: Division,
    bound: Sequence[frozenset[str]] = (),
) -> list[Group]:
    """The groups in the order of their commits. Every file that is edited is in one of them at least; an import goes
    with the last of the usages of its file that need it changed. `bound`: usages that go into one commit, the last that
    one of them would go into."""
    rewritten = [each for each in outcomes if each.outcome == "rewritten"]
    edits = list(edits)
    last = dict[str, tuple[str, str]]()
    keys = {
        each.usage.id: _key(each, division)
        for each in rewritten
        if each.usage.kind != "import" or each.by.startswith(DEFINITION)
    }
    for together in bound:
        mine = together & keys.keys()
        keys |= dict.fromkeys(mine, max((keys[id] for id in mine), key=_order, default=("rules", "")))
    for each in rewritten:
        if (key := keys.get(each.usage.id)) is not None:
            path = each.usage.path
            last[path] = max(last.get(path, key), key, key=_order)
    for edit in edits:
        if edit.by.startswith(DEFINITION):
            last[edit.path] = ("definition", "")
    for each in rewritten:
        if each.usage.id not in keys:
            keys[each.usage.id] = last.setdefault(each.usage.path, _key(each, division))
    paths: dict[tuple[str, str], set[str]] = {}
    for edit in edits:
        paths.setdefault(last.get(edit.path, ("definition", "")), set()).add(edit.path)
    for each in rewritten:
        paths.setdefault(keys[each.usage.id], set()).add(each.usage.path)
    found = list[Group]()
    for key in sorted(paths, key=_order):
        ids = {each.usage.id: each.usage.path for each in rewritten if keys[each.usage.id] == key}
        found += _in_parts(key, _as_one(sorted(paths[key]), ids, bound), ids, division.files)
    return found


def _key(outcome: Outcome, division: Division) -> tuple[str, str]:
    if outcome.by.startswith(DEFINITION):
        return ("definition", "")
    if outcome.by == BY_ANSWER:
        kind = "exceptions"
    else:
        kind = "rules" if outcome.behaviour == "same" and outcome.usage.certainty == "certain" else "eyes"
    match division.by:
        case "rule":
            return (kind, outcome.by if kind != "exceptions" else "")
        case "package" | "owner":
            return (kind, division.group_of(outcome.usage.path))
    return (kind, "")


def _order(key: tuple[str, str]) -> tuple[int, str]:
    return (_KINDS.index(key[0]), key[1])


def _as_one(
    paths: Sequence[str], path_of: Mapping[str, str], bound: Iterable[frozenset[str]]
) -> list[list[str]]:
    """The files in their order, those as one whose usages go into one commit."""
    found = [[path] for path in paths]
    for ids in bound:
        mine = {path_of[id] for id in ids if id in path_of}
        joined = [each for each in found if mine & {*each}]
        if len(joined) > 1:
            at = found.index(joined[0])
            found = [each for each in found if each not in joined]
            found.insert(at, [path for each in joined for path in each])
    return found


def _in_parts(
    key: tuple[str, str], units: Sequence[Sequence[str]], ids: Mapping[str, str], files: int
) -> list[Group]:
    parts = list[list[str]]()
    for unit in units:
        if parts and (not files or len(parts[-1]) + len(unit) <= files):
            parts[-1] += unit
        else:
            parts.append([*unit])
    found, done = list[Group](), 0
    for each in parts:
        first, done = done + 1, done + len(each)
        numbers = f"file {done}" if done == first else f"files {first} to {done}"
        part = frozenset(each)
        name = numbers if files else key[1]
        found.append(Group(key[0], name, frozenset(id for id, path in ids.items() if path in part), part))
    return found


def is_parted(groups: Sequence[Group], bound: Iterable[frozenset[str]]) -> bool:
    """Whether usages that go into one commit are in several groups."""
    return any(0 < len(ids & group.ids) < len(ids) for ids in bound for group in groups)


def without_early(groups: list[Group], paths: frozenset[str], path_of: Mapping[str, str]) -> list[Group]:
    """The groups when these files are left whole: each goes with the last commit that touches it. Some may be empty."""
    last = {path: number for number, group in enumerate(groups) for path in group.paths}
    found = list[Group]()
    for number, group in enumerate(groups):
        gone = {path for path in paths if last.get(path) != number}
        more = {id for id, path in path_of.items() if path in paths and last.get(path) == number}
        ids = {id for id in group.ids if path_of[id] not in gone} | more
        found.append(replace(group, ids=frozenset(ids), paths=group.paths - gone))
    return found
