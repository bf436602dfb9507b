"""The pool of ZIP codes that a dataset may draw from: the shipped one, or a CSV file of the user's."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from healthgen_db.errors import ConfigError
from healthgen_db.resources import resource

__all__ = ["Place", "read_pool", "shipped_pool"]

ZIPCODE_HEADERS = ("zipcode", "zip", "postal_code")
STATE_HEADERS = ("state", "state_id")
OPTION = "--zip-pool-file"


@dataclass(frozen=True, slots=True)
class Place:
    """A ZIP code: where it lies (degrees) and how many people lived in it in 2010."""

    zipcode: str
    city: str
    state: str
    county: str
    latitude: float
    longitude: float
    population: int


@cache
def shipped_pool() -> tuple[Place, ...]:
    """Return every populated ZIP code of the 50 states and DC, by ZIP code (data/README.md has the sources)."""
    text = pa.csv.ConvertOptions(column_types={"zipcode": pa.string()})
    table = pa.csv.read_csv(resource("data", "zip_codes.csv.gz"), convert_options=text)
    columns = [table.column(name).to_pylist() for name in Place.__slots__]
    return tuple(sorted((Place(*row) for row in zip(*columns, strict=True)), key=lambda place: place.zipcode))


def read_pool(path: Path) -> tuple[Place, ...]:
    """Read a pool file, by ZIP code.

    The header names zipcode, zip or postal_code, and may name state or state_id, and city. What is missing is
    filled in from the shipped pool: from the same ZIP code, or else from the nearest number in the same state.
    Raises ConfigError with the line's number and what is wrong with it.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            places = _read_places(path, file)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{OPTION} {path}: cannot be read as a UTF-8 CSV file ({error})") from error
    if not places:
        raise ConfigError(f"{OPTION} {path}: no usable rows; it needs a header and one ZIP code a line")
    return tuple(sorted(places, key=lambda place: place.zipcode))


def _read_places(path: Path, file: TextIO) -> list[Place]:
    reader = csv.reader(file, strict=True)
    header = [name.strip().lower() for name in next(reader, [])]
    zip_column = _column(header, ZIPCODE_HEADERS)
    if zip_column is None:
        found = ", ".join(header) or "nothing"
        raise ConfigError(
            f"{OPTION} {path}:1: no column {', '.join(ZIPCODE_HEADERS)}; the header has {found}"
        )
    filler = _Filler(_column(header, STATE_HEADERS), _column(header, ("city",)), zip_column)
    first_lines: dict[str, int] = {}
    places = []
    for line, row in _rows(reader):
        where = f"{OPTION} {path}:{line}"
        place = filler.place(where, row)
        if place.zipcode in first_lines:
            raise ConfigError(
                f"{where}: ZIP code {place.zipcode} stands in line {first_lines[place.zipcode]} too"
            )
        first_lines[place.zipcode] = line
        places.append(place)
    return places


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for row in reader:
        if any(field.strip() for field in row):
            yield reader.line_num, [field.strip() for field in row]  # type: ignore[attr-defined]


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


class _Filler:
    """Makes a place of a row, with what the shipped pool knows."""

    def __init__(self, state_column: int | None, city_column: int | None, zip_column: int) -> None:
        self.zip_column = zip_column
        self.state_column = state_column
        self.city_column = city_column
        self.known = {place.zipcode: place for place in shipped_pool()}
        self.by_state: dict[str, list[Place]] = {}
        for place in shipped_pool():
            self.by_state.setdefault(place.state, []).append(place)
        self.numbers = {
            state: np.array([int(place.zipcode) for place in places])
            for state, places in self.by_state.items()
        }
        self.typical_population = int(np.median([place.population for place in shipped_pool()]))

    def place(self, where: str, row: list[str]) -> Place:
        zipcode = self._zipcode(where, row)
        known = self.known.get(zipcode)
        state = self._field(row, self.state_column).upper() or (known.state if known else "")
        if not state:
            raise ConfigError(
                f"{where}: no state for ZIP code {zipcode}, and the shipped pool does not know it"
            )
        if state not in self.by_state:
            raise ConfigError(f"{where}: state {state!r} is none of the 50 states or DC, in two letters")
        if known and known.state != state:
            raise ConfigError(f"{where}: ZIP code {zipcode} lies in {known.state}, not in {state}")
        near = known or self._nearest(zipcode, state)
        return Place(
            zipcode=zipcode,
            city=self._field(row, self.city_column) or near.city,
            state=state,
            county=near.county,
            latitude=near.latitude,
            longitude=near.longitude,
            population=known.population if known else self.typical_population,
        )

    def _zipcode(self, where: str, row: list[str]) -> str:
        code = self._field(row, self.zip_column)
        if not (code.isascii() and code.isdigit()):
            raise ConfigError(f"{where}: ZIP code {code!r} is not a number of five digits")
        if len(code) != 5:
            raise ConfigError(
                f"{where}: ZIP code {code!r} has {len(code)} digits; five are needed (01001, not 1001)"
            )
        return code

    def _field(self, row: list[str], column: int | None) -> str:
        return row[column] if column is not None and column < len(row) else ""

    def _nearest(self, zipcode: str, state: str) -> Place:
        return self.by_state[state][int(np.abs(self.numbers[state] - int(zipcode)).argmin())]
