"""Prompts of real repositories give back every included byte outside masks."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest
from conftest import GitRepo
from sdists import sdist

from refactor_cli.index import index
from refactor_cli.pack import Choice, Request, Window, pack, unpack
from refactor_cli.repository import open_repository
from refactor_cli.scan import scan
from refactor_cli.secrets import MASK
from refactor_cli.tokens import count_tokens


@pytest.mark.slow
@pytest.mark.parametrize("requirement", ["requests==2.32.3", "celery==5.2.7", "starlette==0.38.0"])
def test_everything_comes_back(requirement: str, tmp_path: Path) -> None:
    name, _, version = requirement.partition("==")
    with tarfile.open(sdist(name, version)) as opened:
        opened.extractall(tmp_path, filter="data")
    repo = GitRepo(next(path for path in tmp_path.iterdir() if path.is_dir()))
    repo.git("init", "--quiet")
    repo.commit()
    snapshot = scan(open_repository(repo.top), revision="HEAD")
    packed = pack(Request(index(snapshot), window=Window(0), choice=Choice(full=("*",))))
    text = packed.prompts[0].text
    assert packed.tokens() == count_tokens(text).count
    back = unpack(text)
    assert back.keys() == snapshot.files.keys()
    for path, file in snapshot.files.items():
        if path not in packed.prefix.masked:
            assert back[path] == file.data
            continue
        pieces = MASK.split(back[path].decode(file.text.encoding))
        assert file.data.decode(file.text.encoding).startswith(pieces[0])
        assert file.data.decode(file.text.encoding).endswith(pieces[-1])
        assert all(piece in file.data.decode(file.text.encoding) for piece in pieces)
