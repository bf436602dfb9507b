"""The workforce of one hospital: its teams and posts, the people, and their employments, as known at `today`."""

from dataclasses import dataclass, fields

import numpy as np

from healthgen_db.operations.figures.careers import load_careers
from healthgen_db.operations.places.capacity import Capacity, Load
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.words import PLAN_DAYS
from healthgen_db.operations.workforce.careers import Careers
from healthgen_db.operations.workforce.doctors import VisitDoctors
from healthgen_db.operations.workforce.people import People
from healthgen_db.operations.workforce.posts import Posts, posts_of
from healthgen_db.operations.workforce.sizes import Sizes
from healthgen_db.operations.workforce.spells import BAND_OVER, FAR, MOVED_UP, NEXT_BAND, SpellBook, Spells
from healthgen_db.operations.workforce.teams import NONE, Teams, teams_of
from healthgen_db.world.calendar import DAYS_PER_YEAR, day_number, plus_months
from healthgen_db.world.draws import Flags, Floats, Ints
from healthgen_db.world.world import World

# Months in the profession after which people are experienced, and senior.
BAND_MONTHS = 60, 180


@dataclass(frozen=True)
class Staff:
    """Columns over people of one hospital, shape (people,): its own, or those of agencies."""

    number: Ints
    """Number of the staff_id in the hospital: from 1; people of agencies from 900001. It never changes."""
    key: Ints
    """Draw key."""
    sex: Ints
    born: Ints
    """Day of birth."""
    since: Ints
    """Since when in the profession."""
    doctor: Ints
    """doctor_id; 0 for others."""
    agency: Flags


@dataclass(frozen=True)
class Employments:
    """Columns over employments, shape (employments,), sorted by person and first day."""

    staff: Ints
    """Index in Staff."""
    post: Ints
    """Index in Posts; -1 for people of agencies."""
    role: Ints
    """Index of the role."""
    fte: Floats
    experience: Ints
    """Index of EXPERIENCE, on the first day."""
    first: Ints
    last: Ints
    """Last day; FAR while no end is known."""
    began: Ints
    """Index of BEGAN_BECAUSE."""
    ended: Ints
    """Index of ENDED_BECAUSE; -1 while no end is known."""


@dataclass(frozen=True)
class Workforce:
    """The workforce of one hospital."""

    teams: Teams
    posts: Posts
    staff: Staff
    employments: Employments


def workforce_of(world: World, hospital: int, layout: Layout, capacity: Capacity, load: Load) -> Workforce:
    """Return the workforce of a hospital, with everybody who is there at `start` or joins later.

    It depends on today only through the cut: what begins or ends later than 28 days after today is not known.
    hospital: its index
    """
    config, place = world.config, world.config.place
    teams = teams_of(place, layout, capacity, load)
    doctors = VisitDoctors(world, hospital, teams)
    # What is needed does not depend on --nurse-factor.
    teams = Sizes(place, 1.0).used(teams, doctors.by_team)
    posts = posts_of(config, teams, doctors.by_team, world.draws, hospital + 1)
    days = day_number(config.start), day_number(config.today) + PLAN_DAYS
    careers = Careers(place, posts, world.draws, hospital + 1)
    at, people, joined = doctors.in_posts(posts)
    careers.keep(at, people, joined)
    careers.run(days[0] - round(load_careers(place).history_years * DAYS_PER_YEAR), days[1])
    own = _known(careers.book, days, doctors.ids)
    return Workforce(teams, posts, _staff(own), _employments(own, posts, days[1]))


@dataclass(frozen=True)
class _Known:
    """People in the order in which they joined, and their spells, as known at `until`. spells.person: index here."""

    people: People
    doctor: Ints
    spells: Spells


def _known(book: SpellBook, days: tuple[int, int], doctor_ids: Ints) -> _Known:
    """Return who is there on the first of two days or later, as known on the second one.

    doctor_ids: the doctor_id of the people who are first in the book
    """
    start, until = days
    spells, people = book.all(), book.everybody()
    stays_until = np.zeros(len(people.key), dtype=np.int64)
    np.maximum.at(stays_until, spells.person, spells.last)
    keep = np.flatnonzero((stays_until >= start)[spells.person] & (spells.first <= until))
    joined = np.full(len(people.key), FAR)
    np.minimum.at(joined, spells.person[keep], spells.first[keep])
    who = np.argsort(joined, kind="stable")[: int((joined < FAR).sum())]
    number = np.zeros(len(people.key), dtype=np.int64)
    number[who] = np.arange(who.size)
    doctor = np.zeros(len(people.key), dtype=np.int64)
    doctor[: doctor_ids.size] = doctor_ids
    keep = keep[np.lexsort((spells.first[keep], number[spells.person[keep]]))]
    kept = {each.name: getattr(spells, each.name)[keep] for each in fields(Spells)}
    # What begins the day after `until` is not known, so it is not known either that a promotion ends something.
    open_end = (kept["last"] > until) | ((kept["last"] == until) & (kept["ended"] == MOVED_UP))
    kept["person"] = number[kept["person"]]
    kept["last"], kept["ended"] = (
        np.where(open_end, FAR, kept["last"]),
        np.where(open_end, NONE, kept["ended"]),
    )
    return _Known(
        People(*(getattr(people, each.name)[who] for each in fields(People))), doctor[who], Spells(**kept)
    )


def _staff(own: _Known) -> Staff:
    """Return the people of the hospital."""
    size = len(own.doctor)
    number, agency = np.arange(1, size + 1), np.zeros(size, dtype=np.bool_)
    return Staff(number=number, doctor=own.doctor, agency=agency, **vars(own.people))


def band_days(since: Ints) -> list[Ints]:
    """Return the days on which people become experienced, and senior. since: since when in the profession."""
    return [plus_months(since.astype(np.int32), months).astype(np.int64) for months in BAND_MONTHS]


def _employments(own: _Known, posts: Posts, until: int) -> Employments:
    """Return the spells of the hospital's people, cut where their experience changes."""
    spells, since = own.spells, own.people.since[own.spells.person]
    bounds = band_days(since)
    begin = np.stack([spells.first, *(np.maximum(spells.first, day) for day in bounds)], axis=1)
    end = np.stack([*(np.minimum(spells.last, day - 1) for day in bounds), spells.last], axis=1)
    spell, band = np.nonzero((begin <= end) & (begin <= until))
    first, last = begin[spell, band], end[spell, band]
    # The same with the next band of experience.
    last = np.where((last > until) | ((last == until) & (last < spells.last[spell])), FAR, last)
    later, earlier = first > spells.first[spell], (last < spells.last[spell]) & (last < FAR)
    return Employments(
        staff=spells.person[spell],
        post=spells.post[spell],
        role=spells.role[spell],
        fte=posts.fte[spells.post[spell]],
        experience=band,
        first=first,
        last=last,
        began=np.where(later, NEXT_BAND, spells.began[spell]),
        ended=np.where(earlier, BAND_OVER, spells.ended[spell]),
    )
