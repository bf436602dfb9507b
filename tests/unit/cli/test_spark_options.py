"""Options of healthgen spark generate that are refused before Spark is started or anything is written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from healthgen_db.cli import main as cli
from healthgen_db.spark import generate as on_spark
from healthgen_db.spark import session

OUT = ("--out", "lake")
TO_POSTGRES = ("--to-postgres", "host=nowhere")
REFUSED = {
    (): "write --out DIR for Parquet files, or --to-postgres DSN for a PostgreSQL server",
    ("--to-postgres", ""): "--to-postgres is empty: give a libpq string, such as postgresql://me@host/db",
    (*OUT, *TO_POSTGRES): "write --out DIR for Parquet files, or --to-postgres DSN for a PostgreSQL server",
    (*OUT, "--restart"): "--restart: only with --to-postgres; leave it out for Parquet files",
    (*OUT, "--no-validate"): "--no-validate: only with --to-postgres; leave it out for Parquet files",
    (*OUT, "--schema", "s"): "--schema: only with --to-postgres; leave it out for Parquet files",
    (
        *TO_POSTGRES,
        "--overwrite",
    ): "--overwrite: a load replaces the dataset of its schema; leave it out, or see --restart",
    (
        *TO_POSTGRES,
        "--strict",
        "--no-validate",
    ): "--strict: --no-validate gives no warnings to count; leave one of the two out",
    (*OUT, "--mart"): "--mart: PostgreSQL makes the star schema; use --to-postgres, or leave --mart out",
    (*OUT, "--master", "foo"): "--master foo: write local[2], spark://HOST:7077, yarn or k8s://URL",
    (*OUT, "--patients", "0"): "--patients 0: write a value from 1 up to 1000000000",
    (*OUT, "--preset", "nothing"): "--preset nothing: ",
    ("--out", "ftp://x/y"): "ftp://x/y: cannot be opened",
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder. Java counts as installed, so that these tests need none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(session, "check_java", lambda: None)


def errors_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[object, str]:
    monkeypatch.setattr(sys, "argv", ["healthgen", "spark", "generate", *arguments, "--quiet"])
    with pytest.raises(SystemExit) as ending:
        cli.main()
    return ending.value.code, capsys.readouterr().err


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_is_refused(
    arguments: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    code, errors = errors_of(monkeypatch, capsys, *arguments)
    assert errors.startswith(f"error: {REFUSED[arguments]}")
    assert code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").touch()
    code, errors = errors_of(monkeypatch, capsys, "--out", str(tmp_path))
    assert code == 2
    assert "is not empty (thesis.txt)" in errors
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_the_place_refuses_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    code, errors = errors_of(monkeypatch, capsys, "--out", str(tmp_path / "file"))
    assert code == 2
    assert errors.startswith(f"error: {tmp_path / 'file'}")
    assert errors.count("\n") == 1


def test_ctrl_c_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(on_spark, "generate", interrupted)
    assert errors_of(monkeypatch, capsys, *OUT) == (130, "stopped; run the same command again to continue\n")


def test_the_script_for_spark_submit_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["healthgen", "spark", "script"])
    with pytest.raises(SystemExit):
        cli.main()
    assert "generate" in Path(capsys.readouterr().out.strip()).read_text(encoding="utf-8")
