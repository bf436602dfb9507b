"""The billing table of a block: what each visit costs, who pays, and when."""

from statistics import NormalDist

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from healthgen_db.generate.care_periods import NEVER
from healthgen_db.generate.condition_parameters import SEVERE
from healthgen_db.generate.people import UNINSURED, People
from healthgen_db.generate.planned_visits import VISITS_PER_COURSE
from healthgen_db.generate.timeline import Timeline
from healthgen_db.generate.visits import Encounters
from healthgen_db.world.behavior import Charges
from healthgen_db.world.calendar import Days, plus_months
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.world import World

# billing_id = visit_id * 100. No visit has the number 00, so a join of billing_id with visit_id finds no row.
BILLING_ID_FACTOR = 100
CENTS = 100
# Resolution of first charges: steps of length of stay and severity, and quantiles of each distribution.
LEVELS = 8
QUANTILES = 1024
PLANS = pa.array(["Full", "Incremental"])
STATUSES = pa.array(["Paid", "Late-Paid", "In-progress", "Late-Unpaid"])
PAID, LATE_PAID, IN_PROGRESS, LATE_UNPAID = range(4)


class BillTables:
    """Charges and payment probabilities, made once for each world. Amounts are in cents.

    category: int64, shape (conditions,), row of first_charge and follow_up_factor
    first_charge: float64, shape (categories, 8 levels, 1025), charges at the quantiles 0 to 1
    follow_up_factor: float64, shape (categories, 2), least and largest factor of the first charge
    shortest, span: int64, shape (conditions,), days: shortest first stay, and longest minus shortest (at least 1)
    late_unpaid, late_paid: float64, shape (conditions,), probabilities
    hospitals: their profiles
    prices: PriceIndex
    plan_min_charge: int64, shape (plan steps,), rising
    plan_share: float64, shape (plan steps,), probability of the Incremental plan from plan_min_charge on
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.behavior = world.behavior
        conditions, categories = world.catalog.conditions, world.catalog.categories
        names = list(categories)
        self.category = np.array([names.index(entry.category) for entry in conditions])
        self.first_charge = np.array(
            [
                [
                    _charge_quantiles(entry.first_charge, level, world.behavior.charges)
                    for level in range(LEVELS)
                ]
                for entry in categories.values()
            ]
        )
        self.follow_up_factor = np.array([entry.follow_up_factor for entry in categories.values()])
        self.shortest = np.array([entry.los_min for entry in conditions])
        self.span = np.array([max(1, entry.los_max - entry.los_min) for entry in conditions])
        self.late_unpaid = np.array([entry.late_unpaid for entry in conditions])
        self.late_paid = np.array([entry.late_paid for entry in conditions])
        self.hospitals = world.facilities.hospitals
        self.prices = world.prices
        steps = sorted(world.behavior.plan.incremental, key=lambda step: step.min_charge)
        self.plan_min_charge = np.array([step.min_charge * CENTS for step in steps], dtype=np.int64)
        self.plan_share = np.array([step.share for step in steps])


def _charge_quantiles(limits: tuple[float, float], level: int, charges: Charges) -> Floats:
    """Return the quantiles of a lognormal charge within limits (USD), in cents, shape (1025,).

    The median rises with the level: in logarithms, in equal steps.
    """
    low, high = np.log(limits)
    middle = low + (high - low) * (charges.median_lowest + charges.median_rise * level / (LEVELS - 1))
    shape = NormalDist(middle, charges.sigma)
    below, above = shape.cdf(low), shape.cdf(high)
    chances = below + (above - below) * np.linspace(0, 1, QUANTILES + 1)
    inner = [shape.inv_cdf(chance) for chance in chances[1:-1]]
    return np.round(np.exp([low, *inner, high]) * CENTS)


def billing_batch(
    tables: BillTables, people: People, visits: Timeline, encounters: Encounters, today: int
) -> pa.RecordBatch:
    """Return the billing table as of `today`, sorted by billing_id."""
    draws, key, plan = tables.draws, visits.key, tables.behavior.plan
    insured = people.payer[visits.person] != UNINSURED
    total = _charges(tables, visits, encounters)
    covered = _whole_cents(total * np.where(insured, _covered_share(tables, key), 0))
    chance = tables.plan_share[np.searchsorted(tables.plan_min_charge, total, side="right") - 1]
    chance = chance + np.where(insured, 0, plan.uninsured_extra)
    incremental = draws.uniform("bill.plan", key) < chance
    due = np.where(
        incremental,
        plus_months(visits.billed, plan.incremental_due_months),
        visits.billed + np.int32(plan.full_due_days),
    )
    outcomes = _outcomes(tables, visits, encounters, insured, total)
    # On time, the last instalment is paid from first_last_instalment_months after billing on.
    months = tables.behavior.payment.first_last_instalment_months
    early, late = (due - days for days in reversed(tables.behavior.payment.on_time_days_before))
    on_time = (
        np.where(incremental, plus_months(visits.billed, months), early),
        np.where(incremental, due, late),
    )
    paid = _payment_days(tables, key, due, on_time, outcomes)
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
    }
    return pa.record_batch(columns)


def _charges(tables: BillTables, visits: Timeline, encounters: Encounters) -> Ints:
    """Return total charges in cents."""
    first = np.flatnonzero(visits.earlier_visits == 0)
    usual, charged = _first_charges(tables, visits, encounters, first)
    # The charge of a follow-up is a share of what the first visit would cost without complications, and is never above
    # what it does cost. Both are looked up by patient-condition.
    places = visits.patient_condition.max(initial=0) + 1
    usual_of, charged_of = np.zeros(places), np.zeros(places, dtype=np.int64)
    usual_of[visits.patient_condition[first]] = usual
    charged_of[visits.patient_condition[first]] = charged
    charge = charged_of[visits.patient_condition]
    later = np.flatnonzero(visits.earlier_visits)
    patient_condition = visits.patient_condition[later]
    follow_up = _follow_up_charges(
        tables, visits.condition[later], visits.key[later], usual_of[patient_condition]
    )
    charge[later] = np.minimum(follow_up, charge[later])
    return charge


def _first_charges(
    tables: BillTables, visits: Timeline, encounters: Encounters, rows: Ints
) -> tuple[Floats, Ints]:
    """Return the charges of first visits without complications, and their real charges, in cents.

    Charges rise with length of stay and severity. They are at the prices of the month of admission.
    """
    condition, charges, key = visits.condition[rows], tables.behavior.charges, visits.key[rows]
    days = visits.discharge[rows] - visits.admission[rows] - tables.shortest[condition]
    rank = charges.level_by_stay * days / tables.span[condition]
    rank += charges.level_by_severity * visits.severity[rows] / SEVERE
    level = np.rint(rank * (LEVELS - 1)).astype(np.int64)
    quantile = tables.draws.uniform("bill.first_charge", key) * QUANTILES
    step = quantile.astype(np.int64)
    category = tables.category[condition]
    below, above = (tables.first_charge[category, level, step + ahead] for ahead in (0, 1))
    usual = below + (above - below) * (quantile - step)
    price = tables.hospitals.charge_multiplier[encounters.hospital[rows]] * tables.prices.on(
        visits.admission[rows]
    )
    chance = tables.draws.uniform("bill.outlier", key) / charges.outlier_share
    top = tables.first_charge[category, level, QUANTILES]
    charged = np.where(chance < 1, top * charges.outlier_times_top**chance, usual)
    return usual * price, _whole_cents(_above_minimum(tables, charged * price))


def _follow_up_charges(tables: BillTables, condition: Ints, key: Ints, usual: Floats) -> Ints:
    """Return the charges of follow-ups, in cents: a share of the first charge that is the same for a whole course.

    Sometimes a follow-up costs a little more. usual: charges of the first visits without complications, in cents.
    """
    charges, draws = tables.behavior.charges, tables.draws
    factor = tables.follow_up_factor[tables.category[condition]]
    course_key = key // VISITS_PER_COURSE
    level = factor[:, 0] + (factor[:, 1] - factor[:, 0]) * draws.uniform("bill.level", course_key)
    low, high = charges.increase
    chance = draws.uniform("bill.rises", key) / charges.increase_chance
    rises = np.where(chance < 1, 1 + low + (high - low) * chance, 1)
    return _whole_cents(_above_minimum(tables, usual * level * rises))


def _above_minimum(tables: BillTables, cents: Floats) -> Floats:
    """Return charges of at least the minimum. Those below twice the minimum are moved half the way to it."""
    minimum = tables.behavior.charges.minimum * CENTS
    return np.where(cents < 2 * minimum, minimum + cents / 2, cents)


def _covered_share(tables: BillTables, key: Ints) -> Floats:
    """Return the share of the charge that the insurance of an insured patient pays."""
    coverage = tables.behavior.coverage
    limits = np.array([coverage.high, coverage.low])
    band = (tables.draws.uniform("bill.coverage_band", key) < coverage.low_share).astype(np.int64)
    low, high = limits[band, 0], limits[band, 1]
    share: Floats = low + (high - low) * tables.draws.uniform("bill.coverage", key)
    return share


def _outcomes(
    tables: BillTables, visits: Timeline, encounters: Encounters, insured: NDArray[np.bool_], total: Ints
) -> tuple[Floats, Floats]:
    """Return the probability that a bill is paid on time, and the probability that it is paid at all.

    In the reference model the probabilities of Paid, Late-Paid and Late-Unpaid add up to less than 1. The rest is for
    bills in progress. After its due date a bill cannot be in progress, so the three are scaled to add up to 1.
    """
    payment = tables.behavior.payment
    large = ~insured & (total > payment.large_charge * CENTS)
    factor = np.where(insured, payment.late_unpaid_factor.insured, payment.late_unpaid_factor.uninsured)
    multiplier = tables.hospitals.late_payment_multiplier[encounters.hospital]
    unpaid = tables.late_unpaid[visits.condition] * multiplier * factor
    unpaid = np.clip(unpaid, *payment.late_unpaid_limits)
    late = tables.late_paid[visits.condition] + large * payment.large_charge_late_paid_extra
    on_time = np.where(insured, payment.on_time.insured, payment.on_time.uninsured)
    on_time = on_time - large * payment.large_charge_on_time_less
    total_chance = on_time + late + unpaid
    return on_time / total_chance, (on_time + late) / total_chance


def _payment_days(
    tables: BillTables, key: Ints, due: Days, on_time: tuple[Days, Days], outcomes: tuple[Floats, Floats]
) -> Days:
    """Return the day on which each bill is paid, or NEVER.

    on_time: the first and the last day of payments on time; outcomes: as _outcomes returns them
    """
    payment, draws = tables.behavior.payment, tables.draws
    paid_on_time, paid = outcomes
    outcome = draws.uniform("bill.outcome", key)
    first, last = on_time
    early_day = last - draws.below("bill.days_early", key, last - first + 1)
    low, high = payment.late_days_after
    late_day = due + low + draws.below("bill.days_late", key, high - low + 1)
    day = np.where(outcome < paid_on_time, early_day, np.where(outcome < paid, late_day, NEVER))
    return day.astype(np.int32)


def _whole_cents(cents: NDArray[np.number]) -> Ints:
    rounded: Ints = np.rint(cents).astype(np.int64)
    return rounded


def _money(cents: Ints) -> pa.Array:
    """Return cents as a decimal column with two decimals, without a copy."""
    return pa.Array.from_buffers(pa.decimal64(12, 2), cents.size, [None, pa.py_buffer(cents)])
