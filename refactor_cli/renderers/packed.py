"""What is in a prompt, for people and programs: tokens, prices, what was left out, what a cache still has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from refactor_cli.dotted import last_part
from refactor_cli.prices import as_of, is_peak, models
from refactor_cli.renderers.clean import clean_path, json_text
from refactor_cli.tokens import is_exact

if TYPE_CHECKING:
    from refactor_cli.pack import Block, Packed
    from refactor_cli.pack.prefix import Prefix

_MOST = 15  # lines of a table for people


class _Numbers(Struct, frozen=True):
    """Tokens by what they are spent on, the largest first."""

    parts: dict[str, int]
    directories: dict[str, int]
    suffixes: dict[str, int]
    files: dict[str, int]


def stats_text(found: Packed, now: datetime) -> str:
    """For people."""
    numbers = _numbers(found)
    about = "" if is_exact(found.model) else "about "
    lines = [
        f"{about}{found.tokens():,} tokens for {found.model}; the repository is there as: {found.prefix.level}\n"
    ]
    if len(found.rest) > 1:
        lines.append(f"{len(found.rest)} prompts with the same repository\n")
    for title, table in (
        ("tokens by part", numbers.parts),
        ("tokens by directory", numbers.directories),
        ("tokens by kind of file", numbers.suffixes),
        ("largest files", numbers.files),
    ):
        lines += _table(title, {clean_path(name): f"{count:,}" for name, count in table.items()})
    reasons = Counter(
        f"{fate.fate}: {fate.reason}" if fate.reason else fate.fate for fate in found.prefix.fates
    )
    lines += _table("files", {name: f"{count:,}" for name, count in reasons.most_common()})
    if found.prefix.masked:
        kinds = Counter(secret.kind for each in found.prefix.masked.values() for secret in each)
        lines += _table("secrets masked", {name: str(count) for name, count in sorted(kinds.items())})
        lines += _table(
            "files with masks", {clean_path(path): str(len(v)) for path, v in found.prefix.masked.items()}
        )
    hour = "peak" if is_peak(now) else "off-peak"
    lines.append(f"\nprice of the prompt at this hour ({hour}, prices of {as_of()}), without the answer\n")
    for name, price in _prices(found, now).items():
        lines.append(
            f"  {name}: ${price['cold']:.4f} cold, ${price['cached']:.4f} when all of it is cached, "
            f"${price['second']:.4f} for a second question; answer ${price['output']:.2f} per million tokens\n"
        )
    return "".join(lines)


def stats_json(found: Packed, now: datetime) -> str:
    """For programs: every block with its hash, so that a cache miss can be explained."""
    numbers = _numbers(found)
    value = {
        "version": 1,
        "model": found.model,
        "tokens": {
            "total": found.tokens(),
            "exact": is_exact(found.model),
            "parts": numbers.parts,
            "directories": numbers.directories,
            "kinds": numbers.suffixes,
        },
        "prompts": [{"tokens": found.tokens(number)} for number in range(len(found.rest))],
        "repository": found.prefix.level,
        "blocks": [
            _block_json(block) for block in (*found.prefix.blocks, *(b for rest in found.rest for b in rest))
        ],
        "files": [
            {"path": each.path, "fate": each.fate, "reason": each.reason} for each in found.prefix.fates
        ],
        "masked": {
            path: dict(Counter(secret.kind for secret in each)) for path, each in found.prefix.masked.items()
        },
        "prices": {
            "as_of": as_of(),
            "hour": "peak" if is_peak(now) else "off-peak",
            "usd": _prices(found, now),
        },
    }
    return json_text(value) + "\n"


def diff_text(before: Prefix, after: Prefix, revision: str) -> str:
    """For people: what a provider's cache still has of the repository, and why not more."""
    kept = _kept(before.blocks, after.blocks)
    share = 100 * kept.tokens // (after.tokens or 1)
    lines = [f"{kept.tokens:,} of {after.tokens:,} tokens stay as they were at {revision} ({share}%)\n"]
    if before.level != after.level:
        lines.append(f"the repository is there as {after.level}, not as {before.level}\n")
    for action, block in _changes(before.blocks, after.blocks):
        lines.append(
            f"  {action:8} {block.part:8} {block.tokens:>9,}  {clean_path(block.name)}\n".rstrip(" ")
        )
    return "".join(lines)


def diff_json(before: Prefix, after: Prefix, revision: str) -> str:
    """For programs."""
    kept = _kept(before.blocks, after.blocks)
    value = {
        "version": 1,
        "since": revision,
        "kept": {"blocks": kept.blocks, "tokens": kept.tokens, "bytes": kept.size},
        "tokens": after.tokens,
        "changes": [
            {"change": action, **_block_json(block)}
            for action, block in _changes(before.blocks, after.blocks)
        ],
    }
    return json_text(value) + "\n"


class _Kept(Struct, frozen=True):
    blocks: int
    tokens: int
    size: int


def _kept(before: Sequence[Block], after: Sequence[Block]) -> _Kept:
    """The blocks at the beginning that are the same."""
    number = 0
    for old, new in zip(before, after, strict=False):
        if old.hash != new.hash:
            break
        number += 1
    same = after[:number]
    return _Kept(number, sum(block.tokens for block in same), sum(block.size for block in same))


def _changes(before: Sequence[Block], after: Sequence[Block]) -> Iterable[tuple[str, Block]]:
    """Blocks that are new, changed, moved or gone, in the order of the new prompt; those gone last."""
    old = {(block.part, block.name): block for block in before if block.part != "frame"}
    matcher = SequenceMatcher(None, [b.hash for b in before], [b.hash for b in after], autojunk=False)
    stays = {after[match.b + n].hash for match in matcher.get_matching_blocks() for n in range(match.size)}
    for block in after:
        if block.part == "frame":
            continue
        was = old.pop((block.part, block.name), None)
        if was is None:
            yield "new", block
        elif was.hash != block.hash:
            yield "changed", block
        elif block.hash not in stays:
            yield "moved", block
    for block in old.values():
        yield "gone", block


def _block_json(block: Block) -> dict[str, Any]:
    name = block.name.encode("utf-8", "backslashreplace").decode("utf-8")
    return {"part": block.part, "name": name, "bytes": block.size, "tokens": block.tokens, "hash": block.hash}


def _numbers(found: Packed) -> _Numbers:
    blocks = (*found.prefix.blocks, *found.rest[0])
    parts, directories, suffixes, files = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    if found.system_tokens:
        parts["system"] = found.system_tokens
    for block in blocks:
        parts[block.part] += block.tokens
        if block.name:
            folder, _, name = block.name.rpartition("/")
            files[block.name] += block.tokens
            directories[folder.partition("/")[0] or "."] += block.tokens
            suffixes[last_part(name) if "." in name else name] += block.tokens
    return _Numbers(*(dict(each.most_common()) for each in (parts, directories, suffixes, files)))


def _prices(found: Packed, now: datetime) -> dict[str, dict[str, float]]:
    """`second`: another question about the same repository, of the size of this one."""
    total = sum(found.tokens(number) for number in range(len(found.rest)))
    same = found.system_tokens + found.prefix.tokens
    first, others = found.tokens(), len(found.rest) - 1
    prices = {}
    for model in models():
        price = model.price(now)
        cold = price.usd(miss=total - others * same, hit=others * same)
        prices[model.name] = {
            "cold": cold,
            "cached": price.usd(miss=0, hit=total),
            "second": price.usd(miss=first - same, hit=same),
            "output": price.output,
        }
    return prices


def _table(title: str, rows: dict[str, str]) -> list[str]:
    if not rows:
        return []
    shown = list(rows.items())[:_MOST]
    width = max(len(value) for _, value in shown)
    lines = [f"\n{title}\n", *(f"  {value:>{width}}  {name}\n" for name, value in shown)]
    if len(rows) > _MOST:
        lines.append(f"  … and {len(rows) - _MOST} more\n")
    return lines
