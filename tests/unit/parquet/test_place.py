"""Places: folders and URLs, and what messages show of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.parquet.place import Place


def test_places_are_folders_or_known_urls(tmp_path: Path) -> None:
    assert Place(str(tmp_path)).folder == tmp_path
    assert Place(tmp_path.as_uri()).folder == tmp_path
    with pytest.raises(ConfigError, match=r"ftp://there: cannot be opened"):
        Place("ftp://there").read("x")


def test_messages_do_not_show_the_secret_of_a_url() -> None:
    assert str(Place("s3://key:hidden@bucket/lake")) == "s3://key:***@bucket/lake"
    with pytest.raises(ConfigError) as caught:
        Place("ftp://key:hidden@there").read("x")
    assert "hidden" not in str(caught.value)
