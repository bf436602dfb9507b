""".docker/make_env.py: it makes .env with new passwords, keeps what is there, and shows no password."""

from __future__ import annotations

import re
import runpy
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / ".docker" / "make_env.py"
EXAMPLE = "# a note\nHEALTHGEN_PASSWORD=\n\nHEALTHGEN_PORT=5432\nHEALTHGEN_OTHER_PASSWORD=\n"

make = runpy.run_path(str(SCRIPT))["make"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".env.example").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def settings(folder: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", (folder / ".env").read_text(encoding="utf-8"), re.MULTILINE))


def test_each_password_is_new_and_the_rest_is_the_example(folder: Path, tmp_path: Path) -> None:
    said = make(folder)
    found = settings(folder)
    passwords = [found["HEALTHGEN_PASSWORD"], found["HEALTHGEN_OTHER_PASSWORD"]]
    assert len(set(passwords)) == 2
    # No character needs an escape, and Metabase wants a digit.
    assert all(re.fullmatch(r"(?=.*\d)[a-z0-9]{32}", password) for password in passwords)
    text = (folder / ".env").read_text(encoding="utf-8")
    assert re.sub(r"(?<=PASSWORD=)\w+", "", text) == EXAMPLE
    assert "HEALTHGEN_OTHER_PASSWORD" in said
    assert not any(password in said for password in passwords)
    assert [path.name for path in sorted(tmp_path.iterdir())] == [".env", ".env.example"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_reads_it(folder: Path) -> None:
    make(folder)
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600


def test_what_is_there_stays(folder: Path) -> None:
    # A setting other than a password may be empty on purpose.
    own = "HEALTHGEN_PASSWORD=\nMINE=1\nHEALTHGEN_PORT=\n"
    (folder / ".env").write_text(own, encoding="utf-8")
    said = make(folder)
    text = (folder / ".env").read_text(encoding="utf-8")
    assert re.fullmatch(
        r"HEALTHGEN_PASSWORD=\w{32}\nMINE=1\nHEALTHGEN_PORT=\n\n# .*\nHEALTHGEN_OTHER_PASSWORD=\w{32}\n", text
    )
    assert re.search(": HEALTHGEN_PASSWORD, HEALTHGEN_OTHER_PASSWORD$", said)
    assert "nothing was changed" in make(folder)
    assert (folder / ".env").read_text(encoding="utf-8") == text


def test_it_runs_without_packages_and_the_errors_are_one_line(tmp_path: Path) -> None:
    script = tmp_path / ".docker" / "make_env.py"
    script.parent.mkdir()
    script.write_bytes(SCRIPT.read_bytes())
    command = [sys.executable, "-I", "-S", str(script)]
    failed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert re.fullmatch(r"error: cannot write \.env: .*\.env\.example.*\n", failed.stderr)
    (tmp_path / ".env.example").write_text(EXAMPLE, encoding="utf-8")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert settings(tmp_path)["HEALTHGEN_PORT"] == "5432"


@pytest.mark.parametrize("empty", ['""', "''", "  # later", '"" # later'])
def test_an_empty_password_gets_one_however_it_is_written(folder: Path, empty: str) -> None:
    (folder / ".env").write_text(f"HEALTHGEN_PASSWORD={empty}\n", encoding="utf-8")
    make(folder)
    assert re.fullmatch(r"\w{32}", settings(folder)["HEALTHGEN_PASSWORD"])


def test_a_file_of_a_windows_editor_keeps_its_first_password(folder: Path) -> None:
    (folder / ".env").write_text("HEALTHGEN_PASSWORD=mine\n", encoding="utf-8-sig")
    make(folder)
    assert settings(folder)["HEALTHGEN_PASSWORD"] == "mine"


def test_a_file_in_another_encoding_is_an_error_of_one_line(tmp_path: Path) -> None:
    script = tmp_path / ".docker" / "make_env.py"
    script.parent.mkdir()
    script.write_bytes(SCRIPT.read_bytes())
    (tmp_path / ".env.example").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / ".env").write_text("HEALTHGEN_PASSWORD=mine\n", encoding="utf-16")
    failed = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
    assert "not in UTF-8" in failed.stderr
