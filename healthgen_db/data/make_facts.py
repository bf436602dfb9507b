"""Makes the compressed CSV files of public facts: python -m healthgen_db.data.make_facts FOLDER."""

import csv
import gzip
import io
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from healthgen_db.config.resources import resource
from healthgen_db.world.places.distances import miles_between

# Last names that get back the apostrophes, spaces and capitals which the census leaves out. Nearly all people with
# these names write them so.
IRISH = {
    "Obrien", "Oconnell", "Oconnor", "Odonnell", "Ohara", "Okeefe", "Oleary", "Omalley", "Oneal", "Oneil",
    "Oneill", "Oreilly", "Orourke", "Osullivan",
}  # fmt: skip
OTHERS = {
    "Dejesus": "De Jesus", "Delacruz": "De La Cruz", "Delarosa": "De La Rosa", "Delatorre": "De La Torre",
    "Deleon": "De Leon", "Delossantos": "De Los Santos", "Delvalle": "Del Valle", "Deluca": "DeLuca",
    "Macdonald": "MacDonald", "Stclair": "St. Clair", "Stjohn": "St. John", "Vandyke": "Van Dyke",
    "Vanhorn": "Van Horn",
}  # fmt: skip


def surname(name: str) -> str:
    """Return a last name with its usual capitals, spaces and apostrophes: Mcdonald becomes McDonald."""
    if name in OTHERS:
        return OTHERS[name]
    if name in IRISH:
        return f"O'{name[1:].capitalize()}"
    if re.fullmatch(r"Mc[a-z]{2,}", name):
        return f"Mc{name[2:].capitalize()}"
    return name


def county_name(name: str) -> str:
    """Return the name of a county without 'County' or 'Parish'; an independent city is 'Richmond City'."""
    name = re.sub(r" \((CA|Census Area)\)$| (County|Parish|Borough|Census Area|Municipality)$", "", name)
    name = re.sub(r"^City and (County|Borough) of | City and$", "", name)
    name = re.sub(r"^City of (.+)$", r"\1 City", name)
    return re.sub(r"(?<! City) \(city\)?$", " City", name).removesuffix(" (city)")


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a compressed CSV file. It does not contain the time, so the same rows give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def make_facts(source: Path, target: Path) -> None:
    """Compress the public facts of a folder, with corrected names. data/README.md describes the facts."""
    _copy(source / "us_zip_codes.csv", target / "zip_codes.csv.gz", "county", county_name)
    _copy(source / "us_last_names.csv", target / "last_names.csv.gz", "last_name", surname)
    _copy(source / "us_first_names.csv", target / "first_names.csv.gz", "first_name", str)
    _write_neighbors(source, target / "state_neighbors.csv.gz")


def _write_neighbors(source: Path, target: Path) -> None:
    """Write the pairs of neighbors, with the miles between the two centers of population."""
    people: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for row in _rows(source / "us_zip_codes.csv"):
        people[row["state"]].append(
            (float(row["latitude"]), float(row["longitude"]), float(row["population"]))
        )
    centers = {}
    for state, places in people.items():
        latitude, longitude, population = np.array(places).T
        centers[state] = np.average([latitude, longitude], axis=1, weights=population)
    pairs = [(row["state"], row["neighbor"]) for row in _rows(source / "us_state_neighbors.csv")]
    miles = [miles_between(*centers[state], *centers[neighbor]) for state, neighbor in pairs]
    rows = [(*pair, str(round(float(distance)))) for pair, distance in zip(pairs, miles, strict=True)]
    write_rows(target, ["state", "neighbor", "miles"], rows)


def _rows(source: Path) -> list[dict[str, str]]:
    with source.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _copy(source: Path, target: Path, column: str, correct: Callable[[str], str]) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    index = header.index(column)
    for row in rows:
        row[index] = correct(row[index])
    write_rows(target, header, rows)


if __name__ == "__main__":
    make_facts(Path(sys.argv[1]), resource("data"))
