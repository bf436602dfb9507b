"""The pool of ZIP codes that a dataset may draw from: the shipped one, or a CSV file of the user's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource

__all__ = ["Place", "read_pool", "shipped_pool"]

ZIPCODE_HEADERS = ("zipcode", "zip", "postal_code")
STATE_HEADERS = ("state", "state_id")
CITY_HEADERS = ("city",)
LONGEST_CITY = 100
ZIP_PLUS_4 = re.compile(r"[0-9]{5}-[0-9]{4}")
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
    places = _read_places(path, _read_text(path))
    if not places:
        raise ConfigError(f"{OPTION} {path}: no usable rows; it needs a header and one ZIP code a line")
    return tuple(sorted(places, key=lambda place: place.zipcode))


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{OPTION} {path}: cannot be read ({error})") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{OPTION} {path}:{line}: byte {error.object[error.start]:#04x} is not UTF-8; save the file as CSV in UTF-8"
        ) from error


def _read_places(path: Path, text: str) -> list[Place]:
    rows = _rows(path, text)
    line, names = next(rows, (1, []))
    where, header = f"{OPTION} {path}:{line}", [name.lower() for name in names]
    filler = _Filler(
        _column(where, header, STATE_HEADERS),
        _column(where, header, CITY_HEADERS),
        _column(where, header, ZIPCODE_HEADERS),
    )
    first_lines: dict[str, int] = {}
    places = []
    for line, row in rows:
        where = f"{OPTION} {path}:{line}"
        if len(row) > len(header):
            raise ConfigError(
                f"{where}: {len(row)} fields, but the header has {len(header)}; a field with a comma needs quotes"
            )
        place = filler.place(where, row)
        if place.zipcode in first_lines:
            raise ConfigError(
                f"{where}: ZIP code {place.zipcode} stands in line {first_lines[place.zipcode]} too"
            )
        first_lines[place.zipcode] = line
        places.append(place)
    return places


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Give every row that is not blank, its fields stripped, and the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(field.strip() for field in row):
                yield line, [field.strip() for field in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigError(f"{OPTION} {path}:{line}: not CSV from this line on ({error})") from error


def _column(where: str, header: list[str], names: tuple[str, ...]) -> int | None:
    """Return where one of the names stands in the header, the earlier ones first; only the ZIP code must."""
    name = next((name for name in names if name in header), None)
    if name is None and names == ZIPCODE_HEADERS:
        found = ", ".join(header) or "nothing"
        hint = "; columns are separated by commas" if re.search(r"[;\t|]", found) else ""
        raise ConfigError(f"{where}: no column {', '.join(ZIPCODE_HEADERS)}; the header has {found}{hint}")
    if name is not None and header.count(name) > 1:
        raise ConfigError(f"{where}: column {name} stands in the header {header.count(name)} times")
    return header.index(name) if name is not None else None


class _Filler:
    """Makes a place of a row, with what the shipped pool knows."""

    def __init__(self, state_column: int | None, city_column: int | None, zip_column: int | None) -> None:
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
            city=self._city(where, row) or near.city,
            state=state,
            county=near.county,
            latitude=near.latitude,
            longitude=near.longitude,
            population=known.population if known else self.typical_population,
        )

    def _zipcode(self, where: str, row: list[str]) -> str:
        code = self._field(row, self.zip_column)
        if not (code.isascii() and code.isdigit()):
            reason = (
                "is a ZIP+4 code; leave out what follows the hyphen"
                if ZIP_PLUS_4.fullmatch(code)
                else ("is not a number of five digits")
            )
            raise ConfigError(f"{where}: ZIP code {code!r} {reason}")
        if len(code) != 5:
            raise ConfigError(
                f"{where}: ZIP code {code!r} has {len(code)} digits; five are needed (01001, not 1001)"
            )
        return code

    def _city(self, where: str, row: list[str]) -> str:
        city = self._field(row, self.city_column)
        if len(city) > LONGEST_CITY or not city.isprintable():
            raise ConfigError(
                f"{where}: city {city[:40]!r} is not a name of up to {LONGEST_CITY} printable characters"
            )
        return city

    def _field(self, row: list[str], column: int | None) -> str:
        return row[column] if column is not None and column < len(row) else ""

    def _nearest(self, zipcode: str, state: str) -> Place:
        return self.by_state[state][int(np.abs(self.numbers[state] - int(zipcode)).argmin())]
