"""Makes the compressed CSV files of public facts: python -m healthgen_db.data.make_facts FOLDER."""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from healthgen_db.config.resources import resource

__all__ = ["county_name", "make_facts", "surname", "write_rows"]

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
    _copy(source / "us_state_neighbors.csv", target / "state_neighbors.csv.gz", "state", str)


def _copy(source: Path, target: Path, column: str, correct: Callable[[str], str]) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    index = header.index(column)
    for row in rows:
        row[index] = correct(row[index])
    write_rows(target, header, rows)


if __name__ == "__main__":
    make_facts(Path(sys.argv[1]), resource("data"))
