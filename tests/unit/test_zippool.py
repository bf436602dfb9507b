"""ZIP pools: what a file may leave out, and what is wrong with it, by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthgen_db.errors import ConfigError
from healthgen_db.world.zippool import read_pool, shipped_pool


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "zip pool.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "zipcode,state\n10001,NY\n",
        "ZIP,State_ID\n10001,ny\n",
        "postal_code\n10001\n",
        "\ufeffzipcode,state,city\r\n10001,NY,New York\r\n",
        '"state","city","zipcode"\n"NY","New York","10001"\n\n',
        "zipcode,state,unused\n 10001 , NY , x\n",
    ],
)
def test_every_form_of_a_pool(tmp_path: Path, text: str) -> None:
    (place,) = read_pool(write(tmp_path, text))
    assert (place.zipcode, place.city, place.state, place.county) == ("10001", "New York", "NY", "New York")
    assert place.population > 0
    assert 40 < place.latitude < 41


def test_an_unknown_zip_code_takes_after_its_neighbour(tmp_path: Path) -> None:
    # 10000 belongs to nobody; 10001 is the nearest number in New York
    (place,) = read_pool(write(tmp_path, "zipcode,state\n10000,NY\n"))
    assert (place.zipcode, place.city, place.state) == ("10000", "New York", "NY")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "no column zipcode, zip, postal_code"),
        ("state,city\nNY,New York\n", 1, "no column zipcode"),
        ("zipcode,state\n10001,NY\n1001,MA\n", 3, "has 4 digits"),
        ("zipcode,state\n100011,NY\n", 2, "has 6 digits"),
        ("zipcode,state\nABCDE,NY\n", 2, "not a number"),
        ("zipcode,state\n,NY\n", 2, "not a number"),
        ("zipcode,state\n١٠٠٠١,NY\n", 2, "not a number"),
        ("zipcode,state\n10001,XX\n", 2, "'XX' is none of the 50 states"),
        ("zipcode,state\n10001,New York\n", 2, "is none of the 50 states"),
        ("zipcode,state\n10001,CA\n", 2, "lies in NY, not in CA"),
        ("zipcode\n00000\n", 2, "no state for ZIP code 00000"),
        ("zipcode,state\n10001,NY\n\n10002,NY\n10001,NY\n", 5, "stands in line 2 too"),
    ],
)
def test_errors_name_line_and_reason(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_pool(path)
    assert f"--zip-pool-file {path}:{line}: " in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("text", ["zipcode,state\n", "zipcode,state\n\n , \n"])
def test_an_empty_pool(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="no usable rows"):
        read_pool(write(tmp_path, text))


@pytest.mark.parametrize(
    "text", [b"zipcode\n\xff\xfe1\n", b'zipcode,city\n10001,"New\n', b"PK\x03\x04\x00\x01"]
)
def test_not_a_csv_file(tmp_path: Path, text: bytes) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_pool(path)
    assert str(path) in str(caught.value)


def test_a_folder_is_not_a_pool(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_pool(tmp_path)


def test_the_shipped_pool() -> None:
    pool = shipped_pool()
    assert len(pool) == 32_832
    assert len({place.state for place in pool}) == 51
    assert all(place.city and place.population > 0 for place in pool)
