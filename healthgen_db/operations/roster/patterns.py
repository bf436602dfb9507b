"""Shift types and patterns of a place: patterns.toml, and the checked patterns as columns."""

from functools import cache, cached_property
from typing import Self

import numpy as np
from pydantic import Field, model_validator

from healthgen_db.config.resources import resource
from healthgen_db.config.values import DEFAULT_PLACE
from healthgen_db.operations.roster.limits import Limits, ShiftType, broken_limits
from healthgen_db.world.data_files import Entry, appended, checked, read_toml
from healthgen_db.world.draws import Ints

FREE = "-"
# 2000-01-03, a Monday: on this day a post stands at its own day of the cycle (`pattern_day`).
CYCLE_MONDAY = 10_959
FULL_TIME_HOURS = 40
"""Hours of a full-time week."""
# A share of nearly all shifts of a pattern is all of them: a post of 0.85 works each shift of one with 34.8 hours.
NEARLY_ALL = 0.94


class Pattern(Entry):
    """A cycle of days, each with the code of a shift type or free."""

    cycle: str
    weekdays: bool = False

    @property
    def codes(self) -> list[str]:
        """Return the code of the shift type, or FREE, of each day of the cycle."""
        return self.cycle.split()

    @property
    def step(self) -> int:
        """Return how many days apart the days of the cycle are at which posts may stand: 7, or any day."""
        return 7 if self.weekdays else 1


class PatternFile(Entry):
    """The content of patterns.toml."""

    limits: Limits
    shift_types: dict[str, ShiftType] = Field(min_length=1)
    patterns: dict[str, Pattern] = Field(min_length=1)

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        codes = self.codes
        if len(codes) < len(self.shift_types):
            raise ValueError("two shift types have the same code")
        for name, pattern in self.patterns.items():
            if unknown := sorted(set(pattern.codes) - {*codes, FREE}):
                raise ValueError(f"pattern {name}: there is no shift type with the code {', '.join(unknown)}")
            if pattern.weekdays and len(pattern.codes) % 7:
                raise ValueError(f"pattern {name}: a cycle on weekdays must have whole weeks")
            cycle = [codes.get(code) for code in pattern.codes]
            if broken := broken_limits(cycle, self.limits):
                raise ValueError(f"pattern {name}: {'; '.join(broken)}")
        return self

    @property
    def codes(self) -> dict[str, ShiftType]:
        """Return the shift types by code."""
        return {shift.code: shift for shift in self.shift_types.values()}

    @cached_property
    def shift_type_names(self) -> tuple[str, ...]:
        """Return the names of the shift types; a number of a shift type is an index here."""
        return tuple(self.shift_types)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the patterns; a number of a pattern is an index here."""
        return tuple(self.patterns)

    @cached_property
    def cycles(self) -> tuple[Ints, ...]:
        """Return for each pattern the index of the shift type of each day of the cycle, -1 if it is free."""
        number = {shift.code: index for index, shift in enumerate(self.shift_types.values())}
        return tuple(
            np.array([number.get(code, -1) for code in pattern.codes]) for pattern in self.patterns.values()
        )

    def week_hours(self, name: str) -> float:
        """Return the hours a week of somebody who works each shift of a pattern; those on call count in full."""
        pattern, codes = self.patterns[name], self.codes
        hours = sum(codes[code].hours for code in pattern.codes if code != FREE)
        return hours * 7 / len(pattern.codes)

    def share(self, name: str, fte: float) -> float:
        """Return which share of a pattern's shifts a post of `fte` works.

        Nobody works more than the whole pattern, so a post has `fte` only if the pattern has as many hours.
        """
        share = fte * FULL_TIME_HOURS / min(FULL_TIME_HOURS, self.week_hours(name))
        return 1.0 if share >= NEARLY_ALL else share

    def longest_week(self, name: str) -> float:
        """Return the most hours of a pattern in any 7 days, those on call counted in full."""
        codes, cycle = self.codes, self.patterns[name].codes
        hours = [codes[code].hours if code != FREE else 0 for code in cycle] * (1 + 7 // len(cycle) + 1)
        return max(sum(hours[day : day + 7]) for day in range(len(cycle)))


@cache
def load_patterns(place: str = DEFAULT_PLACE) -> PatternFile:
    """Read patterns.toml of a place: that of the US, and what the place adds.

    Raises ConfigError that names the file and what is wrong, such as a pattern that breaks a limit.
    """
    path = resource("data", "places", DEFAULT_PLACE, "patterns.toml")
    values = read_toml(path)
    own = resource("data", "places", place, "patterns.toml")
    if place != DEFAULT_PLACE and own.exists():
        path, values = own, appended(own, values, read_toml(own))
    return checked(PatternFile, values, path=path)
