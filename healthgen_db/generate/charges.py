"""What each visit costs: first charges by stay, severity and treatment, and those of follow-ups by the first charge."""

from statistics import NormalDist
from typing import cast

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.condition_parameters import ConditionParameters
from healthgen_db.generate.care.planned_visits import VISITS_PER_COURSE
from healthgen_db.generate.care.timeline import Timeline
from healthgen_db.world.behavior import Role, RoleShares
from healthgen_db.world.catalog.entries import MONITORING, Condition
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.payment import Charges
from healthgen_db.world.world import World

CENTS = 100
# First charges are looked up by score: STEPS from -LARGEST_SCORE to LARGEST_SCORE standard deviations.
LARGEST_SCORE, STEPS = 4, 1024


class ChargeTables:
    """Charges, made once for each world. Amounts are in cents.

    charges: of behavior.toml
    parameters: ConditionParameters
    category: int64, shape (conditions,), row of first_charge and follow_up_factor
    first_charge: float64, shape (categories, 1025), charges at scores from -LARGEST_SCORE to LARGEST_SCORE
    charge_level: float64, shape (conditions, treatments), added to the score; its mean over the first visits is the
        charge_shift of the condition
    charge_scale: float64, shape (conditions,), with which the scores have the variance 1
    cheap: bool, shape (treatments,), Monitoring and what needs no bed: a follow-up with it costs the usual
    follow_up_factor: float64, shape (categories, 2), least and largest factor of the first charge
    charge_multiplier: float64, shape (hospitals,)
    prices: PriceIndex
    """

    def __init__(self, world: World, parameters: ConditionParameters) -> None:
        self.draws: Draws = world.draws
        self.charges = world.behavior.charges
        self.parameters = parameters
        conditions, categories = world.catalog.conditions, world.catalog.categories
        names = list(categories)
        self.category = np.array([names.index(entry.category) for entry in conditions])
        self.first_charge = np.array(
            [_charges_by_score(entry.first_charge, self.charges) for entry in categories.values()]
        )
        self._charge_levels(world)
        self.follow_up_factor = np.array([entry.follow_up_factor for entry in categories.values()])
        self.cheap = np.array(
            [entry.outpatient or entry.name == MONITORING for entry in world.catalog.treatments]
        )
        self.charge_multiplier = world.facilities.hospitals.charge_multiplier
        self.prices = world.prices

    def _charge_levels(self, world: World) -> None:
        names = [treatment.name for treatment in world.catalog.treatments]
        conditions = world.catalog.conditions
        levels = np.array([[entry.charge_level.get(name, 0.0) for name in names] for entry in conditions])
        shares = np.array(
            [
                [_first_share(entry, name, world.behavior.treatment.first) for name in names]
                for entry in conditions
            ]
        )
        shares /= shares.sum(axis=1, keepdims=True)
        self.charge_level = levels - (levels * shares).sum(axis=1, keepdims=True)
        self.charge_scale = 1 / np.sqrt(1 + (self.charge_level**2 * shares).sum(axis=1))
        self.charge_level += np.array([[entry.charge_shift] for entry in conditions])


def _first_share(condition: Condition, treatment: str, shares: RoleShares) -> float:
    """Return about how many first visits have the treatment."""
    usual = {name: shares.get(cast(Role, role), 0.0) for name, role in condition.roles.items()}
    if condition.procedure is None:
        return usual.get(treatment, 0.0)
    weights = [code.weight for code in condition.icd10]
    share = float(np.average([code.procedure for code in condition.icd10], weights=weights))
    if treatment == condition.procedure.treatment:
        return share
    others = sum(part for name, part in usual.items() if name != condition.procedure.treatment)
    return usual.get(treatment, 0.0) / others * (1 - share)


def _charges_by_score(limits: tuple[float, float], charges: Charges) -> Floats:
    """Return a lognormal charge within limits (USD) by its score, in cents, shape (1025,)."""
    low, high = np.log(limits)
    shape = NormalDist(low + (high - low) * charges.median, charges.sigma)
    below, above = shape.cdf(low), shape.cdf(high)
    scores = np.linspace(-LARGEST_SCORE, LARGEST_SCORE, STEPS + 1)
    chances = [below + (above - below) * NormalDist().cdf(score) for score in scores[1:-1]]
    return np.round(np.exp([low, *map(shape.inv_cdf, chances), high]) * CENTS)


def compute_charges(
    tables: ChargeTables, visits: Timeline, *, hospital: Ints, treatment: Ints, severity: Floats
) -> Ints:
    """Return the total charges of the visits, in cents.

    hospital, treatment: indexes, of each visit; severity: latent severity of each patient-condition
    """
    first = np.flatnonzero(visits.earlier_visits == 0)
    score = _charge_scores(tables, visits, first, treatment[first], severity)
    usual, charged = _first_charges(tables, visits, first, hospital[first], score)
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
        tables,
        visits.condition[later],
        visits.key[later],
        usual_of[patient_condition],
        dearer=(visits.discharge[later] > visits.admission[later]) & ~tables.cheap[treatment[later]],
    )
    charge[later] = np.minimum(follow_up, charge[later])
    return charge


def _charge_scores(
    tables: ChargeTables, visits: Timeline, rows: Ints, treatment: Ints, severity: Floats
) -> Floats:
    """Return the scores of the charges of first visits: they rise with stay, severity and treatment."""
    condition, charges, parameters = visits.condition[rows], tables.charges, tables.parameters
    days = visits.discharge[rows] - visits.admission[rows]
    chance = np.sqrt(1 - charges.by_stay**2 - charges.by_severity**2)
    score = charges.by_stay * parameters.stay_score[condition, days]
    score += charges.by_severity * severity[visits.patient_condition[rows]]
    score += chance * tables.draws.normal("bill.first_charge", visits.key[rows])
    scaled: Floats = (score + tables.charge_level[condition, treatment]) * tables.charge_scale[condition]
    return scaled


def _first_charges(
    tables: ChargeTables, visits: Timeline, rows: Ints, hospital: Ints, score: Floats
) -> tuple[Floats, Ints]:
    """Return the charges of first visits without complications, and their real charges, in cents.

    They are at the prices of the month of admission. score: their place among those of the category, about normal
    """
    category, charges = tables.category[visits.condition[rows]], tables.charges
    place = np.clip((score + LARGEST_SCORE) * (STEPS / (2 * LARGEST_SCORE)), 0, STEPS - 1e-6)
    step = place.astype(np.int64)
    below, above = (tables.first_charge[category, step + ahead] for ahead in (0, 1))
    usual = below + (above - below) * (place - step)
    price = tables.charge_multiplier[hospital] * tables.prices.on(visits.admission[rows])
    chance = tables.draws.uniform("bill.outlier", visits.key[rows]) / charges.outlier_share
    top = tables.first_charge[category, STEPS]
    charged = np.where(chance < 1, top * charges.outlier_times_top**chance, usual)
    return usual * price, whole_cents(_above_minimum(tables, charged * price))


def _follow_up_charges(
    tables: ChargeTables, condition: Ints, key: Ints, usual: Floats, *, dearer: NDArray[np.bool_]
) -> Ints:
    """Return the charges of follow-ups, in cents: a share of the first charge that is the same for a whole course.

    usual: charges of the first visits without complications, in cents; dearer: whether the follow-up costs a little
    more, because the patient is treated and stays a night
    """
    charges, draws = tables.charges, tables.draws
    factor = tables.follow_up_factor[tables.category[condition]]
    course_key = key // VISITS_PER_COURSE
    level = factor[:, 0] + (factor[:, 1] - factor[:, 0]) * draws.uniform("bill.level", course_key)
    low, high = charges.increase
    rises = np.where(dearer, 1 + low + (high - low) * draws.uniform("bill.rises", course_key), 1)
    return whole_cents(_above_minimum(tables, usual * level * rises))


def _above_minimum(tables: ChargeTables, cents: Floats) -> Floats:
    """Return charges of at least the minimum. Those below twice the minimum are moved half the way to it."""
    minimum = tables.charges.minimum * CENTS
    return np.where(cents < 2 * minimum, minimum + cents / 2, cents)


def whole_cents(cents: NDArray[np.number]) -> Ints:
    """Return amounts in cents, rounded to whole cents."""
    rounded: Ints = np.rint(cents).astype(np.int64)
    return rounded
