"""Makes streets.csv.gz, street names with weights: python -m healthgen_db.data.make_streets."""

import random
from itertools import product
from pathlib import Path

from faker import Faker

from healthgen_db.config.resources import resource
from healthgen_db.data.make_facts import write_rows

STREETS = 1500
SEED = 20260101

# Suffixes, and how many of twenty street names have each. [A]
SUFFIXES = {
    "Street": 5, "Avenue": 3, "Road": 3, "Drive": 3, "Lane": 2, "Court": 1, "Way": 1, "Place": 1,
    "Boulevard": 1,
}  # fmt: skip
NUMBERED = 40
# Names that most US towns have. [A]
COMMON = (
    "Main", "Oak", "Maple", "Park", "Pine", "Cedar", "Elm", "Washington", "Lake", "Hill", "Walnut",
    "Spring", "Church", "Chestnut", "Spruce", "Franklin", "Jefferson", "Madison", "Jackson", "Lincoln",
    "Adams", "Monroe", "Broad", "Center", "Cherry", "Highland", "Mill", "River", "Sunset", "Willow",
    "Birch", "Dogwood", "Hickory", "Magnolia", "Poplar", "Sycamore", "Railroad", "School", "Union",
    "Water", "College", "Court", "Market", "Meadow", "Forest", "Prospect", "Ridge", "Valley", "Woodland",
    "Clinton", "Liberty", "Grant", "Harrison", "Holly", "Juniper", "Laurel", "Locust", "Vine", "Front",
    "Green", "Fairview", "Pleasant", "Summit", "Orchard",
)  # fmt: skip
FIRST_WORDS = (
    "Cedar", "Maple", "Willow", "Stone", "Silver", "Autumn", "Hidden", "Rolling", "Fox", "Deer", "Eagle",
    "Quail", "Misty", "Timber", "Copper", "Prairie", "Meadow", "Briar", "Crystal", "Turkey",
)  # fmt: skip
SECOND_WORDS = (
    "Ridge", "Creek", "Hollow", "Run", "Trail", "Glen", "Grove", "Hills", "Bend", "Crossing", "Springs",
    "Point",
)  # fmt: skip


def street_names() -> list[tuple[str, int]]:
    """Return distinct street names and weights, the same on each run. Names that most towns have weigh more."""
    chance = random.Random(SEED)  # noqa: S311 - names of streets, not secrets
    weights = {f"{name} {suffix}": 8 * share for name, (suffix, share) in product(COMMON, SUFFIXES.items())}
    weights |= {
        f"{_ordinal(number)} {suffix}": 2 * (NUMBERED + 1 - number)
        for number, suffix in product(range(1, NUMBERED + 1), ("Street", "Avenue"))
    }
    del weights["Court Court"]
    weights |= {
        f"{first} {second} {_suffix(chance)}": 2 for first, second in product(FIRST_WORDS, SECOND_WORDS)
    }
    faker = Faker("en_US")
    faker.seed_instance(SEED)
    while len(weights) < STREETS:
        weights.setdefault(f"{faker.last_name()} {_suffix(chance)}", 1)
    return sorted(weights.items())


def make_streets(path: Path) -> None:
    """Write the street names to a compressed CSV file."""
    write_rows(path, ("street", "weight"), [(name, str(weight)) for name, weight in street_names()])


def _suffix(chance: random.Random) -> str:
    return chance.choices(list(SUFFIXES), weights=list(SUFFIXES.values()))[0]


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


if __name__ == "__main__":
    make_streets(resource("data", "streets.csv.gz"))
