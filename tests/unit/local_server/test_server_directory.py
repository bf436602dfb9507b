"""The server directory: its default path, its checks, and the files of users that it must not touch."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError, ServerError
from healthgen_db.local_server import account, server_directory
from healthgen_db.local_server.environment import forget_other_servers
from healthgen_db.local_server.process import find_postmaster
from healthgen_db.local_server.programs import DISK_FULL, advice, error_message
from healthgen_db.local_server.server import Server
from healthgen_db.local_server.server_directory import ServerDirectory, default_directory
from tests.posix import POSIX_ONLY


def test_healthgen_home_overrides_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path / "my server"))
    assert default_directory() == tmp_path / "my server"


def test_an_empty_healthgen_home_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", "")
    assert default_directory().name == "healthgen"


def test_the_default_of_root_is_a_folder_that_other_accounts_can_enter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HEALTHGEN_HOME", raising=False)
    monkeypatch.setattr("healthgen_db.local_server.server_directory.is_root", lambda: True)
    assert default_directory() == Path("/var/lib/healthgen")


@POSIX_ONLY
def test_the_default_of_an_ordinary_user_is_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("HEALTHGEN_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("healthgen_db.local_server.server_directory.is_root", lambda: False)
    assert tmp_path in default_directory().parents


def test_a_folder_with_files_of_the_user_is_refused_and_stays(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    directory = ServerDirectory(tmp_path)
    with pytest.raises(
        ServerError, match=r"contains files that healthgen did not create, such as thesis.txt"
    ):
        directory.locked(None).__enter__()
    with pytest.raises(ServerError, match="healthgen did not create the folder"):
        Server(tmp_path).destroy()
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_remove_keeps_a_file_that_the_user_put_into_the_directory(tmp_path: Path) -> None:
    directory = ServerDirectory(tmp_path / "server")
    with directory.locked(None):
        directory.create_password()
        directory.save_port(15432)
        (directory.path / "notes.txt").write_text("mine")
        directory.remove()
    assert [entry.name for entry in directory.path.iterdir()] == ["notes.txt"]


def test_the_directory_may_be_a_mount_point_but_its_data_may_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = ServerDirectory(tmp_path / "server")
    with directory.locked(None):
        directory.create_password()
    directory.data.mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: path == directory.data)
    with pytest.raises(ServerError, match=r"data is a mount point, .* unmount that folder"):
        Server(directory.path).destroy()
    assert directory.password()
    monkeypatch.setattr(os.path, "ismount", lambda path: path == directory.path)
    assert Server(directory.path).destroy()
    assert list(directory.path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("~nosuchuser/h", "HEALTHGEN_HOME ~nosuchuser/h: this user does not exist"),
        ("a\nb", r"HEALTHGEN_HOME a\\nb: the path contains a control character"),
        ("a\udcff", r"HEALTHGEN_HOME a\\udcff: the path contains a control character or is not UTF-8"),
    ],
)
def test_an_unusable_healthgen_home_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str, reason: str
) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", given)
    with pytest.raises(ConfigError, match=reason):
        Server()


def test_a_file_is_refused_as_the_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerError, match="is not a folder"):
        Server(tmp_path / "file").start()


def test_before_the_first_start_nothing_exists_and_nothing_is_created(tmp_path: Path) -> None:
    server = Server(tmp_path / "none")
    status = server.status()
    found = (status.running, status.pid, status.port, status.version, status.size_bytes)
    assert found == (False, None, None, None, 0)
    assert server.stop() is False
    assert server.destroy() is False
    with pytest.raises(ServerError, match="run `healthgen db start`"):
        server.dsn()
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "text", ["", "not a number\n", "1\n/data\n", "-17\n/data\n", f"{2**22 + 1}\n/data\n0\n15432\n"]
)
def test_a_pid_file_without_a_postgres_process_is_ignored(tmp_path: Path, text: str) -> None:
    (tmp_path / "postmaster.pid").write_text(text)
    assert find_postmaster(tmp_path) is None


def test_an_error_message_shows_the_output_and_what_to_do() -> None:
    message = error_message("initdb failed", "one\ntwo\nFATAL: could not write: No space left on device\n")
    assert message.splitlines() == [
        "initdb failed:",
        "  one",
        "  two",
        "  FATAL: could not write: No space left on device",
        DISK_FULL,
    ]
    silent = error_message("no start", "LOG:  database system is shut down", otherwise=DISK_FULL)
    assert silent.splitlines()[-1] == DISK_FULL


@POSIX_ONLY
def test_root_without_useradd_gets_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "is_root", lambda: True)
    monkeypatch.setattr(account, "ACCOUNT", "healthgen-absent")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ServerError, match=r"neither useradd nor adduser is installed.*ordinary user.*--dsn"):
        account.server_account()


def test_folders_of_the_user_with_similar_names_are_not_ours(tmp_path: Path) -> None:
    for name in ("temporary-plans", "postgres-backup", "temporary-0123abcd", "postgres-18.6.3"):
        (tmp_path / name).mkdir()
    directory = ServerDirectory(tmp_path)
    assert [folder.name for folder in directory.temporary_folders()] == ["temporary-0123abcd"]
    assert [folder.name for folder in directory.program_copies()] == ["postgres-18.6.3"]


def test_libpq_variables_for_other_servers_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "require")
    monkeypatch.setenv("PGSERVICE", "somewhere")
    forget_other_servers()
    assert not [name for name in os.environ if name.startswith("PG")]


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home(*_: object, **__: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("HEALTHGEN_HOME", raising=False)
    monkeypatch.setattr(server_directory, "is_root", lambda: False)
    monkeypatch.setattr("platformdirs.user_data_path", no_home)
    with pytest.raises(ConfigError, match=r"^HOME is not set.*: set HEALTHGEN_HOME to a folder"):
        default_directory()


def test_no_folder_for_temporary_files_is_no_matter_of_healthgen_home() -> None:
    error = FileNotFoundError(2, "No usable temporary directory found in ['/tmp', '/']")
    assert advice(str(error)) == "Set TMPDIR to a folder that you may write to."
