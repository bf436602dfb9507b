"""Urgency and times in the emergency department: emergency.toml."""

from healthgen_db.operations.figures.kinds import ByLevel, Levels, Lognormal, Positive, SixAges
from healthgen_db.world.ages import Age
from healthgen_db.world.catalog.entries import Percent
from healthgen_db.world.data_files import Entry, Probability


class Triage(Entry):
    """Levels of urgency."""

    levels: tuple[Levels, Levels, Levels, Levels, Levels, Levels]
    visit_levels: Levels
    before_urgent: tuple[float, float]
    same_day: float
    by_severity: Probability
    older_from: Age
    older_share: Probability
    complaint_spread: float
    urgent_share: Probability
    urgent: tuple[str, ...]
    ambulance: SixAges


class Score(Entry):
    """The early-warning score."""

    by_level: ByLevel
    not_emergency: float
    by_age: float
    by_severity: float
    spread: float


class Times(Entry):
    """Times in an uncrowded emergency department, minutes."""

    triage: Lognormal
    triage_by_level: ByLevel
    assess: Lognormal
    wait: float
    spread: float
    by_level: ByLevel
    admitted_spread: float
    bed_search: Lognormal
    bed_search_direct: Lognormal
    bed_search_labor: Lognormal
    transport: Lognormal


class Patience(Entry):
    """How long patients wait unseen."""

    shape: Positive
    hours: ByLevel


class Ends(Entry):
    """How encounters without a visit end, %."""

    transferred: Percent
    against_advice: Percent
    police: Percent


class Emergency(Entry):
    """emergency.toml."""

    triage: Triage
    score: Score
    times: Times
    patience: Patience
    ends: Ends
