"""What differs between systems: each class behaves as its system needs, as far as another system can tell."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from healthgen_db import systems
from healthgen_db.config.errors import ConfigError, ServerError
from healthgen_db.local_server.programs import Programs
from healthgen_db.local_server.server_directory import ServerDirectory
from healthgen_db.local_server.settings import GIB, MIB, Machine, settings
from healthgen_db.systems import Linux, MacOS, System, Windows, this_system

ON_WINDOWS = sys.platform == "win32"
EVERY = [Linux(), MacOS(), Windows()]
CONTAINER = Machine(cores=2, memory=2 * GIB, free_disk=20 * GIB, shared_memory=64 * MIB)


class German(Windows):
    """A Windows whose programs read Latin letters, as in Germany, and whose folders have no 8.3 names."""

    ansi = "cp1252"

    def _short(self, path: str) -> str:
        return path


class WithShortNames(German):
    """The same with 8.3 names."""

    def _short(self, path: str) -> str:
        return "C:\\Users\\HNAKO~1"


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that makes the program believe that it runs on a system."""

    def believe(system: System) -> None:
        for module in ("local_server.programs", "local_server.server_directory", "local_server.settings"):
            monkeypatch.setattr(f"healthgen_db.{module}.this_system", lambda: system)

    return believe


@pytest.mark.parametrize(
    ("platform", "name"), [("linux", "Linux"), ("darwin", "macOS"), ("win32", "Windows")]
)
def test_each_platform_has_its_system(platform: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert this_system.__wrapped__().name == name


@pytest.mark.parametrize(
    ("system", "by", "sync"),
    [
        (Linux(), "sysv", "fdatasync"),
        (MacOS(), "posix", "fsync_writethrough"),
        (Windows(), "windows", "fsync"),
    ],
)
def test_postgres_gets_what_the_system_has(system: System, by: str, sync: str, on: Any) -> None:
    on(system)
    lines = settings(CONTAINER, 15432).splitlines()
    assert f"wal_sync_method = {sync}" in lines
    # Windows and macOS have no /dev/shm that could be small; Linux takes other memory if it is.
    assert f"dynamic_shared_memory_type = {by}" in lines


def test_only_linux_forks() -> None:
    assert [each.start_method for each in EVERY] == ["forkserver", "spawn", "spawn"]


@pytest.mark.parametrize("system", EVERY)
def test_programs_end_on_the_signals_of_the_system(system: System) -> None:
    assert {signal.SIGINT, signal.SIGTERM} <= set(system.stop_signals)


def test_programs_of_windows_have_an_ending() -> None:
    found = [each.program(Path("bin"), "pg_ctl").name for each in EVERY]
    assert found == ["pg_ctl", "pg_ctl", "pg_ctl.exe"]


def test_ctrl_c_does_not_reach_programs_that_run_apart() -> None:
    assert [each.apart() for each in EVERY[:2]] == [{"start_new_session": True}] * 2
    assert set(Windows().apart()) == {"creationflags"}
    if ON_WINDOWS:
        flags = [getattr(subprocess, name) for name in ("CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP")]
        assert Windows().apart()["creationflags"] == sum(flags)


def test_windows_tries_again_while_another_program_has_the_file_open() -> None:
    attempts = []

    def rename() -> str:
        attempts.append(1)
        if len(attempts) < 3:
            raise PermissionError(errno.EACCES, "a virus scanner reads it")
        return "renamed"

    assert Windows().retried(rename) == "renamed"
    assert len(attempts) == 3


def test_windows_gives_up_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Windows, "patience", 0.15)

    def rename() -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    with pytest.raises(PermissionError, match="Access is denied"):
        Windows().retried(rename)
    with pytest.raises(PermissionError):
        Linux().retried(rename)


def test_the_folder_of_the_password_is_private_on_windows(
    monkeypatch: pytest.MonkeyPatch, on: Any, tmp_path: Path
) -> None:
    system, ran = Windows(), []

    def run(*command: str) -> str:
        ran.append(command)
        return '"desk\\zo\u00eb, the first","S-1-5-21-1-2-3-1001"\r\n'

    monkeypatch.setattr(system, "_run", run)
    on(system)
    (tmp_path / "there").mkdir()
    # A folder that was there, and one that is not, because files themselves say nothing.
    for folder in (tmp_path / "there", tmp_path / "new"):
        with ServerDirectory(folder).locked(None):
            assert ran[-1][:4] == ("icacls", str(folder), "/inheritance:r", "/grant:r")
            assert "*S-1-5-21-1-2-3-1001:(OI)(CI)F" in ran[-1]
    assert len(ran) == 4


def test_a_disk_without_owners_is_named(
    monkeypatch: pytest.MonkeyPatch, on: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    system = Windows()

    def refuse(folder: Path) -> None:
        raise OSError(f"icacls failed: {folder.name}")

    monkeypatch.setattr(system, "make_private", refuse)
    on(system)
    with ServerDirectory(tmp_path / "stick").locked(None):
        assert "may be able to read" in caplog.text


def test_a_program_of_windows_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Windows, "apart", lambda _: {})
    system = Windows()
    assert system._run(sys.executable, "-c", "print(17)").strip() == "17"
    with pytest.raises(OSError, match="failed: no"):
        system._run(sys.executable, "-c", "import sys; sys.exit('no')")


def test_postgres_on_windows_gets_paths_in_its_language() -> None:
    assert German().path_for_postgres(Path("C:/Users/Zoë")) == str(Path("C:/Users/Zoë"))
    assert WithShortNames().path_for_postgres(Path("C:/Users/花子")) == "C:\\Users\\HNAKO~1"
    with pytest.raises(ValueError, match="花子 has letters"):
        German().path_for_postgres(Path("C:/Users/花子"))


def test_the_error_says_what_to_do_about_such_a_path(on: Any, tmp_path: Path) -> None:
    on(German())
    with pytest.raises(
        ServerError, match=r"花子 has letters.*Set HEALTHGEN_HOME to a folder with a simple name"
    ):
        Programs(tmp_path, None, tmp_path).run("initdb", "-D", tmp_path / "花子")


def test_a_path_that_is_too_long_for_windows_is_refused(on: Any, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 160)
    on(Linux())
    ServerDirectory(long)
    on(Windows())
    with pytest.raises(ConfigError, match="cannot use paths that long; choose one of 160 characters at most"):
        ServerDirectory(long)


@pytest.mark.parametrize("system", [Windows] if ON_WINDOWS else [Linux, MacOS, Windows])
def test_psql_replaces_the_program_and_gives_its_exit_code(system: type[System]) -> None:
    program = (
        "import sys; from healthgen_db import systems;"
        f"systems.{system.__name__}().hand_over([sys.executable, '-c', 'print(17); exit(3)'], {{}}); print('after')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.returncode) == (["17"], 3)


def test_the_memory_of_a_container_is_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit, none = tmp_path / "limit", tmp_path / "none"
    limit.write_text(f"{300 * MIB}\n")
    none.write_text("max\n")
    monkeypatch.setattr(systems, "_MEMORY_LIMITS", (none, tmp_path / "missing", limit))
    assert Linux().memory() == 300 * MIB
    assert MacOS().memory() > 300 * MIB


@pytest.mark.skipif(ON_WINDOWS, reason="Windows has no numbers for users")
def test_users_have_names_or_numbers(tmp_path: Path) -> None:
    system = this_system()
    assert system.owner(tmp_path) == system.user() == os.geteuid()
    assert system.user_name(0) == "root"
    assert system.user_name(2**31 - 7) == f"user id {2**31 - 7}"
    assert Windows().user() is Windows().owner(tmp_path) is None
