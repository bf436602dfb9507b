"""The seasons of a place, by seasons.toml of data/places: how they differ from those that the other files give."""

from functools import cache

from pydantic import Field

from healthgen_db.world.data_files import Entry, Months, read_place_file

MONTHS = 12


class Seasons(Entry):
    """How the seasons of a place differ from those of the US, which conditions and complaints have in their files."""

    months_later: int = Field(ge=0, lt=MONTHS)
    """So many months later than in the US."""
    epidemics_from: int = Field(ge=1, le=MONTHS)
    """The month with which a season of epidemics begins: 7 is July."""
    complaints: dict[str, Months] = Field(default_factory=dict)
    """Complaints with a season of their own: factors of the months."""

    def moved(self, months: Months) -> Months:
        """Return the figures of January to December at this place, from those in the US."""
        return tuple(months[(number - self.months_later) % MONTHS] for number in range(MONTHS))


@cache
def load_seasons(place: str) -> Seasons:
    """Read seasons.toml of a place."""
    return read_place_file(Seasons, place, "seasons.toml")
