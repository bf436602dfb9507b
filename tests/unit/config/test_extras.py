"""The extras: what is missing is said in one line, and the list is that of pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from healthgen_db.config import extras
from healthgen_db.config.errors import ConfigError

PROJECT = Path(__file__).parents[3] / "pyproject.toml"
OPTIONAL: dict[str, list[str]] = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]


def test_the_extras_are_those_of_the_project() -> None:
    own = {
        extra: {Requirement(text).name for text in texts} - {"healthgen-db"}
        for extra, texts in OPTIONAL.items()
    }
    assert {extra: {*packages.values()} for extra, packages in extras.EXTRAS.items()} == own


@pytest.mark.parametrize("extra", OPTIONAL)
def test_nothing_is_missing_where_all_is_installed(extra: str) -> None:
    extras.require_extra(extra, "healthgen")


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "skops" else object())
    with pytest.raises(ConfigError, match=r"^healthgen los train needs skops: run it with uv run --extra ml"):
        extras.require_extra("ml", "healthgen los train")
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(
        ConfigError, match=r"^--charts needs altair and vl-convert-python: .*'healthgen-db\[report\]'$"
    ):
        extras.require_extra("report", "healthgen report", "--charts")
