"""The pool of ZIP codes that a dataset can use: the shipped one, or a CSV file of the user."""

import csv
import io
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.csv

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource

ZIPCODE_HEADERS = ("zipcode", "zip", "postal_code")
STATE_HEADERS = ("state", "state_id")
CITY_HEADERS = ("city",)
LONGEST_CITY = 100
ZIP_PLUS_4 = re.compile(r"[0-9]{5}-[0-9]{4}")
OPTION = "--zip-pool-file"


@dataclass(frozen=True, slots=True)
class Place:
    """A ZIP code: its city, its position in degrees, and its population in 2010."""

    zipcode: str
    city: str
    state: str
    county: str
    latitude: float
    longitude: float
    population: int


@cache
def shipped_pool() -> tuple[Place, ...]:
    """Return all populated ZIP codes of the 50 states and DC, sorted. data/README.md has the sources."""
    text = pa.csv.ConvertOptions(column_types={"zipcode": pa.string()})
    table = pa.csv.read_csv(resource("data", "zip_codes.csv.gz"), convert_options=text)
    columns = [table.column(name).to_pylist() for name in Place.__slots__]
    return tuple(sorted((Place(*row) for row in zip(*columns, strict=True)), key=lambda place: place.zipcode))


@cache
def known_states() -> frozenset[str]:
    """Return the codes of the states that have ZIP codes: the 50 states and DC."""
    return frozenset(place.state for place in shipped_pool())


def in_states(pool: tuple[Place, ...], states: str) -> tuple[Place, ...]:
    """Return the places of a pool that are in these states. states: codes with commas between them.

    Raises ConfigError if a state is unknown, or if the pool has no place in it.
    """
    codes = states.split(",")
    if unknown := [code for code in codes if code not in known_states()]:
        raise ConfigError(
            f"--states {states}: {unknown[0]} is not one of the 50 states or DC; write two letters, such as NY"
        )
    there = {place.state for place in pool}
    if empty := [code for code in codes if code not in there]:
        raise ConfigError(
            f"--states {states}: the pool has no ZIP code in {empty[0]}; it has {', '.join(sorted(there)[:10])}"
        )
    return tuple(place for place in pool if place.state in codes)


def read_pool(path: Path) -> tuple[Place, ...]:
    """Read a pool file; the result is sorted by ZIP code.

    The header has a column zipcode, zip or postal_code. Columns state or state_id, and city, are optional. Missing
    values come from the same ZIP code of the shipped pool, or from the nearest ZIP code number in the same state.
    Raises ConfigError with the line number and what is wrong.
    """
    places = _read_places(path, _read_text(path))
    if not places:
        raise ConfigError(
            f"{OPTION} {path}: no usable rows; the file needs a header and one ZIP code on each line"
        )
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
    first_lines: dict[str, int] = {}
    places = []
    try:
        reader = _RowReader([name.lower() for name in names])
        for line, row in rows:
            place = reader.place(row)
            if place.zipcode in first_lines:
                raise ValueError(f"ZIP code {place.zipcode} is already on line {first_lines[place.zipcode]}")
            first_lines[place.zipcode] = line
            places.append(place)
    except ValueError as error:
        raise ConfigError(f"{OPTION} {path}:{line}: {error}") from error
    return places


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line number and the stripped fields of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(field.strip() for field in row):
                yield line, [field.strip() for field in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigError(f"{OPTION} {path}:{line}: is not valid CSV from this line on ({error})") from error


def _column(header: list[str], names: tuple[str, ...]) -> str | None:
    """Return the first of these names that is in the header; only the ZIP code is required."""
    name = next((name for name in names if name in header), None)
    if name is None and names == ZIPCODE_HEADERS:
        found = ", ".join(header) or "nothing"
        hint = "; columns are separated by commas" if re.search(r"[;\t|]", found) else ""
        raise ValueError(f"no column {', '.join(ZIPCODE_HEADERS)}; the header has {found}{hint}")
    if name is not None and header.count(name) > 1:
        raise ValueError(f"the header has the column {name} {header.count(name)} times")
    return name


class _RowReader:
    """Turns a row into a place. Values that the row does not have come from the shipped pool.

    Raises ValueError for a row that cannot be used.
    """

    def __init__(self, header: list[str]) -> None:
        self.header = header
        self.state_column = _column(header, STATE_HEADERS)
        self.city_column = _column(header, CITY_HEADERS)
        self.zip_column = _column(header, ZIPCODE_HEADERS)
        self.known = {place.zipcode: place for place in shipped_pool()}
        self.by_state: dict[str, list[Place]] = defaultdict(list)
        for place in shipped_pool():
            self.by_state[place.state].append(place)
        self.typical_population = int(median(place.population for place in shipped_pool()))

    def place(self, row: list[str]) -> Place:
        if len(row) > len(self.header):
            raise ValueError(
                f"{len(row)} fields, but the header has {len(self.header)}; a field with a comma needs quotes"
            )
        # A row may have fewer fields than the header.
        fields: dict[str | None, str] = dict(zip(self.header, row, strict=False))
        zipcode = _zipcode(fields.get(self.zip_column, ""))
        city = _city(fields.get(self.city_column, ""))
        known = self.known.get(zipcode)
        state = fields.get(self.state_column, "").upper() or (known.state if known else "")
        if not state:
            raise ValueError(f"no state for ZIP code {zipcode}, which is not in the shipped pool")
        if state not in self.by_state:
            raise ValueError(
                f"state {state!r} is not one of the 50 states or DC; write two letters, such as NY"
            )
        if known and known.state != state:
            raise ValueError(f"ZIP code {zipcode} is in {known.state}, not in {state}")
        near = known or self._nearest(zipcode, state)
        return replace(
            near,
            zipcode=zipcode,
            city=city or near.city,
            population=known.population if known else self.typical_population,
        )

    def _nearest(self, zipcode: str, state: str) -> Place:
        places = self.by_state[state]
        index = bisect_left(places, zipcode, key=lambda place: place.zipcode)
        return min(
            places[max(index - 1, 0) : index + 1], key=lambda place: abs(int(place.zipcode) - int(zipcode))
        )


def _zipcode(code: str) -> str:
    """Return the ZIP code. Raises ValueError if it has not five digits."""
    if ZIP_PLUS_4.fullmatch(code):
        raise ValueError(f"ZIP code {code!r} is a ZIP+4 code; remove the hyphen and the digits after it")
    if not (code.isascii() and code.isdigit()):
        raise ValueError(f"ZIP code {code!r} is not a number of five digits")
    if len(code) != 5:
        raise ValueError(f"ZIP code {code!r} has {len(code)} digits; it needs five (01001, not 1001)")
    return code


def _city(city: str) -> str:
    """Return the city. Raises ValueError if it is too long or has control characters."""
    if len(city) > LONGEST_CITY or not city.isprintable():
        raise ValueError(
            f"city {city[:40]!r} must have at most {LONGEST_CITY} characters, all of them printable"
        )
    return city
