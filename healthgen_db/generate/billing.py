"""The billing table of a block: who pays for each visit, and when."""

from typing import get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from healthgen_db.generate.care.care_periods import NEVER
from healthgen_db.generate.care.people import People
from healthgen_db.generate.care.timeline import Timeline
from healthgen_db.generate.charges import CENTS, whole_cents
from healthgen_db.generate.visits import Encounters
from healthgen_db.world.calendar import Days, plus_months
from healthgen_db.world.catalog.directory import PayerKind
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.payment import PayerKindOrNone
from healthgen_db.world.world import World

# billing_id = visit_id * 100. No visit has the number 00, so a join of billing_id with visit_id finds no row.
BILLING_ID_FACTOR = 100
# Kinds of payer. Uninsured patients are the last one.
KINDS: tuple[PayerKindOrNone, ...] = get_args(PayerKindOrNone)
NO_PAYER = len(KINDS) - 1
PLANS = pa.array(["Full", "Incremental"])
STATUSES = pa.array(["Paid", "Late-Paid", "In-progress", "Late-Unpaid"])
PAID, LATE_PAID, IN_PROGRESS, LATE_UNPAID = range(4)


class BillTables:
    """Payment probabilities, made once for each world. Kinds of payer are numbered as in KINDS.

    late_unpaid, late_paid: float64, shape (conditions,), probabilities
    late_payment_multiplier: float64, shape (hospitals,)
    kind: int64, shape (payers + 1,), kind of each payer; the last one, of index UNINSURED, is NO_PAYER
    low_share, coverage_power, plan_by_payer, promptness, late_paid_factor: float64, shape (kinds,), see behavior.toml
    plan_min_charge: int64, shape (plan steps,), cents, rising
    plan_share: float64, shape (plan steps,), probability of the Incremental plan from plan_min_charge on
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.behavior = world.behavior
        self.late_unpaid = np.array([entry.late_unpaid for entry in world.catalog.conditions])
        self.late_paid = np.array([entry.late_paid for entry in world.catalog.conditions])
        self.late_payment_multiplier = world.facilities.hospitals.late_payment_multiplier
        self._payers(world)
        steps = sorted(world.behavior.plan.incremental, key=lambda step: step.min_charge)
        self.plan_min_charge = np.array([step.min_charge * CENTS for step in steps], dtype=np.int64)
        self.plan_share = np.array([step.share for step in steps])

    def _payers(self, world: World) -> None:
        coverage, payment = world.behavior.coverage, world.behavior.payment
        insured = get_args(PayerKind)
        self.kind = np.array([*(insured.index(payer.kind) for payer in world.catalog.payers), NO_PAYER])
        self.low_share = np.array([*(coverage.low_share[kind] for kind in insured), 0.0])
        self.coverage_power = np.array([*(coverage.power[kind] for kind in insured), 1.0])
        self.plan_by_payer = np.array([*(world.behavior.plan.by_payer[kind] for kind in insured), 1.0])
        self.promptness = np.array([payment.promptness[kind] for kind in KINDS])
        self.late_paid_factor = np.array([payment.late_paid_factor[kind] for kind in KINDS])


def billing_batch(
    tables: BillTables, people: People, visits: Timeline, encounters: Encounters, *, total: Ints, today: int
) -> pa.RecordBatch:
    """Return the billing table as of `today`, sorted by billing_id. total: charges, cents."""
    draws, key, plan = tables.draws, visits.key, tables.behavior.plan
    payer = people.payer_at(encounters.age, visits.person)
    kind = tables.kind[payer]
    insured = kind != NO_PAYER
    covered = whole_cents(
        total * np.where(insured, _covered_share(tables, key, encounters.patient_id, kind), 0)
    )
    chance = tables.plan_share[np.searchsorted(tables.plan_min_charge, total, side="right") - 1]
    chance = chance * tables.plan_by_payer[kind] + np.where(insured, 0, plan.uninsured_extra)
    incremental = draws.uniform("bill.plan", key) < chance
    due = np.where(
        incremental,
        plus_months(visits.billed, plan.incremental_due_months),
        visits.billed + np.int32(plan.full_due_days),
    )
    outcomes = _outcomes(tables, visits.condition, encounters.hospital, kind, total)
    paid = _payment_days(tables, visits, kind, incremental=incremental, due=due, outcomes=outcomes)
    unpaid = paid > today
    status = np.where(
        unpaid,
        np.where(due > today, IN_PROGRESS, LATE_UNPAID),
        np.where(paid <= due, PAID, LATE_PAID),
    ).astype(np.int8)
    columns = {
        "billing_id": encounters.visit_id * BILLING_ID_FACTOR,
        "visit_id": encounters.visit_id,
        "patient_id": encounters.patient_id,
        "billing_date": pa.array(visits.billed, pa.date32()),
        "insurance_coverage_amount": _money(covered),
        "patient_responsibility_amount": _money(total - covered),
        "payment_plan": pc.take(PLANS, pa.array(incremental.astype(np.int8)), boundscheck=False),
        "expected_payment_date": pa.array(due, pa.date32()),
        "actual_payment_date": pa.array(paid, pa.date32(), mask=unpaid),
        "payment_status": pc.take(STATUSES, pa.array(status), boundscheck=False),
        "total_charge": _money(total),
        "insurance_provider_id": pa.array(payer + np.int16(1), mask=~insured),
    }
    return pa.record_batch(columns)


def _covered_share(tables: BillTables, key: Ints, patient: Ints, kind: Ints) -> Floats:
    """Return the share of the charge that the insurance of an insured patient pays. kind: of payer."""
    coverage, draws = tables.behavior.coverage, tables.draws
    # most bills of a patient with one kind of payer are covered alike
    alike = draws.uniform("bill.alike", key) < coverage.alike
    key = np.where(alike, patient * len(KINDS) + kind, -1 - key)
    limits = np.array([coverage.high, coverage.low])
    band = (draws.uniform("bill.coverage_band", key) < tables.low_share[kind]).astype(np.int64)
    low, high = limits[band, 0], limits[band, 1]
    share: Floats = low + (high - low) * draws.uniform("bill.coverage", key) ** tables.coverage_power[kind]
    return share


def _outcomes(
    tables: BillTables, condition: Ints, hospital: Ints, kind: Ints, total: Ints
) -> tuple[Floats, Floats]:
    """Return the probability that a bill is paid on time, and the probability that it is paid at all.

    In the reference model the probabilities of Paid, Late-Paid and Late-Unpaid add up to less than 1. The rest is for
    bills in progress. After its due date a bill cannot be in progress, so the three are scaled to add up to 1.
    """
    payment = tables.behavior.payment
    insured = kind != NO_PAYER
    large = ~insured & (total > payment.large_charge * CENTS)
    factor = np.where(insured, payment.late_unpaid_factor.insured, payment.late_unpaid_factor.uninsured)
    multiplier = tables.late_payment_multiplier[hospital]
    unpaid = tables.late_unpaid[condition] * multiplier * factor
    unpaid = np.clip(unpaid, *payment.late_unpaid_limits)
    late = tables.late_paid[condition] * tables.late_paid_factor[kind]
    late = late + large * payment.large_charge_late_paid_extra
    on_time = np.where(insured, payment.on_time.insured, payment.on_time.uninsured)
    on_time = on_time - large * payment.large_charge_on_time_less
    total_chance = on_time + late + unpaid
    return on_time / total_chance, (on_time + late) / total_chance


def _payment_days(
    tables: BillTables,
    visits: Timeline,
    kind: Ints,
    *,
    incremental: NDArray[np.bool_],
    due: Days,
    outcomes: tuple[Floats, Floats],
) -> Days:
    """Return the day on which each bill is paid, or NEVER. Prompt kinds of payer pay soon.

    incremental: whether the bill has the Incremental plan; outcomes: as _outcomes returns them
    """
    payment, draws, key = tables.behavior.payment, tables.draws, visits.key
    paid_on_time, paid = outcomes
    outcome = draws.uniform("bill.outcome", key)
    chance, promptness = draws.uniform("bill.days", key), tables.promptness[kind]
    least, most = payment.on_time_days_before
    # On time, the last instalment is paid from first_last_instalment_months after billing on.
    months = payment.first_last_instalment_months
    first = np.where(incremental, plus_months(visits.billed, months), due - most)
    last = np.where(incremental, due, due - least)
    # the few days before a due date of the Full plan are more alike for all kinds of payer
    place = chance ** np.where(incremental, promptness, np.sqrt(promptness))
    early_day = first + (place * (last - first + 1)).astype(np.int64)
    low, high = payment.late_days_after
    late_day = due + low + (chance**promptness * (high - low + 1)).astype(np.int64)
    day = np.where(outcome < paid_on_time, early_day, np.where(outcome < paid, late_day, NEVER))
    return day.astype(np.int32)


def _money(cents: Ints) -> pa.Array:
    """Return cents as a decimal column with two decimals, without a copy."""
    return pa.Array.from_buffers(pa.decimal64(12, 2), cents.size, [None, pa.py_buffer(cents)])
