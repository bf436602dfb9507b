"""ZIP pools: which values a file can leave out, and errors with the line number."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.world.places.zip_pool import read_pool, shipped_pool


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
def test_all_forms_of_a_pool(tmp_path: Path, text: str) -> None:
    (place,) = read_pool(write(tmp_path, text))
    assert (place.zipcode, place.city, place.state, place.county) == ("10001", "New York", "NY", "New York")
    assert place.population > 0
    assert 40 < place.latitude < 41


def test_an_unknown_zip_code_gets_the_values_of_the_nearest_number(tmp_path: Path) -> None:
    # 10000 is not in use; 10001 is the nearest number in New York
    (place,) = read_pool(write(tmp_path, "zipcode,state\n10000,NY\n"))
    assert (place.zipcode, place.city, place.state) == ("10000", "New York", "NY")


def test_all_line_endings(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        places = read_pool(write(tmp_path, end.join(("zip,state", "10001,NY", "", "01001,MA"))))
        assert [(place.zipcode, place.city) for place in places] == [
            ("01001", "Agawam"),
            ("10001", "New York"),
        ]


def test_missing_fields_get_values(tmp_path: Path) -> None:
    text = "city,zip,state_id\nHell's Kitchen,10036,NY\n,10001,\n ,01001\n"
    places = {place.zipcode: place for place in read_pool(write(tmp_path, text))}
    assert places["10036"].city == "Hell's Kitchen"
    assert places["10036"].population == 24_711
    assert (places["10001"].city, places["10001"].state) == ("New York", "NY")
    assert (places["01001"].city, places["01001"].state) == ("Agawam", "MA")


def test_ten_thousand_rows(tmp_path: Path) -> None:
    chosen = shipped_pool()[::3][:10_000]
    rows = "".join(f'{place.zipcode},"{place.city}"\n' for place in reversed(chosen))
    assert read_pool(write(tmp_path, f"zipcode,city\n{rows}")) == chosen


# The text of a file, the line of the mistake, and a part of the error.
MALFORMED: list[tuple[str | bytes, int, str]] = [
    ("", 1, "no column zipcode, zip, postal_code; the header has nothing"),
    ("\n\n", 1, "no column zipcode"),
    ("state,city\nNY,New York\n", 1, "no column zipcode, zip, postal_code; the header has state, city"),
    ("10001,NY\n10002,NY\n", 1, "the header has 10001, ny"),
    ("zip code,state\n10001,NY\n", 1, "the header has zip code, state"),
    ("zipcode;state\n10001;NY\n", 1, "columns are separated by commas"),
    ("zipcode\tstate\n10001\tNY\n", 1, "columns are separated by commas"),
    ("\nstate,city\nNY,New York\n", 2, "no column zipcode"),
    ("zipcode,zipcode\n10001,10002\n", 1, "the header has the column zipcode 2 times"),
    ("zip,state,State\n10001,NY,NY\n", 1, "the header has the column state 2 times"),
    ("zip,city,city,city\n10001,a,b,c\n", 1, "the header has the column city 3 times"),
    ("zipcode,state\n10001,NY\n1001,MA\n", 3, "'1001' has 4 digits; it needs five"),
    ("zipcode,state\n100011,NY\n", 2, "'100011' has 6 digits"),
    ("zipcode,state\n1,NY\n", 2, "'1' has 1 digits"),
    ("zipcode,state\n10001-1234,NY\n", 2, "'10001-1234' is a ZIP+4 code"),
    ("zipcode,state\n10001.0,NY\n", 2, "'10001.0' is not a number of five digits"),
    ("zipcode,state\n1.0001E+4,NY\n", 2, "is not a number of five digits"),
    ('zipcode,state\n"=""10001""",NY\n', 2, "is not a number of five digits"),
    ("zipcode,state\n'10001,NY\n", 2, "is not a number of five digits"),
    ("zipcode,state\n-1001,NY\n", 2, "is not a number of five digits"),
    ("zipcode,state\n+1001,NY\n", 2, "is not a number of five digits"),
    ("zipcode,state\n1 001,NY\n", 2, "is not a number of five digits"),
    ("zipcode,state\nABCDE,NY\n", 2, "'ABCDE' is not a number of five digits"),
    ("zipcode,state\nK1A0B1,NY\n", 2, "is not a number of five digits"),
    ("zipcode,state\n,NY\n", 2, "'' is not a number of five digits"),
    ("zipcode,state\nnull,NY\n", 2, "'null' is not a number of five digits"),
    ("zipcode,state\n١٠٠٠١,NY\n", 2, "is not a number of five digits"),
    ("zipcode,state\n1000\N{SUPERSCRIPT ONE},NY\n", 2, "is not a number of five digits"),
    ("zipcode,state\n10001\0,NY\n", 2, "is not a number of five digits"),
    ("zipcode,state\n10001,XX\n", 2, "'XX' is not one of the 50 states"),
    ("zipcode,state\n10001,New York\n", 2, "'NEW YORK' is not one of the 50 states"),
    ("zipcode,state\n00901,PR\n", 2, "'PR' is not one of the 50 states"),
    ("zipcode,state\n10001,N\n", 2, "'N' is not one of the 50 states"),
    ("zipcode,state\n10001,36\n", 2, "'36' is not one of the 50 states"),
    ("zipcode,state\n10001,CA\n", 2, "is in NY, not in CA"),
    ("zipcode\n00000\n", 2, "no state for ZIP code 00000"),
    ("zipcode,state\n10001,NY\n99999,\n", 3, "no state for ZIP code 99999"),
    ("zipcode,state\n10001,NY\n\n10002,NY\n10001,NY\n", 5, "is already on line 2"),
    ('zipcode,note\n10001,"a\nb"\n10002,\n1,\n', 5, "has 1 digits"),
    ('zipcode,note\n10001,"a\nb\nc"\n10002,\n10002,\n', 6, "is already on line 5"),
    ('zipcode,city\n10001,"New\nYork"\n', 2, "must have at most 100 characters, all of them printable"),
    ("zipcode,city\n10001,New\0York\n", 2, "must have at most 100 characters, all of them printable"),
    (f"zipcode,city\n10001,{'x' * 101}\n", 2, "must have at most 100 characters, all of them printable"),
    ("zipcode,state\n10001,NY\n10002,NY,New York\n", 3, "3 fields, but the header has 2"),
    ("zipcode,city,state\n10001,New York, Manhattan,NY\n", 2, "a field with a comma needs quotes"),
    ('zipcode,city\n10001,New York\n10002,"New York\n10003,x\n', 3, "is not valid CSV from this line on"),
    ('zipcode,city\n10001,"New" York\n', 2, "is not valid CSV from this line on"),
    (f"zipcode,city\n10001,{'x' * 200_000}\n", 2, "is not valid CSV from this line on"),
    (b"zipcode\n\xff\xfe1\n", 2, "byte 0xff is not UTF-8"),
    ("zipcode\n10001\n".encode("utf-16"), 1, "byte 0xff is not UTF-8; save the file as CSV in UTF-8"),
    ("\ufeffzipcode,city\n10001,x\n10002,".encode() + b"Cura\xe7ao\n", 3, "byte 0xe7 is not UTF-8"),
    (b"\x1f\x8b\x08\x00", 1, "byte 0x8b is not UTF-8"),
    (b"PK\x03\x04\x00\x01", 1, "no column zipcode"),
]


@pytest.mark.parametrize(("text", "line", "reason"), MALFORMED)
def test_errors_name_line_and_reason(tmp_path: Path, text: str | bytes, line: int, reason: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_pool(path)
    message = str(caught.value)
    assert message.startswith(f"--zip-pool-file {path}:{line}: ")
    assert reason in message
    assert "\n" not in message


def test_at_least_forty_ways_to_be_malformed() -> None:
    assert len({text for text, _, _ in MALFORMED}) >= 40


@pytest.mark.parametrize("text", ["zipcode,state\n", "zipcode,state\n\n , \n"])
def test_an_empty_pool(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="no usable rows"):
        read_pool(write(tmp_path, text))


def test_a_folder_is_not_a_pool(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_pool(tmp_path)


def test_the_shipped_pool() -> None:
    pool = shipped_pool()
    assert len(pool) == 32_832
    assert len({place.state for place in pool}) == 51
    assert all(place.city and place.population > 0 for place in pool)
