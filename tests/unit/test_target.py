"""The target of a command: an error of the embedded server tells of a full disk, which the server itself cannot."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from healthgen_db.config.errors import LoadError, WarehouseError
from healthgen_db.local_server.server_directory import LEAST_TO_RUN
from healthgen_db.target import Target

LOST = "the connection to the server was lost"
FULL = "is full: free some space, then run the same command again"


@pytest.mark.parametrize(
    ("embedded", "cause", "free", "named"),
    [
        (True, psycopg.OperationalError(LOST), LEAST_TO_RUN - 1, True),
        (True, psycopg.errors.CrashShutdown(LOST), 0, True),
        (True, psycopg.errors.ConnectionFailure(LOST), 0, True),
        (True, psycopg.OperationalError(LOST), LEAST_TO_RUN, False),
        (False, psycopg.OperationalError(LOST), 0, False),
        (True, psycopg.errors.QueryCanceled(LOST), 0, False),
        (True, psycopg.errors.UniqueViolation(LOST), 0, False),
        (True, None, 0, False),
    ],
)
def test_a_lost_connection_to_a_full_disk_names_the_disk(
    *,
    embedded: bool,
    cause: psycopg.Error | None,
    free: int,
    named: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    target = Target("", "healthcare", embedded=embedded)
    # A load says which of its units met the error.
    refused, stopped = WarehouseError(LOST), LoadError(LOST, unit=7)
    refused.__cause__ = cause
    with pytest.raises(LoadError) as caught, target.naming_a_full_disk():
        raise stopped from refused
    assert str(caught.value) == (f"{LOST}; the disk of {tmp_path} {FULL}" if named else LOST)
    assert caught.value.unit == 7


def test_a_folder_that_is_gone_hides_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path / "gone"))
    target = Target("", "healthcare", embedded=True)
    with pytest.raises(WarehouseError, match=f"^{LOST}$"), target.naming_a_full_disk():
        raise WarehouseError(LOST) from psycopg.OperationalError(LOST)
