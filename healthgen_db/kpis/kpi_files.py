"""KPI files: what the headers of sql/kpis contain."""

from dataclasses import dataclass
from pathlib import Path

from healthgen_db.checks.sql_files import FileQuery, SqlFile, sql_files
from healthgen_db.config.resources import resource
from healthgen_db.schema.tables.decisions import COLORS, GOOD_DIRECTIONS

REQUIRED = ("id", "topic", "title", "unit", "formula", "denominator", "source", "good", "reads", "min_n")
OPTIONAL = ("amber", "red", "replaces")
# The guide and the screen show the KPIs by topic, in this order.
TOPICS = (
    "Admissions and patients",
    "Length of stay",
    "Emergency department",
    "Discharges and outcomes",
    "Beds and wards",
    "Staff",
    "Ambulances and events",
)
GREEN, AMBER, RED = COLORS


@dataclass(frozen=True)
class Kpi(FileQuery):
    """A query with columns window_id, department_id (null: the whole hospital), value and n."""

    topic: str
    """What it is about, one of TOPICS."""
    unit: str
    formula: str
    denominator: str
    source: str
    good: str
    """Which values are better: high, low, or none."""
    reads: tuple[str, ...]
    """The tables that it reads, without schema."""
    min_n: int
    """A value that rests on fewer than this is hidden."""
    amber: float | None = None
    red: float | None = None
    replaces: tuple[str, ...] = ()
    """Numbers of the KPIs of reference system 004 of which it is a corrected form."""

    def color(self, value: float | None) -> str | None:
        """Return green, amber or red; None without bands or value."""
        if value is None or self.amber is None or self.red is None:
            return None
        sign = 1 if self.good == "low" else -1
        if sign * value >= sign * self.red:
            return RED
        return AMBER if sign * value >= sign * self.amber else GREEN


def read_kpis(folder: Path | None = None) -> list[Kpi]:
    """Read every KPI of a folder (the shipped one by default), ordered by id."""
    return [read_kpi(path) for path in sql_files(folder or resource("sql", "kpis"))]


def read_kpi(path: Path) -> Kpi:
    """Read one KPI file. Raises RuleFileError that names file and line."""
    file = SqlFile(path, required=REQUIRED, optional=OPTIONAL)
    topic, good = file.header["topic"], file.header["good"]
    if topic not in TOPICS:
        raise file.error("topic", f"topic {topic}: must be one of {', '.join(TOPICS)}")
    if good not in GOOD_DIRECTIONS:
        raise file.error("good", f"good {good}: must be {', '.join(GOOD_DIRECTIONS)}")
    amber, red, min_n = (file.number(key) for key in ("amber", "red", "min_n"))
    if (amber is None) != (red is None):
        raise file.error("good", "amber and red: give both or neither")
    if amber is not None and red is not None:
        if good == "none":
            raise file.error("amber", "a KPI with bands needs good: high, or good: low")
        if (red - amber) * (1 if good == "low" else -1) <= 0:
            raise file.error("red", f"red {red:g} must be worse than amber {amber:g}, as good is {good}")
    if min_n is None or min_n < 0 or min_n % 1:
        raise file.error("min_n", f"min_n {file.header['min_n']}: must be a whole number, 0 or more")
    values = {
        "amber": amber,
        "red": red,
        "min_n": int(min_n),
        "reads": file.names("reads"),
        "replaces": file.names("replaces"),
    }
    return Kpi(**file.common, **(file.header | values))
