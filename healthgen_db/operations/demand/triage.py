"""Triage and times in the emergency department, for encounters with a visit and without one."""

from statistics import NormalDist

import numpy as np

from healthgen_db.operations.demand.columns import NONE, Columns, Values, age_group, lognormal
from healthgen_db.operations.figures.emergency import Emergency
from healthgen_db.operations.figures.kinds import Levels
from healthgen_db.operations.figures.load import Figures
from healthgen_db.world.calendar import HOUR, MINUTE
from healthgen_db.world.draws import Draws, Flags, Floats, Ints
from healthgen_db.world.world import World

# First ages of the groups of emergency.toml but the first: 0-14, 15-24, 25-44, 45-64, 65-74, 75 and older.
TRIAGE_AGES = (15, 25, 45, 65, 75)
MOST_LEVELS = 5
LARGEST_SCORE = 20
SCORE_AGE = 50
# Nobody waits so long: a number of seconds that fits into 32 bits.
FOREVER = 2**30
# A provider needs at least so many minutes after the assessment.
LEAST_WORKUP = 4
# The longest a work-up takes.
LONGEST_WORKUP_HOURS = 14


class TriageTables:
    """Thresholds of urgency, and times, made once for each world.

    by_age: float64, shape (groups of ages, 4), scores above which a patient has level 4, 3, 2, 1
    visits: float64, shape (4,), the same for patients with a visit
    urgent: bool, shape (complaints,), whether nearly all patients with the complaint are at least level 2
    """

    def __init__(self, world: World, figures: Figures) -> None:
        self.draws: Draws = world.draws
        self.figures: Emergency = figures.emergency
        triage = figures.emergency.triage
        with_visit, without = triage.before_urgent
        self.by_age = np.array([_thresholds(levels, without) for levels in triage.levels])
        self.visits = _thresholds(triage.visit_levels, with_visit)
        self.urgent = np.array([name in triage.urgent for name in figures.complaints])


def _thresholds(levels: Levels, part: float) -> Floats:
    """Return the normal scores above which the level is below 5, 4, 3, 2.

    part: of levels 1 and 2; the rest of them has level 3
    """
    first, second, third, *others = levels
    shares = [first * part, second * part, third + (first + second) * (1 - part), *others]
    below = np.cumsum(shares[::-1])[:-1] / sum(shares)
    return np.array([NormalDist().inv_cdf(share) for share in below])


def urgency(
    tables: TriageTables, key: Ints, score: Floats, thresholds: Floats, *, age: Values, complaint: Ints
) -> Ints:
    """Return the levels 1 to 5 (ESI). score: normal numbers; thresholds: shape (4,) or (encounters, 4)."""
    draws, triage = tables.draws, tables.figures.triage
    level = MOST_LEVELS - (score[:, None] > thresholds).sum(axis=1)
    older = (age >= triage.older_from) & (draws.uniform("triage.older", key) < triage.older_share)
    level = np.where(older, np.maximum(level - 1, np.minimum(level, 2)), level).astype(np.int64)
    urgent = (complaint != NONE) & tables.urgent[complaint]
    urgent &= draws.uniform("triage.urgent", key) < triage.urgent_share
    levels: Ints = np.where(urgent, np.minimum(level, 2), level)
    return levels


def warning_score(tables: TriageTables, key: Ints, esi: Ints, *, age: Values, severity: Floats) -> Ints:
    """Return early-warning scores, 0 to 20. esi: 0 for patients who do not come through the emergency department."""
    figures = tables.figures.score
    mean = np.array([figures.not_emergency, *figures.by_level])[esi]
    mean = mean + figures.by_age * np.maximum(age - SCORE_AGE, 0) / 10
    noise = figures.by_severity * severity + figures.spread * tables.draws.normal("triage.score", key)
    # the whole number below a point in the spread around the mean, so that low scores are common
    score = mean * np.exp(noise) + tables.draws.uniform("triage.rounding", key) - 0.5
    scores: Ints = np.clip(score.astype(np.int64), 0, LARGEST_SCORE)
    return scores


def times(
    tables: TriageTables,
    key: Ints,
    esi: Ints,
    minutes: Floats,
    *,
    admitted: Flags,
    labor: Flags | bool = False,
) -> Columns:
    """Return the durations of the flow, seconds.

    minutes: usual minutes from arrival to the end in the emergency department, or to the decision for those admitted;
    esi: 0 for patients who do not come through the emergency department
    labor: who needs a bed of the labor ward
    """
    draws, figures = tables.draws, tables.figures.times
    triage = lognormal(draws, "times.triage", key, figures.triage)
    triage *= np.array([1.0, *figures.triage_by_level])[esi]
    assess = lognormal(draws, "times.assess", key, figures.assess)
    level = np.where(admitted, 1.0, np.array([1.0, *figures.by_level])[esi])
    spread = np.where(admitted, figures.admitted_spread, figures.spread)
    whole = (minutes - figures.wait) * level * np.exp(spread * draws.normal("times.workup", key))
    workup = np.clip(whole - assess, LEAST_WORKUP, LONGEST_WORKUP_HOURS * HOUR / MINUTE)
    searches = np.array([figures.bed_search, figures.bed_search_direct, figures.bed_search_labor])
    medians, sigmas = searches[np.where(labor, 2, np.where(esi == 0, 1, 0))].T
    search = medians * np.exp(sigmas * draws.normal("times.bed_search", key))
    transport = lognormal(draws, "times.transport", key, figures.transport)
    return {
        "triage_s": _seconds(triage),
        "assess_s": _seconds(assess),
        "workup_s": _seconds(workup),
        "bed_search_s": _seconds(search),
        "transport_s": _seconds(transport),
    }


def patience(tables: TriageTables, key: Ints, esi: Ints) -> Ints:
    """Return after how many seconds patients leave unseen."""
    figures = tables.figures.patience
    scale = np.array([figures.hours[0], *figures.hours])[esi]
    chance = tables.draws.uniform("times.patience", key)
    hours = scale * (-np.log1p(-chance)) ** (1 / figures.shape)
    return np.minimum(hours * HOUR, FOREVER).astype(np.int64)


def triage_group(age: Values) -> Ints:
    """Return the group of ages of emergency.toml."""
    return age_group(TRIAGE_AGES, age)


def _seconds(minutes: Floats) -> Ints:
    return (minutes * MINUTE).astype(np.int64)
