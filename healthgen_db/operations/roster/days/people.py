"""The people of a hospital by day: who holds which post, who is senior, and the people of agencies."""

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.roster.days.book import RING
from healthgen_db.operations.words import EXPERIENCE, NOBODY, STAFF_PER_HOSPITAL
from healthgen_db.operations.workforce.workforce import Employments, Workforce
from healthgen_db.world.draws import Flags, Ints

# staff_id of people of agencies begins here, see the table staff.
FIRST_AGENCY = 900_000
# When there is no room for people of agencies, room is made for so many.
MORE_ROOM = 256
SENIOR = EXPERIENCE.index("senior")
# Keys of draws by person and day: there are fewer days from 1950 on in the calendar.
DAYS_OF_KEY = 1 << 17
EPOCH_1950 = 7_305
"""Days from 1950-01-01 to 1970-01-01."""


class People:
    """People by number: the staff of the workforce first, then those of agencies as they are hired.

    staff: int64, shape (people,), index of the person: staff_id - 1 without the hospital
    since: int64, shape (people,), since when in the profession, days
    post: int32, shape (RING, room), the post by day, NOBODY without one
    senior: bool, shape (RING, room)
    holder: int32, shape (posts,), the holder of each post on the last day entered
    """

    def __init__(self, workforce: Workforce, hospital_id: int) -> None:
        staff = workforce.staff
        self.own = int(np.count_nonzero(~staff.agency))
        self.first_key = hospital_id * STAFF_PER_HOSPITAL
        self.staff: Ints = np.arange(self.own)
        self.since = staff.since[: self.own].astype(np.int64)
        self.post = np.full((RING, self.own), NOBODY, dtype=np.int32)
        self.senior = np.zeros((RING, self.own), dtype=np.bool_)
        self.holder = np.full(workforce.posts.team.size, NOBODY, dtype=np.int32)
        self.last = np.full(self.own, -1, dtype=np.int64)
        """Last day of work that is known."""
        self._jobs = jobs = _in_posts(workforce.employments)
        np.maximum.at(self.last, jobs.staff, jobs.last)
        self.changed = np.full(self.own, -RING, dtype=np.int64)
        """The day on which the person last got another post."""
        self._begins, self._ends = np.argsort(jobs.first, kind="stable"), np.argsort(jobs.last, kind="stable")
        self._first, self._last = jobs.first[self._begins], jobs.last[self._ends]
        self._post = np.full(self.own, NOBODY, dtype=np.int32)
        self._senior = np.zeros(self.own, dtype=np.bool_)

    @property
    def count(self) -> int:
        """Return how many people there are."""
        return self.staff.size

    @property
    def room(self) -> int:
        """Return for how many people there is room."""
        return self.post.shape[1]

    def enter(self, day: int, *, first: bool = False) -> None:
        """Go on to the next day: some leave, some get a post. first: the first day, with all who have a post on it."""
        jobs = self._jobs
        if first:
            begins = self._begins[(self._first <= day) & (jobs.last[self._begins] >= day)]
        else:
            begins = self._between(self._begins, self._first, day)
        ends = self._between(self._ends, self._last, day - 1)
        before = self._post[jobs.staff[begins]]
        self.holder[jobs.post[ends]] = NOBODY
        self._post[jobs.staff[ends]] = NOBODY
        self.holder[jobs.post[begins]] = jobs.staff[begins]
        self._post[jobs.staff[begins]] = jobs.post[begins]
        self._senior[jobs.staff[begins]] = jobs.experience[begins] == SENIOR
        moved = begins[before != jobs.post[begins]]
        self.changed[jobs.staff[moved]] = day
        self.post[day % RING, : self.own] = self._post
        self.senior[day % RING, : self.own] = self._senior

    def key(self, people: Ints, day: Ints | int) -> Ints:
        """Return keys of draws by person and day."""
        return (self.first_key + self.staff[people]) * DAYS_OF_KEY + EPOCH_1950 + day

    def hire(self, staff: Ints, since: Ints) -> Ints:
        """Add people of agencies, who are always senior, and return their numbers."""
        count = staff.size
        numbers = self.count + np.arange(count)
        self.staff = np.concatenate([self.staff, staff])
        self.since = np.concatenate([self.since, since])
        if self.count > self.room:
            more = (0, 0), (0, max(count, MORE_ROOM))
            self.post = np.pad(self.post, more, constant_values=NOBODY)
            self.senior = np.pad(self.senior, more, constant_values=True)
        return numbers

    def is_senior(self, people: NDArray[np.integer], day: int) -> Flags:
        """Return who is senior on a day; nobody (NOBODY) is not."""
        senior: Flags = self.senior[day % RING, people] & (people >= 0)
        return senior

    @staticmethod
    def _between(order: Ints, days: Ints, day: int) -> Ints:
        first, last = np.searchsorted(days, [day, day + 1])
        return order[first:last]


def _in_posts(jobs: Employments) -> Employments:
    """Return the employments in posts, not the contracts of agencies."""
    rows = np.flatnonzero(jobs.post != NOBODY)
    return Employments(**{field.name: getattr(jobs, field.name)[rows] for field in fields(jobs)})
