"""The compressed data files have the content that data/README.md describes, and are the same on each run."""

from __future__ import annotations

import csv
import gzip
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from healthgen_db.config.resources import resource
from healthgen_db.config.sources import build_config, preset_names
from healthgen_db.data.make_facts import county_name, make_facts, surname, write_rows
from healthgen_db.data.make_streets import make_streets, street_names
from healthgen_db.world.catalog.catalog import load_catalog

Rows = list[dict[str, str]]


def read(name: str) -> Rows:
    with gzip.open(resource("data", name), "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def zip_codes() -> Rows:
    return read("zip_codes.csv.gz")


def test_zip_codes_are_unique_and_have_a_place(zip_codes: Rows) -> None:
    assert len(zip_codes) == len({row["zipcode"] for row in zip_codes}) == 32_832
    assert sum(int(row["population"]) for row in zip_codes) == 308_724_823
    for row in zip_codes:
        assert re.fullmatch(r"\d{5}", row["zipcode"]), row
        assert row["city"], row
        assert row["county"], row
        # between Hawaii, Alaska and Maine
        assert 18 < float(row["latitude"]) < 72, row
        assert -180 < float(row["longitude"]) < -66, row


def test_places_and_the_catalog_have_the_same_51_states(zip_codes: Rows) -> None:
    states = {state.code for state in load_catalog().states}
    assert len(states) == 51
    assert {row["state"] for row in zip_codes} == states
    assert {row["state"] for row in read("state_neighbors.csv.gz")} | {"AK", "HI"} == states


def test_counties_have_the_same_form(zip_codes: Rows) -> None:
    odd = {row["county"] for row in zip_codes if re.search(r"[()]|( County| Parish)$|^City ", row["county"])}
    assert odd == set()


def test_neighbors_are_listed_in_both_directions() -> None:
    pairs = {(row["state"], row["neighbor"]) for row in read("state_neighbors.csv.gz")}
    assert len(pairs) == 218
    assert pairs == {(neighbor, state) for state, neighbor in pairs}
    assert not pairs & {("AK", "WA"), ("CA", "HI")}
    assert {neighbor for state, neighbor in pairs if state == "ME"} == {"NH"}


def test_miles_between_neighbors_are_those_between_their_people() -> None:
    miles = {(row["state"], row["neighbor"]): int(row["miles"]) for row in read("state_neighbors.csv.gz")}
    assert miles == {(neighbor, state): distance for (state, neighbor), distance in miles.items()}
    # The centers of population of the 2010 census, from the Census Bureau's CenPop2010_Mean_ST.txt: Wareham,
    # New Hampshire's and Maine's, and those of Washington, DC and Maryland.
    assert min(miles.values()) == miles["DC", "MD"] == 20
    # Between the centers of population that the Census Bureau published for 2010: 75, 205 and 146 miles.
    assert [miles["NY", "NJ"], miles["CA", "NV"], miles["NY", "PA"]] == pytest.approx([75, 205, 146], abs=4)


def test_first_names_have_a_decade_and_a_sex() -> None:
    rows = read("first_names.csv.gz")
    groups = Counter((row["birth_decade"], row["sex"]) for row in rows)
    assert groups == {
        (str(decade), sex): 300 for decade in range(1930, 2030, 10) for sex in ("Female", "Male")
    }
    assert all(int(row["births"]) > 0 for row in rows)
    for decade, sex, favourite in (("1930", "Female", "Mary"), ("1980", "Male", "Michael")):
        group = [row for row in rows if (row["birth_decade"], row["sex"]) == (decade, sex)]
        assert max(group, key=lambda row: int(row["births"]))["first_name"] == favourite


def test_last_names_have_their_capitals() -> None:
    counts = {row["last_name"]: int(row["count"]) for row in read("last_names.csv.gz")}
    assert len(counts) == 3000
    assert max(counts, key=lambda name: counts[name]) == "Smith"
    assert {"McDonald", "O'Brien", "De La Cruz", "MacDonald", "Mack", "Macias", "Odom"} <= set(counts)
    assert not [name for name in counts if re.match(r"Mc[a-z]", name)]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Mcdonald", "McDonald"),
        ("Oneill", "O'Neill"),
        ("Stjohn", "St. John"),
        ("Odom", "Odom"),
        ("Mack", "Mack"),
    ],
)
def test_last_names_are_corrected(given: str, written: str) -> None:
    assert surname(given) == written


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("Williamsburg (city)", "Williamsburg City"), ("Carson City (city)", "Carson City"),
        ("Colonial Heights (city", "Colonial Heights City"), ("City of Suffolk", "Suffolk City"),
        ("City and County of San Francisco", "San Francisco"), ("Caddo Parish", "Caddo"),
        ("Oglala Lakota County", "Oglala Lakota"), ("Nome (CA)", "Nome"), ("James City", "James City"),
        ("Juneau City and Borough", "Juneau"), ("City and Borough of Wrangell", "Wrangell"),
        ("Prince George's", "Prince George's"),
    ],
)  # fmt: skip
def test_counties_are_corrected(given: str, written: str) -> None:
    assert county_name(given) == written


def test_streets_are_unique_and_those_of_the_script(tmp_path: Path) -> None:
    rows = read("streets.csv.gz")
    assert len({row["street"] for row in rows}) == len(rows) == 1500
    assert all(
        re.fullmatch(r"(\d+(st|nd|rd|th)|[A-Z][A-Za-z']+)( [A-Z][a-z]+){1,2}", row["street"]) for row in rows
    )
    weights = {row["street"]: int(row["weight"]) for row in rows}
    assert weights["Maple Street"] > weights["40th Street"] > 0
    assert any(re.fullmatch(r"Cedar Ridge \w+", street) for street in weights)
    # names invented by Faker have weight 1; another version of Faker may invent other names
    assert {row for row in street_names() if row[1] > 1} == {row for row in weights.items() if row[1] > 1}
    make_streets(tmp_path / "one.csv.gz")
    make_streets(tmp_path / "two.csv.gz")
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()


def test_compressed_files_depend_only_on_their_rows(tmp_path: Path) -> None:
    for name in ("one.csv.gz", "two.csv.gz"):
        write_rows(tmp_path / name, ("a", "b"), [("x", "y,z")])
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "one.csv.gz").read_bytes()) == b'a,b\nx,"y,z"\n'
    for path in resource("data").glob("*.csv.gz"):
        assert path.read_bytes()[4:8] == b"\0\0\0\0", f"{path.name} holds the time it was written"


def test_facts_are_made_from_plain_files(tmp_path: Path) -> None:
    places = (
        "10001,New York County,NY,41,-74,300\n10002,New York County,NY,42,-74,100\n"
        "22401,Fredericksburg (city),VA,38.25,-74,7\n"
    )
    header = "zipcode,county,state,latitude,longitude,population\n"
    source = {
        "us_zip_codes.csv": header + places,
        "us_last_names.csv": "last_name,count\nMccoy,7\n",
        "us_first_names.csv": "birth_decade,sex,first_name,births\n1930,Female,Mary,9\n",
        "us_state_neighbors.csv": "state,neighbor\nNY,VA\n",
    }
    for name, text in source.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    make_facts(tmp_path, tmp_path)
    made = {path.name: gzip.decompress(path.read_bytes()).decode() for path in tmp_path.glob("*.gz")}
    assert made == {
        "zip_codes.csv.gz": header
        + places.replace(" County", "").replace("Fredericksburg (city)", "Fredericksburg City"),
        "last_names.csv.gz": "last_name,count\nMcCoy,7\n",
        "first_names.csv.gz": source["us_first_names.csv"],
        # Three degrees of latitude.
        "state_neighbors.csv.gz": "state,neighbor,miles\nNY,VA,207\n",
    }


@pytest.mark.parametrize("name", ["demo", "nationwide"])
def test_presets_are_configs_with_a_description(name: str) -> None:
    assert name in preset_names()
    config = build_config({}, preset=name)
    assert config.patients == {"demo": 200, "nationwide": 100_000}[name]
    text = resource("data", "presets", f"{name}.toml").read_text(encoding="utf-8")
    assert len(tomllib.loads(text)["description"]) > 20


def test_the_geonames_attribution_is_shipped() -> None:
    text = resource("data", "README.md").read_text(encoding="utf-8")
    assert "GeoNames" in text
    assert "creativecommons.org/licenses/by/4.0" in text
    assert {path.name for path in resource("data").glob("*.csv.gz")} <= set(re.findall(r"`([\w.]+)`", text))
