"""What patients with a visit say in the emergency department, how urgent they are, and how long they are there."""

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.operations.demand.columns import (
    ADMIT,
    AGAINST_ADVICE,
    DIES,
    DISCHARGE,
    LEVEL,
    NONE,
    SERVICE,
    Columns,
)
from healthgen_db.operations.demand.triage import TriageTables, patience, times, urgency, warning_score
from healthgen_db.operations.demand.visit_arrivals import VisitArrivals
from healthgen_db.operations.demand.visit_facts import VisitFacts
from healthgen_db.operations.figures.load import Figures
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.draws import COARSE, Ints, lookup_table
from healthgen_db.world.world import World


class ComplaintTables:
    """Complaints of conditions, made once for each world.

    triage: TriageTables
    complaints: int16, shape (conditions, 2**10), index of a complaint
    usual: int64, shape (conditions,), the complaint of patients who are too young for the one drawn
    other: int, index of the complaint for all ages
    min_age: int64, shape (complaints,)
    acuity: float64, shape (conditions,); minutes: float64, shape (conditions, 2), until going home, until the decision
    scale: float64, with which the scores of urgency have the variance 1
    service, level: int64, shape (conditions,)
    against_advice: float64, share of the visits in the emergency department that end so
    """

    def __init__(self, world: World, figures: Figures, triage: TriageTables) -> None:
        entries = figures.conditions_of(world.catalog)
        groups = list(figures.complaints)
        for condition, entry in zip(world.catalog.conditions, entries, strict=True):
            if unknown := set(entry.complaints) - set(groups):
                raise ConfigError(
                    f"conditions.toml: {condition.name}: there is no complaint {', '.join(sorted(unknown))}"
                )
        weights = np.array([[entry.complaints.get(group, 0.0) for group in groups] for entry in entries])
        self.triage = triage
        self.complaints = np.stack([lookup_table(row, COARSE) for row in weights])
        self.usual = weights.argmax(axis=1)
        self.other = groups.index("Other")
        self.min_age = np.array([entry.min_age for entry in figures.complaints.values()])
        self.acuity = np.array([entry.acuity for entry in entries])
        self.minutes = np.array([entry.minutes for entry in entries])
        self.scale = 1 / np.sqrt(1 + self.acuity.var())
        self.service = np.array([SERVICE[entry.service] for entry in entries])
        self.level = np.array([LEVEL[entry.level] for entry in entries])
        self.against_advice = figures.emergency.ends.against_advice / 100


def visit_complaints(tables: ComplaintTables, visits: VisitFacts, arrivals: VisitArrivals) -> Columns:
    """Return complaint, service, level, urgency, score and times of the visits."""
    key, condition, draws = visits.encounter_id, visits.condition, tables.triage.draws
    complaint = draws.categorical_by("encounter.complaint", key, tables.complaints, condition).astype(
        np.int64
    )
    # Young children say something else: what is usual for the condition, or what they cannot say.
    for instead in (tables.usual[condition], tables.other):
        complaint = np.where(visits.age < tables.min_age[complaint], instead, complaint)
    complaint = np.where(arrivals.through_ed, complaint, NONE)
    esi = _urgency(tables, visits, arrivals, complaint)
    minutes = tables.minutes[condition, visits.overnight.astype(np.int64)]
    child = (visits.age < ADULT_AGE) & ~np.isin(tables.service[condition], [SERVICE["PSYCH"], SERVICE["OBS"]])
    outside = arrivals.through_ed & ~visits.overnight
    service = np.where(child, SERVICE["PED"], tables.service[condition])
    level = np.where(child, LEVEL["general"], tables.level[condition])
    leaves_early = draws.uniform("encounter.against_advice", key) < tables.against_advice
    ends = np.where(visits.dies, DIES, np.where(leaves_early, AGAINST_ADVICE, DISCHARGE))
    decision = np.where(visits.overnight, ADMIT, ends)
    return {
        "complaint": complaint,
        "service": np.where(outside, SERVICE["EMED"], service),
        "level": np.where(outside, LEVEL["emergency"], level),
        "esi": esi,
        "score": warning_score(tables.triage, key, esi, age=visits.age, severity=visits.severity),
        "decision": np.where(arrivals.through_ed, decision, NONE),
        "patience": patience(tables.triage, key, esi),
        **times(tables.triage, key, esi, minutes, admitted=visits.overnight, labor=level == LEVEL["labor"]),
    }


def _urgency(tables: ComplaintTables, visits: VisitFacts, arrivals: VisitArrivals, complaint: Ints) -> Ints:
    figures, key = tables.triage.figures.triage, visits.encounter_id
    share = figures.by_severity
    noise = np.sqrt(1 - share**2) * tables.triage.draws.normal("encounter.urgency", key)
    score = (tables.acuity[visits.condition] + share * visits.severity + noise) * tables.scale
    score = score + np.where(visits.overnight, 0.0, figures.same_day)
    esi = urgency(tables.triage, key, score, tables.triage.visits, age=visits.age, complaint=complaint)
    return np.where(arrivals.through_ed, esi, 0)
