"""Encounters that begin and end in the emergency department, without a visit and a bill."""

import numpy as np

from healthgen_db.generate.block import Care
from healthgen_db.operations.demand.columns import (
    AGAINST_ADVICE,
    AMBULANCE,
    CARE,
    DISCHARGE,
    DISPOSITION,
    NONE,
    REASON,
    TRANSFERS_OUT,
    WALK_IN,
    Columns,
    Values,
    age_group,
    pick,
    seconds_of_day,
)
from healthgen_db.operations.demand.ed_arrivals import EdArrivals
from healthgen_db.operations.demand.transfers import URGENT_WAYS, TransferTables, travel
from healthgen_db.operations.demand.triage import (
    TriageTables,
    patience,
    times,
    triage_group,
    urgency,
    warning_score,
)
from healthgen_db.operations.demand.visit_facts import ENCOUNTER_ID_FACTOR
from healthgen_db.operations.figures.arrivals import Complaint
from healthgen_db.operations.figures.load import Figures
from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE
from healthgen_db.world.calendar import Days, age_on, month_of, weekday_of
from healthgen_db.world.draws import COARSE, Draws, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.places.time_zones import Clocks
from healthgen_db.world.world import World

# encounter_id = patient_id * 10,000 + 5,000 + number of the encounter
ED_ONLY = 5_000
# First ages of the groups of complaints.toml but the first: 0-4, 5-14, 15-24, 25-44, 45-64, 65 and older.
COMPLAINT_AGES = (5, 15, 25, 45, 65)
SEXES, MONTHS, PARTS_OF_WEEK = 2, 12, 2
FRIDAY = 4
# Reasons of transfers from the emergency department, if they are not psychiatric. [A]
REASONS = ("higher level of care", "patient choice", "capacity")
REASON_SHARES = (0.72, 0.14, 0.14)
# The middle of the ambulance's share over all ages
USUAL_AMBULANCE = 0.15
LEAST_SHARE, MOST_SHARE = 0.01, 0.95
# Patients who come by ambulance are so much more urgent, standard deviations. [A]
BY_AMBULANCE = 0.35
# How much the age counts for who comes by ambulance, beside the complaint
AGE_WEIGHT = 0.6


class EdOnlyTables:
    """Complaints, made once for each world.

    ages: first ages of the groups of ages but the first, in which patients can have the same complaints
    complaints: int16, shape (distinct rows, 2**10)
    complaint_row: int64, shape (groups * sexes * months * 2,), the last factor: Monday to Thursday, Friday to Sunday
    hours: int16, shape (curves, 2**10), hour of the day; curve: int64, shape (complaints, 2), row for adults, children
    acuity, minutes, transferred, police: float64, shape (complaints,)
    psychiatric: bool, shape (complaints,)
    ambulance: float64, shape (complaints, groups of ages), probability
    triage: TriageTables; transfers: TransferTables
    """

    def __init__(
        self, world: World, figures: Figures, triage: TriageTables, transfers: TransferTables
    ) -> None:
        self.draws: Draws = world.draws
        self.clocks = Clocks(world)
        self.triage, self.transfers = triage, transfers
        entries = list(figures.complaints.values())
        limits = {age for entry in entries for age in (entry.min_age, entry.max_age + 1)}
        self.ages = tuple(sorted({*COMPLAINT_AGES, *limits} & set(range(1, OLDEST_AGE + 1))))
        self.complaints, self.complaint_row = lookup_tables(
            [
                [_weight(entry, age, sex, month, weekend) for entry in entries]
                for age in (0, *self.ages)
                for sex in range(SEXES)
                for month in range(MONTHS)
                for weekend in (False, True)
            ],
            COARSE,
        )
        curves = list(figures.arrivals.hours)
        self.hours = np.stack([lookup_table(curve, COARSE) for curve in figures.arrivals.hours.values()])
        self.curve = np.array(
            [
                [curves.index(entry.hours or "usual"), curves.index(entry.hours or "child")]
                for entry in entries
            ]
        )
        self.acuity = np.array([entry.acuity for entry in entries])
        self.minutes = np.array([entry.minutes for entry in entries])
        ends = figures.emergency.ends
        self.against_advice = ends.against_advice / 100
        self.transferred = np.array([_share(entry.transferred, ends.transferred) for entry in entries])
        psychiatric = np.array([entry.psychiatric for entry in entries])
        if world.facilities.hospitals.network:
            self.transferred[~psychiatric] *= figures.transfers.network.outside
        self.police = np.array([_share(entry.police, ends.police) for entry in entries])
        self.psychiatric = psychiatric
        own = _log_odds(np.array([entry.ambulance for entry in entries]) / 100)
        by_age = _log_odds(np.array(figures.emergency.triage.ambulance) / 100) - _log_odds(USUAL_AMBULANCE)
        self.ambulance = 1 / (1 + np.exp(-(own[:, None] + AGE_WEIGHT * by_age)))


def _weight(entry: Complaint, age: int, sex: int, month: int, weekend: bool) -> float:
    """Return how often a complaint is made. age: years; sex: 0 women."""
    if (entry.female_only and sex) or not entry.min_age <= age <= entry.max_age:
        return 0.0
    of_sex = entry.female / 100 if sex == 0 else 1 - entry.female / 100
    season = entry.season[month] / (sum(entry.season) / MONTHS)
    share = entry.shares[sum(age >= first for first in COMPLAINT_AGES)]
    return share * of_sex * season * (entry.weekend if weekend else 1.0)


def _share(percent: float | None, usual: float) -> float:
    return (usual if percent is None else percent) / 100


def _log_odds(share: Floats | float) -> Floats:
    limited = np.clip(share, LEAST_SHARE, MOST_SHARE)
    odds: Floats = np.log(limited / (1 - limited))
    return odds


def ed_only(tables: EdOnlyTables, care: Care, arrivals: EdArrivals) -> Columns:
    """Return the columns of the encounters without a visit."""
    draws, people, person = tables.draws, care.people, arrivals.person
    key = people.id[person] * ENCOUNTER_ID_FACTOR + ED_ONLY + arrivals.number
    day = arrivals.day.astype(np.int32)
    age = age_on(people.birth[person], day)
    complaint = _complaints(tables, key, age, people.sex[person], day)
    child = (age < ADULT_AGE).astype(np.int64)
    second = seconds_of_day(draws, "ed_only.hour", key, tables.hours, tables.curve[complaint, child])
    group = triage_group(age)
    by_ambulance = draws.uniform("ed_only.mode", key) < tables.ambulance[complaint, group]
    noise = tables.triage.figures.triage.complaint_spread * draws.normal("ed_only.urgency", key)
    score = tables.acuity[complaint] + noise + BY_AMBULANCE * by_ambulance
    esi = urgency(tables.triage, key, score, tables.triage.by_age[group], age=age, complaint=complaint)
    never = np.zeros(key.size, dtype=np.bool_)
    severity = care.periods.courses.severity[person, 0]
    ends = _ends(tables, key, complaint, arrivals.hospital, age)
    return {
        "encounter_id": key,
        "patient_id": people.id[person],
        "hospital": arrivals.hospital,
        "complaint": complaint,
        "sex": people.sex[person],
        "age": age,
        "mode": np.where(by_ambulance, AMBULANCE, WALK_IN),
        "esi": esi,
        "score": warning_score(tables.triage, key, esi, age=age, severity=severity),
        "registered": tables.clocks.to_utc(arrivals.hospital, day, second),
        "can_walk_out": esi > 1,
        "patience": patience(tables.triage, key, esi),
        **ends,
        **times(tables.triage, key, esi, tables.minutes[complaint], admitted=never),
    }


def _complaints(tables: EdOnlyTables, key: Ints, age: Values, sex: Values, day: Days) -> Ints:
    row = age_group(tables.ages, age) * SEXES + sex
    row = (row * MONTHS + month_of(day)) * PARTS_OF_WEEK + (weekday_of(day) >= FRIDAY)
    drawn = tables.draws.categorical_by(
        "ed_only.complaint", key, tables.complaints, tables.complaint_row[row]
    )
    return drawn.astype(np.int64)


def _ends(tables: EdOnlyTables, key: Ints, complaint: Ints, hospital: Ints, age: Values) -> Columns:
    """Return decision, disposition, and the transfer of those who are sent to another hospital."""
    draws, transfers = tables.draws, tables.transfers
    chance = draws.uniform("ed_only.end", key)
    away = tables.transferred[complaint]
    police = away + tables.police[complaint]
    transferred = chance < away
    left = (chance >= police) & (chance < police + tables.against_advice)
    rows = np.flatnonzero(transferred)
    mental, child = tables.psychiatric[complaint[rows]], age[rows] < ADULT_AGE
    weights = np.broadcast_to(np.array(REASON_SHARES), (rows.size, len(REASONS)))
    reason = np.array([REASON[name] for name in REASONS])[
        pick(draws.uniform("ed_only.reason", key[rows]), weights)
    ]
    reason = np.where(child, REASON["pediatric care"], reason)
    reason = np.where(mental, REASON["psychiatric care"], reason)
    higher = reason == REASON["higher level of care"]
    care = np.where(higher, CARE["specialist care"], CARE["general care"])
    care = np.where(child, CARE["pediatric care"], care)
    facility = transfers.general(care, key[rows])
    facility = np.where(child, transfers.facility("children's hospital"), facility)
    facility = np.where(mental, transfers.facility("psychiatric hospital"), facility)
    care = np.where(mental, CARE["psychiatric care"], care)
    out = {name: np.full(key.size, NONE) for name in ("transfer_reason", "transfer_care", "transfer_mode")}
    out["facility"] = np.zeros(key.size, dtype=np.int64)
    for name, values in (("transfer_reason", reason), ("transfer_care", care), ("facility", facility)):
        out[name][rows] = values
    moved = {name: values[rows] for name, values in out.items()}
    out["transfer_mode"][rows] = travel(
        transfers, key[rows], hospital[rows], np.full(rows.size, URGENT_WAYS), moved
    )
    disposition = np.full(key.size, DISPOSITION["01"])
    disposition[(chance >= away) & (chance < police)] = DISPOSITION["21"]
    disposition[left] = DISPOSITION["07"]
    disposition[rows] = np.where(
        mental, DISPOSITION["65"], np.where(child, DISPOSITION["05"], DISPOSITION["02"])
    )
    decision = np.where(transferred, TRANSFERS_OUT, np.where(left, AGAINST_ADVICE, DISCHARGE))
    return {**out, "disposition": disposition, "decision": decision}
