"""Where the embedded server lives, and what may not happen to folders that are not its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError, ServerError
from healthgen_db.local_server import account
from healthgen_db.local_server.environment import forget_other_servers
from healthgen_db.local_server.process import find_postmaster
from healthgen_db.local_server.programs import explained
from healthgen_db.local_server.server import Server
from healthgen_db.local_server.server_directory import ServerDirectory, default_directory


def test_healthgen_home_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path / "a home"))
    assert default_directory() == tmp_path / "a home"


def test_an_empty_healthgen_home_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", "")
    assert default_directory().name == "healthgen"


def test_root_gets_a_home_that_others_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEALTHGEN_HOME", raising=False)
    monkeypatch.setattr("healthgen_db.local_server.server_directory.is_root", lambda: True)
    assert default_directory() == Path("/var/lib/healthgen")


def test_an_ordinary_user_gets_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HEALTHGEN_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("healthgen_db.local_server.server_directory.is_root", lambda: False)
    assert tmp_path in default_directory().parents


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    home = ServerDirectory(tmp_path)
    with pytest.raises(ServerError, match=r"holds files that are not healthgen's, such as thesis.txt"):
        home.locked(None).__enter__()
    with pytest.raises(ServerError, match="was not made by healthgen"):
        Server(tmp_path).destroy()
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_removing_spares_what_a_user_put_into_our_folder(tmp_path: Path) -> None:
    home = ServerDirectory(tmp_path / "home")
    with home.locked(None):
        home.make_password()
        home.keep_port(15432)
        (home.path / "notes.txt").write_text("mine")
        home.remove()
    assert [entry.name for entry in home.path.iterdir()] == ["notes.txt"]


def test_a_mount_point_is_emptied_or_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = ServerDirectory(tmp_path / "home")
    with home.locked(None):
        home.make_password()
    home.data.mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path == home.data)
    with pytest.raises(ServerError, match=rf"{home.data} is a mount point, .* unmount that folder"):
        Server(home.path).destroy()
    assert home.password()
    monkeypatch.setattr(Path, "is_mount", lambda path: path == home.path)
    assert Server(home.path).destroy()
    assert list(home.path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("~nosuchuser/h", "HEALTHGEN_HOME ~nosuchuser/h: there is no such user"),
        ("a\nb", r"HEALTHGEN_HOME a\\nb: has a character that cannot be printed"),
        ("a\udcff", r"HEALTHGEN_HOME a\\udcff: has a character that cannot be printed"),
    ],
)
def test_a_home_where_no_server_can_live_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str, reason: str
) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", given)
    with pytest.raises(ConfigError, match=reason):
        Server()


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(ServerError, match="is not a folder"):
        Server(tmp_path / "home").start()


def test_before_the_first_start_there_is_nothing(tmp_path: Path) -> None:
    server = Server(tmp_path / "none")
    status = server.status()
    assert (status.running, status.pid, status.port, status.version, status.size_bytes) == (False,) + (
        None,
    ) * 3 + (0,)
    assert server.stop() is False
    assert server.destroy() is False
    with pytest.raises(ServerError, match="run `healthgen db start`"):
        server.dsn()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("text", ["", "not a number\n", "1\n/data\n", f"{2**22 + 1}\n/data\n0\n15432\n"])
def test_a_pid_file_of_no_postgres_is_no_server(tmp_path: Path, text: str) -> None:
    (tmp_path / "postmaster.pid").write_text(text)
    assert find_postmaster(tmp_path) is None


def test_an_error_shows_the_last_words_and_what_to_do() -> None:
    message = explained("initdb failed", "one\ntwo\nFATAL: could not write: No space left on device\n")
    assert message.splitlines() == [
        "initdb failed:",
        "  one",
        "  two",
        "  FATAL: could not write: No space left on device",
        "The disk is full: free some space, then try again.",
    ]


def test_root_without_useradd_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "is_root", lambda: True)
    monkeypatch.setattr(account, "ACCOUNT", "healthgen-absent")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ServerError, match=r"neither useradd nor adduser is installed.*ordinary user.*--dsn"):
        account.server_account()


def test_the_module_imports_where_unix_modules_are_missing() -> None:
    program = (
        "import sys; sys.modules['pwd'] = None; sys.modules['fcntl'] = None; "
        "import healthgen_db.local_server.server as module; sys.platform = 'win32'\n"
        "try: module.Server().start()\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert printed.startswith("ServerError the embedded server runs on Linux and macOS only; give --dsn")


def test_a_users_folders_in_the_home_are_not_ours(tmp_path: Path) -> None:
    for name in ("stage-plans", "postgres-backup", "stage-0123abcd", "postgres-18.6.3"):
        (tmp_path / name).mkdir()
    home = ServerDirectory(tmp_path)
    assert [folder.name for folder in home.stages()] == ["stage-0123abcd"]
    assert [folder.name for folder in home.copies()] == ["postgres-18.6.3"]


def test_settings_for_other_servers_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "require")
    monkeypatch.setenv("PGSERVICE", "somewhere")
    forget_other_servers()
    assert not [name for name in os.environ if name.startswith("PG")]
