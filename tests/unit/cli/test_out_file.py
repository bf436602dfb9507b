"""The file of --out: what cannot be written is said before a command works for long."""

from pathlib import Path

import pytest

from healthgen_db.cli.out_file import check_out, write_out
from healthgen_db.config.errors import ConfigError


@pytest.mark.parametrize("name", ["none/x.html", "", "x" * 300, "circle"])
def test_a_file_that_cannot_be_written_is_bad_input(name: str, tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle too")
    (tmp_path / "circle too").symlink_to(tmp_path / "circle")
    with pytest.raises(ConfigError, match="--out "):
        check_out(tmp_path / name)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    check_out(tmp_path / "link")
    write_out(tmp_path / "link", "text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text(encoding="utf-8") == "text"
