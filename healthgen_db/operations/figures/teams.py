"""The kinds of teams of a hospital: teams.toml of a place."""

from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from healthgen_db.config.errors import ConfigError
from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.figures.kinds import Level, Positive, Service
from healthgen_db.operations.figures.places import place_file, read_place_changes
from healthgen_db.operations.roster.patterns import PatternFile, load_patterns
from healthgen_db.world.catalog.entries import Percent
from healthgen_db.world.data_files import Entry, Probability, Weight, adds_up_to

Counted = Literal[
    "nurses",
    "beds",
    "rooms",
    "one",
    "led",
    "providers",
    "emergency",
    "arrivals",
    "paramedics",
    "technicians",
]
BY_HOUR: tuple[Counted, ...] = ("providers", "emergency", "arrivals")
"""What is counted for each hour of the day: the numbers of each shift type follow from the curve."""
Mix = Annotated[dict[str, Percent], Field(min_length=1), adds_up_to(100)]


class Need(Entry):
    """How many people a team needs when a shift type begins."""

    each: Positive
    weekend: Weight = 1
    fewest: int = Field(default=0, ge=0)


class TeamKind(Entry):
    """A kind of team."""

    kind: str
    per: Literal["unit", "service", "hospital"]
    levels: tuple[Level, ...] = ()
    wards: tuple[str, ...] = ()
    fewest_beds: int = Field(default=1, ge=1)
    service: Service | None = None
    counts: Counted
    leads: tuple[tuple[str, ...], ...] = ()
    needed: dict[str, Need]
    roles: Mix
    patterns: dict[str, Probability] = Field(min_length=1)
    fte: str = "full"
    senior: bool = False
    reports_to: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.per == "unit" and not (self.levels or self.wards):
            raise ValueError(f"{self.kind}: levels or wards must say which units have such a team")
        if self.counts == "led" and not self.leads:
            raise ValueError(f"{self.kind}: leads must say which teams it leads")
        return self


class TeamsFile(Entry):
    """teams.toml."""

    relief: Annotated[float, Field(ge=1)]
    float_share: Probability
    least_used: Probability = 0.95
    census_spread: float
    emergency_spread: float
    emergency_hours: int = Field(ge=1)
    emergency_patients: Positive
    fte: dict[str, Mix]
    doctors: dict[str, tuple[str, Service]]
    teams: tuple[TeamKind, ...]

    def ftes(self, team: TeamKind) -> dict[float, float]:
        """Return the shares of the full-time equivalents of a team's posts, %, the largest equivalent first."""
        shares = {float(fte): share for fte, share in self.fte[team.fte].items()}
        return dict(sorted(shares.items(), reverse=True))


@cache
def load_teams(place: str) -> TeamsFile:
    """Read teams.toml of a place. Raises ConfigError that names the team and what is wrong."""
    file = read_place_changes(TeamsFile, place, "teams.toml")
    patterns, roles = load_patterns(place), load_roles(place)
    kinds = {team.kind for team in file.teams}
    for team in file.teams:
        named = (
            ("shift type", set(team.needed) - set(patterns.shift_types)),
            ("pattern", set(team.patterns) - set(patterns.patterns)),
            ("role", set(team.roles) - set(roles)),
            ("fte", {team.fte} - set(file.fte)),
            ("kind of team", {*team.reports_to, *(kind for led in team.leads for kind in led)} - kinds),
            ("pattern with the shift type", _without_pattern(team, patterns)),
        )
        for what, unknown in named:
            if unknown:
                path = place_file(place, "teams.toml")
                raise ConfigError(f"{path}: {team.kind}: there is no {what} {', '.join(sorted(unknown))}")
    return file


def _without_pattern(team: TeamKind, patterns: PatternFile) -> set[str]:
    """Return the shift types that a team needs and none of its patterns has."""
    codes = {
        code for name in team.patterns if name in patterns.patterns for code in patterns.patterns[name].codes
    }
    shifts = patterns.shift_types
    return {name for name in team.needed if name in shifts and shifts[name].code not in codes}
