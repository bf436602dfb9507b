"""Careers: who holds each post, month by month from long before the start of the dataset.

People resign and retire at the end of a month. A vacant post is filled at the beginning of a month, by somebody who is
promoted or by somebody who is hired. Every draw is keyed by the post and the month, so nothing depends on later months.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from healthgen_db.operations.figures.careers import Role, load_careers, load_roles
from healthgen_db.operations.workforce.hazards import Hazards
from healthgen_db.operations.workforce.people import Hiring, People, hire_key
from healthgen_db.operations.workforce.posts import POSTS_PER_HOSPITAL, Posts
from healthgen_db.operations.workforce.spells import (
    FAR,
    HIRED,
    MOVED_UP,
    PROMOTED,
    RESIGNED,
    RETIRED,
    SpellBook,
)
from healthgen_db.operations.workforce.teams import NONE
from healthgen_db.world.calendar import DAYS_PER_YEAR, age_on
from healthgen_db.world.draws import Draws, Flags, Ints

# Years of chance in the choice of who is promoted: the longest in the profession are preferred, but not strictly. [A]
CHOICE_YEARS = 25.0


class Careers:
    """The holders of the posts of one hospital, carried forward month by month.

    book: SpellBook, everything so far
    spell: int64, shape (posts,), number of the spell of the holder; NONE if the post is vacant
    fill: int64, shape (posts,), the day on which a vacant post is filled; FAR if somebody holds it
    """

    def __init__(self, place: str, posts: Posts, draws: Draws, hospital_id: int) -> None:
        size = len(posts)
        self.posts, self.draws = posts, draws
        self.figures, self.roles = load_careers(place), list(load_roles(place).values())
        self.hazards, self.hiring = Hazards(place), Hiring(place, draws)
        self.key = hospital_id * POSTS_PER_HOSPITAL + np.arange(1, size + 1)
        self.book = SpellBook()
        self.spell = np.full(size, NONE)
        self.fill = np.full(size, FAR)
        self.person, self.born, self.since, self.joined = np.zeros((4, size), dtype=np.int64)
        # Doctors of visits never leave their posts.
        self.stays = np.zeros(size, dtype=np.bool_)
        names = list(load_roles(place))
        self.promotes = np.array([bool(role.promoted_from) for role in self.roles])[posts.role]
        self.lower = [np.array([names.index(name) for name in role.promoted_from]) for role in self.roles]
        self.days_to_fill = np.array([role.days_to_fill for role in self.roles])[posts.role]
        self.frozen = np.array([role.frozen for role in self.roles])[posts.role] / 100

    def keep(self, post: Ints, people: People, joined: Ints) -> None:
        """Give posts to people who never leave them, from the days on which they joined."""
        self._holds(post, self.book.joins(people), people, joined)
        self.spell[post] = self.book.begins(self.person[post], post, self.posts.role[post], joined, HIRED)
        self.stays[post] = True

    def run(self, first: int, until: int) -> None:
        """Run from the month of a day, in which every post is filled, through the month of another day."""
        starts = list(_months(first, until))
        self.fill[self.spell == NONE] = starts[0]
        self._fill(starts[0])
        for start, after in pairwise(starts):
            self._leave(start, after - 1)
            self._fill(after)

    def _leave(self, start: int, last: int) -> None:
        """Let people resign and retire on the last day of a month."""
        post = np.flatnonzero((self.spell != NONE) & ~self.stays)
        age = age_on(self.born[post].astype(np.int32), last).astype(np.int64)
        retires, resigns = self.hazards.of(self.posts.role[post], age, last - self.joined[post])
        chance = self.draws.uniform("staff.leaves", hire_key(self.key[post], start))
        # Resignation is a hazard of those who do not retire.
        leaves = chance < retires + (1 - retires) * resigns
        why = np.where(chance < retires, RETIRED, RESIGNED)[leaves]
        self._vacates(post[leaves], last, why)

    def _vacates(self, post: Ints, last: int, why: Ints | int) -> None:
        """End the spells of the holders of posts, and plan when the posts are filled."""
        self.book.ends(self.spell[post], last, why)
        self.spell[post] = NONE
        key = hire_key(self.key[post], last)
        low, high = self.figures.fill_spread
        wait = self.days_to_fill[post] * (low + (high - low) * self.draws.uniform("post.days_to_fill", key))
        short, long = self.figures.frozen_days
        frozen = self.draws.uniform("post.frozen", key) < self.frozen[post]
        wait += np.where(frozen, short + (long - short) * self.draws.uniform("post.frozen_days", key), 0.0)
        self.fill[post] = last + np.maximum(wait, 1).astype(np.int64)

    def _fill(self, day: int) -> None:
        """Fill posts on the first day of a month: promote where somebody fits, and hire for the others."""
        post = np.flatnonzero(self.fill <= day)
        senior = post[self.promotes[post]]
        if senior.size and self.book.spells:
            inside = (
                self.draws.uniform("post.inside", hire_key(self.key[senior], day)) < self.figures.from_inside
            )
            for each in senior[inside].tolist():
                self._promote(each, day)
            post = post[self.fill[post] <= day]
        if not post.size:
            return
        role = self.posts.role[post]
        people = self.hiring.people(hire_key(self.key[post], day), role, day)
        days = np.full(post.size, day)
        self._holds(post, self.book.joins(people), people, days)
        self.spell[post] = self.book.begins(self.person[post], post, role, days, HIRED)

    def _promote(self, post: int, day: int) -> None:
        """Give a post to somebody of the same team, or of those who report to it, if one of them fits."""
        posts, role = self.posts, self.posts.role[post]
        near = (posts.reports_to == post) | (posts.team == posts.team[post])
        able = near & np.isin(posts.role, self.lower[role]) & (self.spell != NONE) & ~self.stays
        able &= self._fits(day, self.roles[role])
        others = np.flatnonzero(able)
        if not others.size:
            return
        turn = (
            CHOICE_YEARS * DAYS_PER_YEAR * self.draws.uniform("post.choice", hire_key(self.key[others], day))
        )
        old = others[[int(np.argmax(turn - self.since[others]))]]
        new = np.array([post])
        for column in (self.person, self.born, self.since, self.joined):
            column[new] = column[old]
        self._vacates(old, day - 1, MOVED_UP)
        self.spell[new] = self.book.begins(self.person[new], new, posts.role[new], day, PROMOTED)
        self.fill[new] = FAR

    def _fits(self, day: int, role: Role) -> Flags:
        """Return whose holders can be promoted to a role, shape (posts,)."""
        figures = self.figures
        fits: Flags = self.since <= day - role.years * DAYS_PER_YEAR
        fits &= self.joined <= day - figures.promotion_tenure * DAYS_PER_YEAR
        fits &= self.born <= day - (role.min_age + 1) * DAYS_PER_YEAR
        fits &= self.born > day - (figures.promotion_oldest + 1) * DAYS_PER_YEAR
        return fits

    def _holds(self, post: Ints, person: Ints, people: People, joined: Ints) -> None:
        self.person[post], self.born[post], self.since[post] = person, people.born, people.since
        self.joined[post] = joined
        self.fill[post] = FAR


def _months(first: int, until: int) -> Iterator[int]:
    """Yield the first days of the months of two days and of those between, and of the month after them."""
    begin, end = (np.datetime64(day, "D").astype("datetime64[M]") for day in (first, until))
    yield from (
        np.arange(begin, end + np.timedelta64(2, "M")).astype("datetime64[D]").astype(np.int64).tolist()
    )
