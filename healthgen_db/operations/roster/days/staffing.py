"""The teams and posts of a hospital as the roster needs them: patterns, groups that fill in for each other, needs."""

import numpy as np

from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.roster.days.book import FREE, WEEK
from healthgen_db.operations.roster.days.slots import Slots
from healthgen_db.operations.roster.patterns import CYCLE_MONDAY, load_patterns
from healthgen_db.operations.workforce.posts import Posts
from healthgen_db.operations.workforce.teams import Teams
from healthgen_db.world.calendar import weekday_of
from healthgen_db.world.draws import Flags, Floats, Ints

# Nobody can fill in for the only person of a team.
FEWEST_WITH_COVER = 2
WORKING_DAYS = 5


def basic_roles(place: str) -> Ints:
    """Return for each role the one whose work it is: a charge nurse works as a registered nurse, shape (roles,)."""
    roles = load_roles(place)
    names = list(roles)

    def basic(name: str) -> str:
        role = roles[name]
        for before in role.promoted_from:
            if (roles[before].licence, roles[before].group) == (role.licence, role.group):
                return basic(before)
        return name

    return np.array([names.index(basic(name)) for name in names])


class Staffing:
    """Teams and posts of one hospital. A cell is a shift type of a team: team * shift types + shift type.

    team, role: int64, shape (posts,)
    work: int64, shape (posts,), the basic role: people with this role fill in, also those of other teams
    float_pool: bool, shape (posts,)
    """

    def __init__(self, place: str, hospital_id: int, teams: Teams, posts: Posts) -> None:
        self.hospital_id = hospital_id
        self.file = load_patterns(place)
        self.types = len(self.file.shift_type_names)
        self.hours: Ints = np.array([shift.hours for shift in self.file.shift_types.values()])
        self.team: Ints = posts.team.astype(np.int64)
        self.role: Ints = posts.role.astype(np.int64)
        self.work: Ints = basic_roles(place)[self.role]
        self.float_pool: Flags = posts.float_pool
        covered = self._covered(posts, teams.role.size)
        self._needed = np.where(covered[:, None, None], teams.needed, 0).reshape(-1, 7)
        # Nobody on call is in charge.
        at_work = np.array([not shift.on_call for shift in self.file.shift_types.values()])
        self.senior_cell: Flags = (teams.senior[:, None] & at_work).reshape(-1)
        self._pattern_of(posts)

    def _covered(self, posts: Posts, teams: int) -> Flags:
        """Return in which teams somebody fills in: not where all work the same weekdays, shape (teams,)."""
        cycles = self.file.cycles
        weekdays = np.array(
            [np.count_nonzero(cycle != FREE) == WORKING_DAYS and cycle.size == WEEK for cycle in cycles]
        )
        size = np.bincount(self.team, minlength=teams)
        others = np.bincount(self.team, weights=~weekdays[posts.pattern], minlength=teams)
        covered: Flags = (size >= FEWEST_WITH_COVER) & (others > 0)
        return covered

    def _pattern_of(self, posts: Posts) -> None:
        cycles = self.file.cycles
        self._kinds: Ints = np.concatenate(cycles)
        sizes = np.array([cycle.size for cycle in cycles])
        counts = np.array([np.count_nonzero(cycle != FREE) for cycle in cycles])
        ranks = np.concatenate([np.cumsum(cycle != FREE) - 1 for cycle in cycles])
        pattern = posts.pattern
        self._size, self._first = sizes[pattern], (np.cumsum(sizes) - sizes)[pattern]
        self._begin = posts.pattern_day.astype(np.int64) - CYCLE_MONDAY
        self._count, self._rank = counts[pattern], ranks
        self._share = self._shares(posts)
        longest = np.array([self.file.longest_week(name) for name in self.file.names])
        usual = np.array([[(cycle == kind).any() for kind in range(self.types)] for cycle in cycles])
        self.usual: Flags = usual[pattern]
        """Which shift types each post's pattern has, shape (posts, shift types)."""
        self.full_week: Flags = (longest > self.file.limits.overtime_week_hours)[pattern]
        """Which posts have weeks so full that an hour more could break the limit."""

    def _shares(self, posts: Posts) -> Floats:
        """Return which share of its pattern's shifts each post works."""
        both, number = np.unique(np.stack([posts.pattern, posts.fte], axis=1), axis=0, return_inverse=True)
        shares = [
            self.file.share(self.file.names[int(pattern)], float(fte)) for pattern, fte in both.tolist()
        ]
        return np.array(shares)[number]

    def kinds(self, day: int) -> Ints:
        """Return the shift type of each post on a day by its pattern, FREE on a free day; shape (posts,).

        Part-time posts leave out shifts of the pattern, as evenly as possible.
        """
        turn, place = np.divmod(day + self._begin, self._size)
        kind = self._kinds[self._first + place]
        number = turn * self._count + self._rank[self._first + place]
        works = np.floor((number + 1) * self._share) > np.floor(number * self._share)
        kinds: Ints = np.where(works, kind, FREE)
        return kinds

    def needed(self, day: int) -> Ints:
        """Return how many people each cell needs on a day, shape (cells,)."""
        needed: Ints = self._needed[:, int(weekday_of(np.array(day)))]
        return needed

    def cell(self, slots: Slots) -> Ints:
        """Return the cell of each slot."""
        cell: Ints = self.team[slots.post] * self.types + slots.kind
        return cell
