"""The target of a command: an error of the embedded server tells of a full disk, which the server itself cannot."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from healthgen_db.config.errors import WarehouseError
from healthgen_db.local_server.server_directory import LEAST_TO_RUN
from healthgen_db.target import Target

LOST = "the connection to the server was lost"
FULL = "is full: free some space, then run the same command again"


@pytest.mark.parametrize(
    ("embedded", "sqlstate", "free", "named"),
    [
        (True, None, LEAST_TO_RUN - 1, True),
        (True, "57P02", 0, True),
        (True, "08006", 0, True),
        (True, None, LEAST_TO_RUN, False),
        (True, "23505", 0, False),
        (False, None, 0, False),
    ],
)
def test_a_lost_connection_to_a_full_disk_names_the_disk(
    *,
    embedded: bool,
    sqlstate: str | None,
    free: int,
    named: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    target = Target("", "healthcare", embedded=embedded)
    with pytest.raises(WarehouseError) as caught, target.naming_a_full_disk():
        raise WarehouseError(LOST, sqlstate=sqlstate, unit=7)
    assert str(caught.value) == (f"{LOST}; the disk of {tmp_path} {FULL}" if named else LOST)
    assert (caught.value.sqlstate, caught.value.unit) == (sqlstate, 7)


def test_a_folder_that_is_gone_hides_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path / "gone"))
    target = Target("", "healthcare", embedded=True)
    with pytest.raises(WarehouseError, match=f"^{LOST}$"), target.naming_a_full_disk():
        raise WarehouseError(LOST)
