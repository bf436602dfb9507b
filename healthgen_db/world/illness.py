"""How often people of each age and sex have visits for each condition, and in which months."""

import numpy as np

from healthgen_db.world.age_curves import age_curve, by_sex
from healthgen_db.world.ages import OLDEST_AGE
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import Floats
from healthgen_db.world.names import SEXES
from healthgen_db.world.population import Population, population_by_age
from healthgen_db.world.seasons import MONTHS


def visit_rates(conditions: tuple[Condition, ...], population: Population) -> Floats:
    """Return the relative number of visits for a condition of one person, shape (conditions, ages, genders).

    The square root of the encounters makes conditions less unequal, because a hospital has fewer office visits than the
    survey. Within a condition, the curve by age keeps the shares of `mix`.
    """
    people = population_by_age(population)
    rates = np.zeros((len(conditions), *people.shape))
    for number, condition in enumerate(conditions):
        mix = condition.mix
        affected = np.array([condition.sex in (None, sex) for sex in SEXES])
        both = people[:, : len(SEXES)] * affected
        ages = np.arange(condition.youngest, _last_age(condition) + 1)
        curve = age_curve(both.sum(axis=1), ages, mix.share_below())
        young = mix.pct_female if mix.pct_female_under_18 is None else mix.pct_female_under_18
        curves = by_sex(curve, both, women_under_18=young / 100, women=mix.pct_female / 100)
        rates[number, :, : len(SEXES)] = (mix.weight or np.sqrt(mix.encounters)) * curves * affected
        # patients of gender Other have the mean rate of the two sexes
        if condition.sex is None:
            rates[number, :, len(SEXES) :] = rates[number, :, : len(SEXES)].mean(axis=1, keepdims=True)
    return rates


def _last_age(condition: Condition) -> int:
    # A course can last past the next birthday, and no visit of it is after max_age.
    return condition.max_age - (condition.max_age < OLDEST_AGE)


def seasons(conditions: tuple[Condition, ...]) -> Floats:
    """Return the relative number of new courses by condition, age and month, shape (conditions, ages, 12), mean 1."""
    by_month = np.ones((len(conditions), OLDEST_AGE + 1, MONTHS))
    for number, condition in enumerate(conditions):
        for age in range(OLDEST_AGE + 1):
            if season := condition.season_for(age):
                by_month[number, age] = np.array(season) / np.mean(season)
    return by_month
