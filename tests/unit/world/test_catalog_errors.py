"""A catalog with a mistake is refused. The error names the file, the entry and what is wrong."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.world.catalog.catalog import load_catalog

# Mistake -> the file, the text to replace, the text instead, and a part of the error.
BROKEN: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("broken_catalogs.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("mistake", BROKEN.values(), ids=BROKEN.keys())
def test_errors_name_the_file_and_what_is_wrong(tmp_path: Path, mistake: dict[str, str]) -> None:
    folder = copied(tmp_path)
    path = folder / mistake["file"]
    text = path.read_text(encoding="utf-8")
    assert mistake["old"] in text
    path.write_text(text.replace(mistake["old"], mistake["new"]), encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_catalog(folder)
    assert mistake["message"] in str(error.value)


def test_errors_name_a_missing_file(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "payers.toml").unlink()
    with pytest.raises(ConfigError, match=r"payers\.toml: cannot be read"):
        load_catalog(folder)


def test_an_edited_copy_is_read(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    path = folder / "payers.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Blue Heron", "Grey Heron"), encoding="utf-8")
    edited = load_catalog(folder)
    assert "Grey Heron Health Cooperative" in [payer.name for payer in edited.payers]
    assert edited.conditions == load_catalog().conditions


def copied(tmp_path: Path) -> Path:
    for path in resource("data").glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path
