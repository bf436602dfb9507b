"""How many posts the teams of a hospital have, in which patterns."""

from dataclasses import replace

import numpy as np

from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.figures.teams import TeamKind, load_teams
from healthgen_db.operations.roster.patterns import FULL_TIME_HOURS, PatternFile, load_patterns
from healthgen_db.operations.workforce.needs import SATURDAY, WEEKDAYS
from healthgen_db.operations.workforce.teams import Teams
from healthgen_db.world.draws import Flags, Floats, Ints

FLOAT_NURSES, WARD_NURSES = "float nurses", "ward nurses"
FTE_DECIMALS = 2


class Sizes:
    """The sizes of teams. nurse_factor: factor of the posts of nurses."""

    def __init__(self, place: str, nurse_factor: float) -> None:
        self.file, self.patterns = load_teams(place), load_patterns(place)
        self.nurses = {name for name, role in load_roles(place).items() if role.is_nurse}
        self.nurse_factor = nurse_factor

    def of_teams(self, teams: Teams, doctors: Ints) -> list[dict[str, int]]:
        """Return how many posts each team has in each pattern.

        doctors: how many doctors of visits each team has, who all need posts, shape (teams,)
        """
        found = [
            self._of_team(kind, needed) for kind, needed in zip(teams.figures, teams.needed, strict=True)
        ]
        for counts, number in zip(found, doctors.tolist(), strict=True):
            counts[list(counts)[-1]] += max(0, number - sum(counts.values()))
        wards = [
            sum(each.values()) for kind, each in zip(teams.kind, found, strict=True) if kind == WARD_NURSES
        ]
        for number, kind in enumerate(teams.figures):
            if kind.kind == FLOAT_NURSES:
                each = self.file.float_share * sum(wards) / len(kind.patterns)
                found[number] = {name: max(1, round(each)) for name in kind.patterns}
        return found

    def used(self, teams: Teams, doctors: Ints) -> Teams:
        """Return the teams with their needs raised where posts in weekday patterns can do more than is needed.

        Doctors of visits have posts in any case, and people on call have some usual days: they come to work too.
        """
        needed = teams.needed.copy()
        for number, counts in enumerate(self.of_teams(teams, doctors)):
            kind = teams.figures[number]
            supply = np.zeros(needed.shape[1:])
            usual = np.zeros(len(supply), dtype=np.bool_)
            for name, count in counts.items():
                by_type = self.supply(kind, name)
                supply += count * by_type
                if self.patterns.patterns[name].weekdays:
                    usual |= (by_type > 0).any(axis=1) & ~self._on_call
            able = np.floor(self.file.least_used * supply[:, :SATURDAY])
            raised = np.maximum(needed[number, :, :SATURDAY], able.astype(np.int64))
            needed[number, usual, :SATURDAY] = raised[usual]
        return replace(teams, needed=needed)

    def _of_team(self, kind: TeamKind, needed: Ints) -> dict[str, int]:
        """Return how many posts a team has in each pattern. needed: shape (shift types, 7)."""
        rest, counts = needed.astype(np.float64), {}
        for name, share in kind.patterns.items():
            supply = self.supply(kind, name)
            covered = (supply > 0) & self._leading(name)[:, None]
            counts[name] = round(share * float((rest[covered] / supply[covered]).min()))
            rest = np.maximum(rest - counts[name] * supply, 0.0)
        return _multiplied(counts, self.nurse_factor) if self.nurses.issuperset(kind.roles) else counts

    def supply(self, kind: TeamKind, pattern: str) -> Floats:
        """Return how many people of a team begin a shift for each post of a pattern, those who are absent left out.

        Shape (shift types, 7), as `needed`.
        """
        file = self.patterns
        full = full_fte(file, pattern)
        ftes = {1.0: 100.0} if self.on_call(pattern) else self.file.ftes(kind)
        share = sum(percent / 100 * file.share(pattern, full * part) for part, percent in ftes.items())
        cycle = file.cycles[file.names.index(pattern)]
        supply = np.zeros((len(file.shift_type_names), WEEKDAYS))
        if file.patterns[pattern].weekdays:
            days = np.flatnonzero(cycle >= 0)
            np.add.at(supply, (cycle[days], days % WEEKDAYS), WEEKDAYS / len(cycle))
        else:
            supply += np.bincount(cycle[cycle >= 0], minlength=len(supply))[:, None] / len(cycle)
        return supply * share / (1.0 if kind.counts == "led" else self.file.relief)

    def on_call(self, pattern: str) -> bool:
        """Return whether a pattern has shifts on call. Its posts are full ones, so that each day has somebody."""
        return bool((self._types(pattern) & self._on_call).any())

    def _types(self, pattern: str) -> Flags:
        """Return which shift types a pattern has, shape (shift types,)."""
        codes = self.patterns.patterns[pattern].codes
        return np.array([shift.code in codes for shift in self.patterns.shift_types.values()])

    @property
    def _on_call(self) -> Flags:
        return np.array([shift.on_call for shift in self.patterns.shift_types.values()])

    def _leading(self, pattern: str) -> Flags:
        """Return the shift types that decide how many posts a pattern has: those on call if it has some."""
        return self._types(pattern) & (self._on_call if self.on_call(pattern) else True)


def full_fte(patterns: PatternFile, pattern: str) -> float:
    """Return the full-time equivalent of somebody who works each shift of a pattern."""
    return round(min(1.0, patterns.week_hours(pattern) / FULL_TIME_HOURS), FTE_DECIMALS)


def _multiplied(counts: dict[str, int], factor: float) -> dict[str, int]:
    """Multiply numbers and round them, so that what one number loses the next ones gain."""
    multiplied: dict[str, int] = {}
    total = 0
    for name, count in counts.items():
        total += count
        multiplied[name] = round(factor * total) - sum(multiplied.values())
    return multiplied
