"""Makes holidays.csv.gz, the federal holidays of the US: python -m healthgen_db.data.make_holidays.

The library takes half a second to import, so a load reads the file that it makes.
"""

from pathlib import Path

import holidays

from healthgen_db.config.resources import resource
from healthgen_db.data.make_facts import write_rows

YEARS = range(1900, 2101)


def make_holidays(path: Path) -> None:
    """Write the holidays, and the days on which they are observed, to a compressed CSV file."""
    days = holidays.country_holidays("US", years=YEARS)
    write_rows(path, ("day", "name"), [(day.isoformat(), name) for day, name in sorted(days.items())])


if __name__ == "__main__":
    make_holidays(resource("data") / "holidays.csv.gz")
