"""Transfers: why patients go to another hospital or facility, or come from one, where, and how they travel."""

from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.demand.columns import (
    AMBULANCE,
    CARE,
    DISPOSITION,
    NONE,
    REASON,
    TRANSFER,
    TRANSFERS_OUT,
    TRAVEL,
    WALK_IN,
    Columns,
    Values,
    pick,
)
from healthgen_db.operations.demand.visit_arrivals import VisitArrivals
from healthgen_db.operations.demand.visit_facts import ENCOUNTER_ID_FACTOR, VisitFacts
from healthgen_db.operations.facilities import facility_miles
from healthgen_db.operations.figures.load import Figures
from healthgen_db.operations.ways import way_between_hospitals, way_to_facility
from healthgen_db.operations.words import CARE as CARES
from healthgen_db.operations.words import TRANSFER_MODES
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.calendar import HOUR, MINUTE
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.places.distances import miles_between
from healthgen_db.world.places.time_zones import Clocks
from healthgen_db.world.world import World

# encounter_id of the sending leg of a transfer = patient_id * 10,000 + 9,000 + number of the receiving visit
SENDING_LEG = 9_000
# The care that each disposition stands for, with the kind of facility that gives it.
POST_ACUTE = {
    "03": ("skilled nursing", "skilled nursing facility"),
    "51": ("hospice", "hospice"),
    "62": ("rehabilitation", "rehabilitation hospital"),
    "63": ("long-term acute care", "long-term acute care hospital"),
}
PROCEDURES = tuple(CARE[name] for name in ("surgery", "cardiac surgery", "stroke care"))
HELICOPTER_MILES = 40
# Half of the patients who are sent on came by ambulance. [A]
BY_AMBULANCE = 0.5
# The columns of transfers.toml, [modes], in the order of the words.
HELICOPTER, CRITICAL = TRANSFER_MODES.index("helicopter"), TRANSFER_MODES.index("critical care ambulance")
USUAL_WAYS, URGENT_WAYS, POST_ACUTE_WAYS = range(3)


@dataclass(frozen=True)
class Network:
    """The hospitals of a network, columns of shape (hospitals, hospitals)."""

    sends: Floats
    """Factor of the weight with which the second one sends patients to the first one."""
    miles: Floats


class TransferTables:
    """Where patients are transferred, made once for each world.

    miles: float64, shape (hospitals, facilities)
    offers: bool, shape (facilities, kinds of care); kind: str, shape (facilities,)
    reasons: float64, shape (reasons,), weights of the reasons of patients who need no special care
    ways: float64, shape (3, modes), weights, rows as USUAL_WAYS, URGENT_WAYS, POST_ACUTE_WAYS
    higher_care: int64, shape (conditions,), the care for which patients are transferred
    psychiatric: bool, shape (conditions,)
    nearby, nearby_weight: as in Facilities, the weight with an ordinary condition
    network: Network; None: hospitals are not those of one metropolitan area
    """

    def __init__(self, world: World, figures: Figures) -> None:
        self.draws: Draws = world.draws
        self.clocks = Clocks(world)
        self.figures = figures.transfers
        self.from_dataset = figures.arrivals.visits.from_dataset
        self.network = _network(world, figures) if world.facilities.hospitals.network else None
        if self.network is not None:
            self.from_dataset = figures.transfers.network.from_dataset
        self.miles = facility_miles(world)
        self.offers = np.array([[care in each.care for care in CARES] for each in figures.facilities])
        self.kind = np.array([each.kind for each in figures.facilities])
        self.reasons = np.zeros(len(REASON))
        for reason, weight in self.figures.reasons.items():
            self.reasons[REASON[reason]] = weight
        modes = self.figures.modes
        self.ways = np.array([modes.usual, modes.urgent, modes.post_acute])
        entries = figures.conditions_of(world.catalog)
        self.higher_care = np.array([CARE[entry.higher_care] for entry in entries])
        self.psychiatric = np.array([entry.service == "PSYCH" for entry in entries])
        self.nearby, self.nearby_weight = world.facilities.nearby, world.facilities.nearby_weight[0]

    def facility(self, name: str) -> int:
        """Return the number of the first facility of a kind, from 1."""
        return int(np.flatnonzero(self.kind == name)[0]) + 1

    def general(self, care: Ints, key: Ints) -> Ints:
        """Return the number of a hospital that offers the care, from 1."""
        offers = self.offers[:, care].T & (self.kind == "hospital")
        drawn: Ints = pick(self.draws.uniform("transfer.facility", key), offers.astype(np.float64))
        return drawn + 1


def _network(world: World, figures: Figures) -> Network:
    hospitals, geography = world.facilities.hospitals, world.geography
    size, place = hospitals.size, hospitals.place
    sends = np.where(size[:, None] > size, 1.0, figures.transfers.network.from_larger)
    np.fill_diagonal(sends, 0.0)
    latitude, longitude = geography.latitude[place], geography.longitude[place]
    return Network(sends, miles_between(latitude[:, None], longitude[:, None], latitude, longitude))


def transfers(
    tables: TransferTables, visits: VisitFacts, arrivals: VisitArrivals, disposition: Values
) -> Columns:
    """Return the transfers of visits: in, of those who came by transfer; out, by disposition."""
    key, size = visits.encounter_id, visits.encounter_id.size
    columns = {name: np.full(size, NONE) for name in ("transfer_reason", "transfer_care", "transfer_mode")}
    columns |= {name: np.zeros(size, dtype=np.int64) for name in ("facility", "other_encounter", "way_s")}
    ways = np.full(size, POST_ACUTE_WAYS)
    for code, (care, kind) in POST_ACUTE.items():
        rows = np.flatnonzero(disposition == DISPOSITION[code])
        numbers = np.flatnonzero(tables.kind == kind) + 1
        chosen = tables.draws.below("transfer.post_acute", key[rows], numbers.size)
        _set(columns, rows, REASON["post-acute care"], CARE[care], numbers[chosen])
    acute = (disposition == DISPOSITION["02"]) | (arrivals.mode == TRANSFER)
    ways[acute] = np.where(arrivals.mode[acute] == TRANSFER, URGENT_WAYS, USUAL_WAYS)
    _acute(tables, visits, np.flatnonzero(acute), columns)
    graver = (REASON["higher level of care"], REASON["procedure"], REASON["pediatric care"])
    ways[np.isin(columns["transfer_reason"], graver)] = URGENT_WAYS
    children = np.flatnonzero(disposition == DISPOSITION["05"])
    number = tables.facility("children's hospital")
    _set(columns, children, REASON["pediatric care"], CARE["pediatric care"], number)
    mental = np.flatnonzero(disposition == DISPOSITION["65"])
    number = tables.facility("psychiatric hospital")
    _set(columns, mental, REASON["psychiatric care"], CARE["psychiatric care"], number)
    ways[children] = USUAL_WAYS
    moved = columns["facility"] > 0
    columns["transfer_mode"] = np.where(moved, travel(tables, key, visits.hospital, ways, columns), NONE)
    return columns


def _set(columns: Columns, rows: Ints, reason: Ints | int, care: Ints | int, facility: Ints | int) -> None:
    for name, value in (("transfer_reason", reason), ("transfer_care", care), ("facility", facility)):
        columns[name][rows] = value


def _acute(tables: TransferTables, visits: VisitFacts, rows: Ints, columns: Columns) -> None:
    """Set reason, care and facility of transfers between acute hospitals."""
    key, condition = visits.encounter_id[rows], visits.condition[rows]
    weights = np.broadcast_to(tables.reasons, (rows.size, tables.reasons.size))
    reason = pick(tables.draws.uniform("transfer.reason", key), weights)
    special = (reason == REASON["higher level of care"]) | (reason == REASON["procedure"])
    # only some kinds of care are procedures
    other = (reason == REASON["procedure"]) & ~np.isin(tables.higher_care[condition], PROCEDURES)
    reason = np.where(other, REASON["higher level of care"], reason)
    care = np.where(special, tables.higher_care[condition], CARE["general care"])
    child = (visits.age[rows] < ADULT_AGE) & ~tables.psychiatric[condition]
    care = np.where(special & child, CARE["pediatric care"], care)
    reason = np.where(special & child, REASON["pediatric care"], reason)
    # a patient of a psychiatric service is in an acute hospital for another illness
    mental = special & tables.psychiatric[condition]
    care = np.where(mental, CARE["specialist care"], care)
    _set(columns, rows, reason, care, tables.general(care, key))


def travel(tables: TransferTables, key: Ints, hospital: Ints, ways: Ints, columns: Columns) -> Ints:
    """Return how patients travel. Only long ways are flown; psychiatric patients have secure transport."""
    chance = tables.draws.uniform("transfer.mode", key)
    mode = pick(chance, tables.ways[ways])
    miles = tables.miles[hospital, np.maximum(columns["facility"] - 1, 0)]
    mode = np.where((mode == HELICOPTER) & (miles <= HELICOPTER_MILES), CRITICAL, mode)
    mental = columns["transfer_reason"] == REASON["psychiatric care"]
    return np.where(mental, TRAVEL["secure transport"], mode)


def sending_legs(
    tables: TransferTables, visits: VisitFacts, arrivals: VisitArrivals, columns: Columns
) -> tuple[Ints, Columns]:
    """Return the encounters at other hospitals of the dataset from which patients come by transfer.

    The first result are the rows of the receiving visits; their columns in `columns` are changed. Both encounters
    begin on the same local day, so a dataset has both or none. The sending one lies after the patient's last visit.
    """
    figures, draws = tables.figures.legs, tables.draws
    rows = np.flatnonzero((arrivals.mode == TRANSFER) & (arrivals.second >= figures.earliest_hour * HOUR))
    rows = rows[draws.uniform("transfer.dataset", visits.encounter_id[rows]) < tables.from_dataset]
    sender = _senders(tables, visits, rows)
    rows, sender = rows[sender != NONE], sender[sender != NONE]
    key = visits.encounter_id[rows]
    least, most = figures.minutes
    minutes = least + (most - least) * draws.uniform("transfer.leg_minutes", key)
    stay, way = (minutes * MINUTE).astype(np.int64), _way(tables, key, visits.hospital[rows], sender)
    leaves = arrivals.registered[rows] - way
    registered = leaves - stay
    day, _ = tables.clocks.local(sender, registered)
    same_day = day == visits.admission[rows]
    rows, sender, registered, leaves, way = (
        each[same_day] for each in (rows, sender, registered, leaves, way)
    )
    leg_id = visits.patient_id[rows] * ENCOUNTER_ID_FACTOR + SENDING_LEG + visits.number[rows]
    columns["facility"][rows] = 0
    columns["other_encounter"][rows] = leg_id
    columns["way_s"][rows] = way
    if tables.network is not None:
        flown = columns["transfer_mode"][rows] == HELICOPTER
        near = tables.network.miles[visits.hospital[rows], sender] <= HELICOPTER_MILES
        columns["transfer_mode"][rows[flown & near]] = CRITICAL
    by_ambulance = draws.uniform("transfer.leg_mode", leg_id) < BY_AMBULANCE
    return rows, {
        "encounter_id": leg_id,
        "hospital": sender,
        "registered": registered,
        "leaves": leaves,
        "mode": np.where(by_ambulance, AMBULANCE, WALK_IN),
        "disposition": np.full(rows.size, DISPOSITION["02"]),
        "decision": np.full(rows.size, TRANSFERS_OUT),
        "transfer_reason": columns["transfer_reason"][rows],
        "transfer_care": columns["transfer_care"][rows],
        "transfer_mode": columns["transfer_mode"][rows],
        "other_encounter": visits.encounter_id[rows],
        "way_s": way,
    }


def _way(tables: TransferTables, key: Ints, receiver: Ints, sender: Ints) -> Ints:
    """Return how long the way from one hospital of the dataset to another takes, seconds."""
    if tables.network is not None:
        return way_to_facility(tables.network.miles[receiver, sender])
    return way_between_hospitals(tables.draws, key)


def _senders(tables: TransferTables, visits: VisitFacts, rows: Ints) -> Ints:
    """Return the other hospital from which each patient comes, NONE if there is none.

    In a network it is a hospital that patients from this home choose, more often a smaller one. Elsewhere it is the
    nearest one.
    """
    place, hospital = visits.place[rows], visits.hospital[rows]
    nearby, weight = tables.nearby[place], tables.nearby_weight[place]
    if tables.network is not None:
        weight = weight * tables.network.sends[hospital[:, None], nearby]
        chosen = pick(tables.draws.uniform("transfer.sender", visits.encounter_id[rows]), weight)
        return np.take_along_axis(nearby, chosen[:, None], axis=1)[:, 0]
    other = (weight > 0) & (nearby != hospital[:, None])
    first = other.argmax(axis=1)
    return np.where(other.any(axis=1), np.take_along_axis(nearby, first[:, None], axis=1)[:, 0], NONE)
