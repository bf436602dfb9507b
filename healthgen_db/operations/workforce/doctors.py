"""The doctors of visits who are at home in a hospital: which posts they have."""

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.figures.places import place_file
from healthgen_db.operations.figures.teams import load_teams
from healthgen_db.operations.words import SERVICE_CODES
from healthgen_db.operations.workforce.people import People
from healthgen_db.operations.workforce.posts import Posts
from healthgen_db.operations.workforce.teams import NONE, Teams
from healthgen_db.world.calendar import DAYS_PER_YEAR, day_number
from healthgen_db.world.draws import Ints
from healthgen_db.world.world import World

# Age of doctors at `start`, years: their first names are of a decade of birth, and their birthdays too, as far as they
# are of these ages then. [A]
YOUNGEST, OLDEST = 33, 63
# A dataset has doctors from its start on, so all have joined before, up to so many years. [A]
LONGEST_AT_HOSPITAL = 15
EPOCH_YEAR = 1970
GENERAL = "attending physicians", "MED"


class VisitDoctors:
    """The doctors of visits whose first hospital this is. They stay for ever, so that visits may name them.

    ids: int64, shape (doctors,), doctor_id
    team: int64, shape (doctors,), index of the team of each
    by_team: int64, shape (teams,), number of doctors in each team
    """

    def __init__(self, world: World, hospital: int, teams: Teams) -> None:
        self.world, place = world, world.config.place
        facilities = world.facilities
        index = np.flatnonzero(facilities.doctors.home == hospital)
        self.ids = index + 1
        self.entry = [role.entry for role in load_roles(place).values()]
        self.team = np.zeros(index.size, dtype=np.int64)
        known = load_teams(place).doctors
        for row, specialty in enumerate(facilities.doctor_specialty[index].tolist()):
            name = facilities.specialties.names[specialty]
            kind, service = known.get(name, GENERAL)
            team = teams.find(kind, service=SERVICE_CODES.index(service))
            self.team[row] = (
                team if team != NONE else teams.find(GENERAL[0], service=SERVICE_CODES.index(GENERAL[1]))
            )
        if (self.team == NONE).any():
            raise ConfigError(
                f"{place_file(place, 'teams.toml')}: there is no team {', '.join(GENERAL)} for doctors"
            )
        self.by_team = np.bincount(self.team, minlength=len(teams.kind))

    def in_posts(self, posts: Posts) -> tuple[Ints, People, Ints]:
        """Return the post of each doctor, the doctors as people, and the days on which they joined."""
        post = np.zeros(self.ids.size, dtype=np.int64)
        for team in np.unique(self.team):
            rows = np.flatnonzero(self.team == team)
            post[rows] = np.flatnonzero(posts.team == team)[: rows.size]
        doctors, draws = self.world.facilities.doctors, self.world.draws
        index = self.ids - 1
        start = day_number(self.world.config.start)
        decade = (doctors.birth_decade[index] - EPOCH_YEAR) * DAYS_PER_YEAR
        birthday = decade + 10 * DAYS_PER_YEAR * draws.uniform("doctor.birthday", index)
        born = np.clip(birthday, start - OLDEST * DAYS_PER_YEAR, start - YOUNGEST * DAYS_PER_YEAR).astype(
            np.int64
        )
        youngest, oldest = np.array(self.entry)[posts.role[post]].T
        # Those who are young have begun young.
        age = (start - born) / DAYS_PER_YEAR
        latest = np.minimum(oldest, age - 1)
        entry = youngest + (latest - youngest) * draws.uniform("doctor.entry_age", index)
        since = (born + np.ceil(entry * DAYS_PER_YEAR) + 1).astype(np.int64)
        before = LONGEST_AT_HOSPITAL * DAYS_PER_YEAR * draws.uniform("doctor.joined", index)
        joined = np.maximum(since, start - 1 - before.astype(np.int64))
        return post, People(index, doctors.sex[index], born, since), joined
