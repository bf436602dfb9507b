"""How to load, and what a load did."""

from dataclasses import MISSING, dataclass

from healthgen_db.checks.results import Validation
from healthgen_db.config.fields import Options, option
from healthgen_db.export.fingerprint import Fingerprint

# Each worker has a connection, and servers allow 100 by default.
MOST_WORKERS = 64


@dataclass(frozen=True, kw_only=True)
class LoadOptions(Options):
    """How to load. None of these options changes a row. Raises ConfigError for a value outside its limits."""

    workers: int = option(MISSING, "Processes that compute and copy.", limits=(1, MOST_WORKERS))
    restart: bool = False
    replace: bool = False
    validate: bool = True
    strict: bool = False
    lock_timeout: float = option(30.0, "Seconds that publishing waits for locks.", limits=(0.001, None))


@dataclass(frozen=True, kw_only=True)
class LoadResult:
    """What a load did."""

    dataset_id: int
    schema: str
    """The schema of the dataset: the published schema, or the loading schema if it broke a rule."""
    published: bool
    resumed: bool
    seconds: dict[str, float]
    """Seconds by phase."""
    side_schemas: dict[str, str]
    """The schemas that stages created beside the dataset's own, by name: {"messy": "healthcare_messy"}."""
    fingerprint: Fingerprint
    validation: Validation | None

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return self.fingerprint.rows

    @property
    def rows_per_second(self) -> float:
        """Rows of all tables, divided by the seconds of all phases except validation."""
        seconds = sum(taken for phase, taken in self.seconds.items() if phase != "validate")
        return round(sum(self.rows.values()) / seconds, 1)
