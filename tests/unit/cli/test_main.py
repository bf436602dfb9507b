"""The command line without a server: help, lists, and options refused before anything is touched."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from healthgen_db import __version__
from healthgen_db.cli import main as cli
from healthgen_db.export.files import check_folder

HEAVY = ("alembic", "numpy", "psycopg", "pyarrow", "pydantic", "sqlalchemy")
HELP = """
import sys, time
from healthgen_db.cli.main import main
sys.argv = ["healthgen", "--help"]
try:
    main()
finally:
    print("seconds:", time.process_time())
    print("loaded:", *sorted({name.split(".")[0] for name in sys.modules}))
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder where the embedded server would be made, if anything made it."""
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEALTHGEN_DSN", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs the command line in this process."""
    del home

    def healthgen(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["healthgen", *map(str, arguments)])
        with pytest.raises(SystemExit) as ending:
            cli.main()
        captured = capsys.readouterr()
        return int(ending.value.code or 0), captured.out, captured.err

    return healthgen


BAD_OPTIONS = {
    "a today beyond all calendars": (
        ("--today", "2119-12-01", "--start", "2118-01-01"),
        "--today 2119-12-01: write a value up to 2100-12-31",
    ),
    "a DSN that is empty": (("--dsn", ""), "--dsn is empty"),
    "a seed in words": (("--seed", "abc"), "--seed abc: write a whole number from 0, or random"),
    "a lock timeout without end": (("--lock-timeout", "inf"), "--lock-timeout inf: "),
    "negative patients": (("--patients", -5), "--patients -5"),
    "no patients": (("--patients", 0), "--patients 0"),
    "patients in words": (("--patients", "many"), "--patients many: "),
    "today before start": (("--today", "2020-01-01"), "--today 2020-01-01 is before --start 2022-01-01"),
    "no such day": (("--today", "2026-02-30"), "--today 2026-02-30: write a date, such as 2026-06-30"),
    "a number as a day": (("--start=20220101",), "--start 20220101: write a date, such as"),
    "origin after today": (("--today", "2026-01-01", "--origin", "2026-02-01"), "--origin 2026-02-01"),
    "origin before start": (
        ("--start", "2025-01-02", "--origin", "2025-01-01"),
        "--origin 2025-01-01 must be from --start 2025-01-02 to --today ",
    ),
    "seed in words": (("--seed", "lucky"), "--seed lucky"),
    "rate over 1": (("--minor-same-day-rate", 1.5), "--minor-same-day-rate 1.5"),
    "no ZIP codes": (("--zip-target", 0), "--zip-target 0"),
    "no such preset": (("--preset", "huge"), "--preset huge: there is no such preset; choose from"),
    "no such file": (("--config", "missing.toml"), "--config missing.toml"),
    "no such pool": (
        ("--zip-pool-file", "missing.csv"),
        "--zip-pool-file missing.csv: cannot be read (",
    ),
    "no workers": (("--workers", 0), "--workers 0: "),
    "no block": (("--block-size", 0), "--block-size 0: "),
    "system schema": (("--schema", "pg_stuff"), "--schema 'pg_stuff'"),
    "long schema": (("--schema", "x" * 46), "longer than 39 bytes"),
    "kept schema": (("--schema", "a__loading"), "--schema 'a__loading'"),
    "kept schema of old": (("--schema", "a__retired_1"), "--schema 'a__retired_1'"),
    "strict about nothing": (("--strict", "--no-validate"), "--strict"),
    "unknown option": (("--patient", 5), "no such option: --patient"),
    "no value": (("--patients",), "option '--patients' requires an argument"),
    "a stray word": (("5",), "extra argument"),
    "not a DSN": (("--dsn", "no=such=thing"), "--dsn"),
}


@pytest.mark.parametrize("case", BAD_OPTIONS)
def test_bad_options_end_with_2_and_touch_nothing(run: Run, home: Path, case: str) -> None:
    options, named = BAD_OPTIONS[case]
    code, out, err = run("load", *options)
    assert code == 2
    assert out == ""
    assert sum(line.startswith("error: ") for line in err.splitlines()) == 1
    assert named in " ".join(err.split())
    assert "Traceback" not in err
    assert not home.exists()


@pytest.mark.parametrize("verb", ["load", "validate", "export"])
def test_an_outdir_that_cannot_be_written_to_is_refused_before_anything_is_touched(
    run: Run, home: Path, tmp_path: Path, verb: str
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    for folder, reason in {
        tmp_path / "file" / "below": "cannot be written to (",
        tmp_path / "gone": "cannot be written to (",
        Path("/proc/healthgen/files"): "cannot be written to (",
    }.items():
        code, _, err = run(verb, "--outdir", folder)
        assert code == 2
        # The words between come from the system.
        assert f"error: --outdir {folder}: {reason}" in err
        assert "); choose another folder" in err
    code, _, err = run(verb, "--outdir", "")
    assert (code, err) == (2, "error: --outdir : write a path\n")
    assert not home.exists()


@pytest.mark.parametrize(
    ("verb", "name"),
    [("load", "billing.csv"), ("validate", "validation_report.txt"), ("export", "visits.csv")],
)
def test_a_folder_in_the_place_of_a_file_is_named(
    run: Run, home: Path, tmp_path: Path, verb: str, name: str
) -> None:
    (tmp_path / "files" / name).mkdir(parents=True)
    code, _, err = run(verb, "--outdir", tmp_path / "files")
    assert code == 2
    assert f"--outdir {tmp_path}/files: {tmp_path}/files/{name} is a folder" in err
    assert not home.exists()


def test_looking_whether_a_folder_can_be_made_leaves_nothing(tmp_path: Path) -> None:
    check_folder(tmp_path / "new" / "folder", ["file"])
    assert list(tmp_path.iterdir()) == []


def test_a_pool_without_usable_rows_is_refused(run: Run, home: Path, tmp_path: Path) -> None:
    pool = tmp_path / "pool.csv"
    pool.write_text("zipcode,state\n")
    code, _, err = run("load", "--zip-pool-file", pool)
    assert code == 2
    assert err.startswith("error: ")
    assert str(pool) in err
    assert not home.exists()


def test_a_config_file_with_an_unknown_option_names_it(run: Run, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("patient = 5\n")
    code, _, err = run("load", "--config", file)
    assert code == 2
    assert "patient: there is no such option; the options are" in err
    assert not home.exists()


def test_version_and_lists_need_no_server(run: Run, home: Path) -> None:
    assert run("--version")[:2] == (0, f"healthgen {__version__}\n")
    code, out, _ = run("presets", "--json")
    assert code == 0
    assert json.loads(out)["demo"]["patients"] == 200
    code, out, _ = run("rules", "--json")
    assert code == 0
    assert "visit_age_mismatches" in {rule["id"] for rule in json.loads(out)["rules"]}
    listed = json.loads(out)["rules"]
    code, out, _ = run("rules", "--operations", "--json")
    assert code == 0
    assert {rule["id"] for rule in json.loads(out)["rules"]} > {rule["id"] for rule in listed}
    code, out, _ = run("rules", "--coverage", "--json")
    assert code == 0
    assert len(json.loads(out)["promises"]) > 40
    assert "demo" in run("presets")[1]
    assert "visit_age_mismatches" in run("rules")[1]
    assert not home.exists()


def test_destroy_asks_for_yes(run: Run, home: Path) -> None:
    code, _, err = run("db", "destroy")
    assert code == 2
    assert f"--yes is missing: this removes {home}" in err


@pytest.mark.parametrize("group", [(), ("db",)])
def test_without_a_verb_the_verbs_are_shown(run: Run, group: tuple[str, ...]) -> None:
    code, out, err = run(*group)
    assert code == 2
    assert "Usage: healthgen" in out + err
    assert "error" not in out + err


def test_an_unexpected_error_ends_with_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("healthgen_db.config.sources.build_config", lambda *_, **__: 1 / 0)
    code, _, err = run("load")
    assert code == 3
    assert "ZeroDivisionError" in err
    assert err.endswith("please report it with the lines above, and with what `healthgen doctor` prints\n")


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("healthgen_db.api.open_target", interrupt)
    code, _, err = run("load", "-q")
    assert code == 130
    assert err == "stopped; run the same command again to continue\n"


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    seconds = []
    # Other tests take the caches, which can double the processor time of one run. So the quickest one counts.
    for _ in range(3):
        ended = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
        seconds.append(float(ended.stdout.rpartition("seconds:")[2].split()[0]))
    loaded = set(ended.stdout.rpartition("loaded:")[2].split())
    assert "typer" in loaded
    assert not loaded & set(HEAVY)
    assert min(seconds) < 0.4
