"""Rewrites: pure functions from clean to dirty cells, which are strings without nulls. Some cells may not change."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from healthgen_db.config.errors import ConfigError
from healthgen_db.messy.fault_file import Way
from healthgen_db.world.catalog.catalog import Catalog

Rewrite: TypeAlias = Callable[[pa.StringArray], pa.StringArray]

# The number of 1970-01-01 in a spreadsheet, which counts days from 1899-12-30.
SPREADSHEET_DAY_OF_1970 = 25_569
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WHOLE_PART = r"\A(\d+)(\.\d+)?\z"


def functions(catalog: Catalog) -> dict[str, Rewrite]:
    """Return the functions that data/messy.toml may call, by name."""
    codes = pa.array([state.code for state in catalog.states], pa.string())
    names = pa.array([state.name for state in catalog.states], pa.string())

    def state_name(cells: pa.StringArray) -> pa.StringArray:
        return pc.coalesce(names.take(pc.index_in(cells, value_set=codes)), cells)

    return {
        "upper": pc.utf8_upper,
        "lower": pc.utf8_lower,
        "swap_case": pc.utf8_swapcase,
        "title": pc.utf8_title,
        "utf8_as_latin1": _utf8_as_latin1,
        "month_first": lambda cells: _written(cells, "{month} {day.day:02}, {day.year}"),
        "day_first": lambda cells: _written(cells, "{day.day:02}-{month}-{day.year}"),
        "spreadsheet_day": _spreadsheet_day,
        "thousands": _thousands,
        "state_name": state_name,
    }


def rewrite(way: Way, calls: Mapping[str, Rewrite]) -> Rewrite:
    """Return the function of a way. Raises ConfigError for an unknown function or a wrong regular expression."""
    if way.call is not None and way.call not in calls:
        known = ", ".join(sorted(calls))
        raise ConfigError(f"messy.toml: call = {way.call!r}: there is no such function; choose from {known}")
    first = None if way.call is None else calls[way.call]
    if first is not None and way.find is None:
        return first
    try:
        pc.replace_substring_regex(pa.array([""]), pattern=way.find, replacement=way.put)
    except pa.ArrowInvalid as error:
        raise ConfigError(f"messy.toml: find = {way.find!r}, put = {way.put!r}: {error}") from error

    def replace(cells: pa.StringArray) -> pa.StringArray:
        if first is None:
            return pc.replace_substring_regex(cells, pattern=way.find, replacement=way.put)
        called = first(cells)
        replaced = pc.replace_substring_regex(called, pattern=way.find, replacement=way.put)
        # Both steps must change the cell: one step alone would be another kind of fault.
        whole = pc.and_(pc.not_equal(called, cells), pc.not_equal(replaced, called))
        return pc.if_else(whole, replaced, cells)

    return replace


def _utf8_as_latin1(cells: pa.StringArray) -> pa.StringArray:
    texts = pc.if_else(pc.string_is_ascii(cells), pa.scalar(None, pa.string()), cells)
    if texts.null_count == len(texts):
        return cells
    garbled = [text and text.encode("utf-8").decode("latin-1") for text in texts.to_pylist()]
    return pc.coalesce(pa.array(garbled, pa.string()), cells)


def _written(cells: pa.StringArray, form: str) -> pa.StringArray:
    """Write dates in a form with {day} and {month}, the short name of the month in English.

    Arrow's strftime needs a database of time zones, even for dates. Python's writes months in the language that the
    program has set.
    """
    days = cells.cast(pa.date32()).to_pylist()
    return pa.array([form.format(day=day, month=MONTHS[day.month - 1]) for day in days], pa.string())


def _spreadsheet_day(cells: pa.StringArray) -> pa.StringArray:
    days = cells.cast(pa.date32()).cast(pa.int32())
    return pc.add(days, SPREADSHEET_DAY_OF_1970).cast(pa.string())


def _thousands(cells: pa.StringArray) -> pa.StringArray:
    """Write numbers with a comma between thousands."""
    whole = pc.replace_substring_regex(cells, pattern=WHOLE_PART, replacement=r"\1")
    rest = pc.replace_substring_regex(cells, pattern=WHOLE_PART, replacement=r"\2")
    # RE2 has no lookahead, so this groups the reversed digits.
    grouped = pc.replace_substring_regex(pc.utf8_reverse(whole), pattern=r"(\d{3})", replacement=r"\1,")
    marked = pc.utf8_rtrim(grouped, characters=",")
    return pc.binary_join_element_wise(pc.utf8_reverse(marked), rest, "")
