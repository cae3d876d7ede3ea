"""Branch names, and the two ways a branch is written: created, or moved on from where it is known to be."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository.opening import Repository
from refactor_cli.repository.process import refusal, run

_ANOTHER = "choose another name: --branch NAME"
_SLUG_LENGTH = 100
# Names of which https://git-scm.com/docs/git-check-ref-format allows every one, but for those of its lock files.
_PLAIN_PART = r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*"
_PLAIN = re.compile(rf"{_PLAIN_PART}(?:/{_PLAIN_PART})*")


def branch_name(names: Sequence[str]) -> str:
    """`refactor/<slug>` for these targets, or for a recipe's file stem: `[a-z0-9._-]` of the first, and how many
    more there are."""
    more = f"-and-{len(names) - 1}" if len(names) > 1 else ""
    slug = re.sub(r"[^a-z0-9._]+", "-", names[0].lower() if names else "")
    slug = re.sub(r"\.{2,}", ".", slug)[:_SLUG_LENGTH].strip(".-") or "migration"
    if slug.endswith(".lock"):  # git keeps these names for itself
        slug = f"{slug.removesuffix('.lock').rstrip('.-')}-lock"
    return f"refactor/{slug}{more}"


def check_new_branch(repository: Repository, name: str) -> None:
    """Makes sure that a branch of this name can be created.

    Raises:
        RefactorError: git does not allow the name, it exists, or it stands in the way of one that does (exit 2).
    """
    is_printable = not any(ord(character) < 33 or character == "\x7f" for character in name)
    if not name or not is_printable or name.startswith("-") or name in ("@", "HEAD"):
        raise RefactorError(f"{name!r} cannot be the name of a branch", _ANOTHER)
    if not _is_allowed(repository, name):
        raise RefactorError(f"{name!r} cannot be the name of a branch", _ANOTHER)
    existing = branches(repository)
    problem = _clash(name, existing, ignores_case=False)
    # what the file system does with case is asked where it matters
    folded = None if problem else _clash(name, existing, ignores_case=True)
    if problem or (folded and _ignores_case(repository)):
        raise RefactorError(problem or folded or "", _ANOTHER)


def _is_allowed(repository: Repository, name: str) -> bool:
    """Whether git allows the name, which is asked of all but the plainest; it looks again when it makes the branch."""
    if _PLAIN.fullmatch(name) and ".lock" not in name:
        return True
    # --branch: as `git branch` reads it; what stands for another branch, like @{-1}, comes back as that one
    done = run(repository.place, "check-ref-format", "--branch", name)
    return done.code == 0 and os.fsdecode(done.output).rstrip("\n") == name


def _clash(name: str, existing: Sequence[str], ignores_case: bool) -> str | None:
    wanted = _folded(name, ignores_case)
    for other in existing:
        found = _folded(other, ignores_case)
        if other == name:
            return f"the branch {name} exists"
        if found == wanted:
            return f"the branch {other} exists, and this file system does not tell it from {name}"
        if wanted.startswith(f"{found}/") or found.startswith(f"{wanted}/"):
            return f"the branch {other} exists, so there can be none called {name}"
    return None


def _folded(name: str, ignores_case: bool) -> str:
    return name.casefold() if ignores_case else name


def _ignores_case(repository: Repository) -> bool:
    return (
        run(repository.place, "config", "--type=bool", "--get", "core.ignoreCase").output.strip() == b"true"
    )


def branches(repository: Repository) -> list[str]:
    """The names of all branches, without `refs/heads/`; with the one that HEAD waits for, when it has no commit.

    Raises:
        RefactorError: git cannot read them.
    """
    done = run(repository.place, "for-each-ref", "--format=%(HEAD)%(refname)", "refs/heads/")
    if done.code != 0:
        raise refusal(done)
    lines = os.fsdecode(done.output).splitlines()
    names = [line[1:].removeprefix("refs/heads/") for line in lines]
    if not any(line.startswith("*") for line in lines):  # HEAD is detached, or leads to none of these
        waiting = os.fsdecode(run(repository.place, "symbolic-ref", "--quiet", "HEAD").output).splitlines()
        names += [line.removeprefix("refs/heads/") for line in waiting]
    return list(dict.fromkeys(names))


def create_branch(repository: Repository, name: str, commit: str) -> None:
    """Creates the branch in one transaction, with the hooks off.

    Raises:
        RefactorError: somebody else made it meanwhile (exit 2), or the repository cannot be written to (exit 5).
    """
    command = f"create refs/heads/{name}\0{commit}\0".encode("utf-8", "surrogateescape")
    done = run(repository.place, "update-ref", "-m", "refactor: created", "--stdin", "-z", stdin=command)
    if "already exists" in done.complaint:
        raise RefactorError(f"the branch {name} exists", _ANOTHER, ExitCode.USAGE)
    if done.code != 0:
        raise refusal(done)


def branch_tip(repository: Repository, name: str) -> str:
    """The commit that a branch points to.

    Raises:
        RefactorError: there is no such branch (exit 2).
    """
    done = run(
        repository.place,
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"refs/heads/{name}^{{commit}}",
    )
    if done.code != 0 or not name.isprintable():
        raise RefactorError(
            f"there is no branch {name!r} here",
            "see `git branch --list --all`; of a remote's branch make one first: git branch NAME REMOTE/NAME",
        )
    return done.output.decode("ascii").strip()


def check_not_checked_out(repository: Repository, name: str) -> None:
    """Makes sure that no working tree, linked ones included, stands on this branch: it would seem changed there.

    Raises:
        RefactorError: one does (exit 5).
    """
    form = "--format=%(refname)%00%(worktreepath)"
    done = run(repository.place, "for-each-ref", form, f"refs/heads/{name}")
    if done.code != 0:
        raise refusal(done)
    for line in os.fsdecode(done.output).splitlines():
        ref, _, place = line.partition("\0")
        if ref == f"refs/heads/{name}" and place:
            raise RefactorError(
                f"the branch {name} is checked out in {place}, which is left as it is",
                "leave it there first (git switch -, or git switch --detach), then run this again",
                ExitCode.REPOSITORY,
            )


def move_branch(repository: Repository, name: str, before: str, after: str) -> None:
    """Moves the branch on in one transaction, with the hooks off, if it still points to `before`.

    Raises:
        RefactorError: it does not, or the repository cannot be written to (exit 5).
    """
    command = f"update refs/heads/{name}\0{after}\0{before}\0".encode("utf-8", "surrogateescape")
    done = run(repository.place, "update-ref", "-m", "refactor: undo", "--stdin", "-z", stdin=command)
    if "but expected" in done.complaint or "unable to resolve reference" in done.complaint:
        raise RefactorError(
            f"the branch {name} was moved meanwhile", "look at it, then run this again", ExitCode.REPOSITORY
        )
    if done.code != 0:
        raise refusal(done)
