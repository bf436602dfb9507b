"""The embedded server of root, of an ordinary user, and of both."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

import healthgen_db
from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import Account, first_unreachable, is_root
from healthgen_db.local_server.server import Server
from tests.posix import skip_on_windows
from tests.server_folders import server_folder

from .client import copy_wheel

skip_on_windows()
# Newer Pythons warn about a fork in a process with threads, such as pyarrow's. The forks here do not use them.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@pytest.fixture(scope="module")
def ordinary() -> Iterator[Account]:
    """Give an ordinary account: root creates a temporary one, others use their own."""
    if not is_root():
        yield Account("ourselves", os.getuid(), os.getgid())
        return
    name = f"hgtest-{secrets.token_hex(4)}"
    subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", name], check=True)
    ids = [int(subprocess.check_output(["id", option, name])) for option in ("-u", "-g")]
    yield Account(name, *ids)
    subprocess.run(["userdel", name], check=True, capture_output=True)


@pytest.fixture(scope="module")
def wheel(shared_server: Server) -> Iterator[Path]:
    """Give a folder with a copy of the wheel that every account can read."""
    # Python imports some modules on first use. The account may not be able to read them, so import them all now.
    shared_server.start()
    psycopg.connect(shared_server.dsn()).close()
    shared_server.status()
    shared_server.destroy()
    with server_folder() as folder:
        yield copy_wheel(folder)


@pytest.fixture
def user_folder(folder: Path, ordinary: Account, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of the ordinary account; imports find the copy of the wheel that it can read."""
    if closed := first_unreachable(Path(healthgen_db.__file__).parent, ordinary):
        pytest.skip(f"an ordinary user could not run this checkout, because {closed} is closed to others")
    monkeypatch.syspath_prepend(str(wheel))
    user_folder = folder / "user data"
    user_folder.mkdir()
    os.chown(user_folder, ordinary.uid, ordinary.gid)
    return user_folder


def result_of(act: Callable[[], object]) -> str:
    """Return the result of act, or its error, as text."""
    try:
        return str(act())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def as_account(account: Account, act: Callable[[], str]) -> str:
    """Call act as the account, and return its result or its error as text.

    A fork of this process calls it, because the account may not be able to start root's Python.
    """
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            if is_root():
                os.setgroups([])
                os.setgid(account.gid)
                os.setuid(account.uid)
            os.write(sender, result_of(act).encode())
        os._exit(0)
    os.close(sender)
    with open(receiver, encoding="utf-8") as answer_file:  # noqa: PTH123 - a descriptor has no path
        answer = answer_file.read()
    os.waitpid(child, 0)
    return answer


def test_an_ordinary_user_can_run_a_server(user_folder: Path, ordinary: Account) -> None:
    directory = user_folder / "server"

    def act() -> str:
        server = Server(directory)
        first, again = server.start(), server.start()
        with psycopg.connect(server.dsn()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 17 AS n")
        paths = (directory, directory / "data", directory / "password")
        modes = [f"{stat.S_IMODE(path.stat().st_mode):o}" for path in paths]
        owners = {path.lstat().st_uid for path in directory.rglob("*")}
        return f"{first} {again} {server.stop()} {owners} {modes} {server.destroy()}"

    assert as_account(ordinary, act) == f"True False True {{{ordinary.uid}}} ['700', '700', '600'] True"
    assert not directory.exists()


def test_root_may_stop_the_server_of_an_ordinary_user_but_not_start_it(
    user_folder: Path, ordinary: Account
) -> None:
    server = Server(user_folder / "server")
    assert as_account(ordinary, lambda: str(server.start())) == "True"
    assert server.stop() is True
    if is_root():
        with pytest.raises(
            ServerError, match=f"belongs to {ordinary.name}.*Run healthgen as the user who created it"
        ):
            server.start()
    assert as_account(ordinary, lambda: str(server.start())) == "True"
    assert server.destroy() is True
    assert not (user_folder / "server").exists()


def test_a_directory_of_another_user_is_refused(folder: Path, ordinary: Account) -> None:
    directory = folder / "server" if is_root() else Path("/")
    if is_root():
        Server(directory).start()

    def refusals() -> str:
        server = Server(directory)
        acts = (server.start, server.status, server.stop, server.destroy, server.dsn)
        return "\n".join(result_of(act) for act in acts)

    errors = as_account(ordinary, refusals).splitlines()
    reason = "belongs to root, and you may not write to it. Set HEALTHGEN_HOME to a folder of your own."
    assert set(errors) == {f"ServerError: {directory} {reason}"}


def test_a_data_directory_of_another_user_is_refused(folder: Path) -> None:
    directory = folder / "server"
    directory.mkdir()
    (directory / "data").symlink_to("/usr")
    (directory / "healthgen-server.txt").touch()
    with pytest.raises(ServerError, match="belongs to root, and the server would run as"):
        Server(directory).start()
    (directory / "data").unlink()


def test_the_error_names_a_parent_folder_that_is_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o000)
    with pytest.raises(ServerError, match=f"{closed}.*Set HEALTHGEN_HOME to a folder"):
        Server(closed / "server").start()
    closed.chmod(0o700)
    assert list(closed.iterdir()) == []
