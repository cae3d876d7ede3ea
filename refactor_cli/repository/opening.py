"""Finding the repository around a folder, and refusing one that is not what it seems."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from refactor_cli.errors import ExitCode, RefactorError
from refactor_cli.repository.process import Place, find_program, refusal, run


class Repository(Struct, frozen=True):
    """A repository with a working tree. `top`: the working tree's top folder; `git_dir`: its git directory, which
    in a linked worktree is not the `common_dir` that holds the branches; `objects`: where objects are written;
    `object_format`: "sha1" or "sha256". Paths are absolute, symbolic links followed."""

    top: Path
    git_dir: Path
    common_dir: Path
    objects: Path
    object_format: str
    place: Place


def open_repository(path: Path) -> Repository:
    """Opens the repository whose working tree holds this folder, as git finds it.

    Raises:
        RefactorError: no repository, a bare one, one that belongs to somebody else (git's `safe.directory` rule,
            https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory), or one whose parts
            point to another repository.
    """
    try:
        folder = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise _refused(
            f"{path} cannot be opened: {_reason(error)}", "name an existing folder: --repo DIR"
        ) from error
    if not folder.is_dir():
        raise _refused(f"{path} is not a folder", "name a folder of the repository: --repo DIR")
    enclosing = [each for each in (folder, *folder.parents) if os.path.lexists(each / ".git")]
    if not enclosing:
        if all((folder / name).exists() for name in ("HEAD", "objects", "refs")):
            raise _refused(f"{path} is a bare repository", "clone it, and name the clone: --repo DIR")
        raise _refused("not a git repository", "run `git init`, or name another folder: --repo DIR")
    if any(folder.is_relative_to(each / ".git") for each in enclosing):
        raise _refused("this folder is inside of .git", "name the working tree: --repo DIR")
    repository = _described(find_program(folder, enclosing))
    _check_own(repository, folder)
    return repository


def _reason(error: Exception) -> str:
    strerror: str | None = getattr(error, "strerror", None)
    return strerror or "its links lead to themselves"


def _refused(problem: str, hint: str) -> RefactorError:
    return RefactorError(problem, hint, ExitCode.REPOSITORY)


def _described(place: Place) -> Repository:
    questions = (
        "--show-object-format",
        "--git-dir",
        "--git-common-dir",
        "--git-path",
        "objects",
        "--show-toplevel",
    )
    done = run(place, "rev-parse", "--path-format=absolute", *questions)
    if done.code != 0:
        raise refusal(done)
    answers = os.fsdecode(done.output).removesuffix("\n").split("\n")
    if len(answers) != 5:
        raise _refused("the path of the repository holds a line end", "rename its folder")
    object_format, *paths = answers
    git_dir, common_dir, objects, top = (Path(each).resolve() for each in paths)
    return Repository(top, git_dir, common_dir, objects, object_format, place._replace(folder=str(top)))


def _check_own(repository: Repository, folder: Path) -> None:
    """Refuses a `.git` file, symbolic link, commondir or core.worktree that was crafted to have another repository
    written to, or files outside of this one read. What git itself makes of submodules, linked worktrees and
    `--separate-git-dir` is accepted."""
    top, git_dir = repository.top, repository.git_dir
    entry = top / ".git"
    if not os.path.lexists(entry) or not folder.is_relative_to(top):
        raise _refused(f"the working tree of {git_dir} is set to {top}", "git config --unset core.worktree")
    is_linked = git_dir != repository.common_dir
    if is_linked and not _is_worktree_of(repository):
        raise _refused(f"{entry} borrows the branches of another repository", "see `git worktree repair`")
    points_elsewhere = git_dir.name == ".git" and git_dir != top / ".git"
    if points_elsewhere or not _leads_to(entry, git_dir):
        raise _refused(f"{entry} points to another repository", "name that repository: --repo DIR")


def _is_worktree_of(repository: Repository) -> bool:
    """Whether the common directory keeps this worktree, and the worktree's record leads back to it."""
    git_dir, common_dir = repository.git_dir, repository.common_dir
    if git_dir.parent != common_dir / "worktrees":
        return False
    try:
        recorded = (git_dir / "gitdir").read_bytes()
    except OSError:
        return False
    return (
        Path(os.path.normpath(git_dir / os.fsdecode(recorded.rstrip(b"\n")))).parent.resolve()
        == repository.top
    )


def _leads_to(entry: Path, git_dir: Path) -> bool:
    if entry.is_dir():
        return entry.resolve() == git_dir
    try:
        content = entry.read_bytes()[:8192]
    except OSError:
        return False
    target = os.fsdecode(content.removeprefix(b"gitdir: ").rstrip(b"\r\n"))
    return content.startswith(b"gitdir: ") and Path(os.path.realpath(entry.parent / target)) == git_dir
