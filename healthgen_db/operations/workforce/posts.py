"""The posts of a hospital: how many each team has, in which patterns, and to whom they report."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.roster.patterns import PatternFile, load_patterns
from healthgen_db.operations.workforce.sizes import FLOAT_NURSES, FTE_DECIMALS, Sizes, full_fte
from healthgen_db.operations.workforce.teams import NONE, Teams
from healthgen_db.world.draws import Draws, Flags, Floats, Ints

POSTS_PER_HOSPITAL = 100_000


@dataclass(frozen=True)
class Posts:
    """Columns over the posts of one hospital, shape (posts,). The index is the number of the post_id - 1."""

    team: Ints
    """Index in Teams."""
    pattern: Ints
    """Index in the names of patterns.toml."""
    pattern_day: Ints
    """Day of the pattern on 2000-01-03 (CYCLE_MONDAY of roster/patterns.py)."""
    fte: Floats
    role: Ints
    """Index of the role."""
    department: Ints
    """Index of SERVICE_CODES; -1 if it belongs to no department."""
    reports_to: Ints
    """Index of a post; -1 at the top."""
    float_pool: Flags

    def __len__(self) -> int:
        """Return the number of posts."""
        return len(self.team)


def posts_of(config: Config, teams: Teams, doctors: Ints, draws: Draws, hospital_id: int) -> Posts:
    """Return the posts of a hospital.

    doctors: how many doctors of visits each team has, who all need posts, shape (teams,)
    """
    place = config.place
    patterns, roles = load_patterns(place), load_roles(place)
    names, sizes = list(roles), Sizes(place, config.nurse_factor)
    columns: dict[str, list[NDArray[np.generic]]] = defaultdict(list)
    turn = draws.bits("post.pattern_day", hospital_id * POSTS_PER_HOSPITAL + np.arange(len(teams.kind)))
    for number, counts in enumerate(sizes.of_teams(teams, doctors)):
        kind, size = teams.figures[number], sum(counts.values())
        role = [list(kind.roles)[each] for each in _spread(list(kind.roles.values()), size)]
        columns["team"].append(np.full(size, number))
        columns["role"].append(np.array([names.index(name) for name in role], dtype=np.int64))
        pattern = [name for name, count in counts.items() for _ in range(count)]
        columns["pattern"].append(np.array([patterns.names.index(name) for name in pattern], dtype=np.int64))
        full = np.array([full_fte(patterns, name) for name in pattern])
        leads = [bool(roles[name].promoted_from) for name in role]
        always = [lead or sizes.on_call(name) for lead, name in zip(leads, pattern, strict=True)]
        part = _parts(sizes.file.ftes(kind), np.array(always, dtype=np.bool_))
        columns["fte"].append(np.round(full * part, FTE_DECIMALS))
        columns["pattern_day"] += [
            pattern_days(patterns, name, count, int(turn[number] >> np.uint64(33)))
            for name, count in counts.items()
        ]
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    team = joined["team"]
    return Posts(
        department=teams.service[team],
        reports_to=_reports_to(teams, team),
        float_pool=np.array([teams.kind[number] == FLOAT_NURSES for number in team]),
        **joined,
    )


def _parts(ftes: dict[float, float], always: Flags) -> Floats:
    """Return which part of a full post each post is, shape (posts,).

    always: whether it is full in any case, because it leads others or has shifts on call
    """
    part = np.full(len(always), max(ftes))
    others = np.flatnonzero(~always)
    part[others] = np.array(list(ftes))[_spread(list(ftes.values()), others.size)]
    return part


def _spread(shares: Sequence[float], size: int) -> Ints:
    """Return the number of a share for each of `size` posts, as often as it says, and evenly among the posts."""
    weights = np.array(shares) / sum(shares)
    given = np.zeros(len(shares))
    found = np.zeros(size, dtype=np.int64)
    for number in range(size):
        found[number] = np.argmax(weights * (number + 1) - given)
        given[found[number]] += 1
    return found


def pattern_days(patterns: PatternFile, pattern: str, count: int, turn: int) -> Ints:
    """Return at which days of their cycle posts stand, so that each shift type begins with nearly as many every day.

    turn: moves all of them, so that the teams of a hospital differ
    """
    cycle = patterns.cycles[patterns.names.index(pattern)]
    step, size = patterns.patterns[pattern].step, len(cycle)
    starts = np.arange(0, size, step)
    at = (starts[:, None] + np.arange(size)) % size
    works = (cycle[at][:, None, :] == np.arange(len(patterns.shift_types))[:, None]).reshape(len(starts), -1)
    covered = np.zeros(works.shape[1], dtype=np.int64)
    chosen = np.zeros(count, dtype=np.int64)
    moved = np.roll(np.arange(len(starts)), turn % len(starts))
    for number in range(count):
        best = moved[int(np.argmin(works[moved] @ covered))]
        covered += works[best]
        chosen[number] = starts[best]
    return chosen


def _reports_to(teams: Teams, team: Ints) -> Ints:
    """Return the post to which each post reports, shape (posts,)."""
    first = {int(number): int(post) for number, post in zip(*np.unique(team, return_index=True), strict=True)}
    leader = np.array([_leader(teams, number, first) for number in range(len(teams.kind))])
    return leader[team]


def _leader(teams: Teams, number: int, first: dict[int, int]) -> int:
    """Return the post to which the posts of a team report. first: the first post of each team."""
    kind = teams.figures[number]
    for name in kind.reports_to:
        leader = _nearest(teams, name, number)
        if leader in first:
            leads = teams.figures[leader].leads
            place = next((place for place, kinds in enumerate(leads) if kind.kind in kinds), 0)
            return first[leader] + place
    return NONE


def _nearest(teams: Teams, kind: str, number: int) -> int:
    """Return the team of a kind that is nearest to a team: at its unit, in its department, or of the hospital."""
    unit, service = int(teams.unit[number]), int(teams.service[number])
    found = teams.find(kind, unit, service)
    if found == NONE and unit != NONE:
        same = (
            each for each, name in enumerate(teams.kind) if name == kind and teams.service[each] == service
        )
        found = next(same, NONE)
    return found
