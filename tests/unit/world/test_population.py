"""Figures of population and behavior are the published ones and add up; wrong figures are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.config.resources import resource
from healthgen_db.world.behavior import load_behavior
from healthgen_db.world.population import load_population

POPULATION = load_population()
BEHAVIOR = load_behavior()

# Census Vintage 2024, copied by hand: first age of the band, all, male, female.
PYRAMID = [
    (0, 1.06, 0.54, 0.52), (1, 4.41, 2.25, 2.15), (5, 5.94, 3.03, 2.90), (10, 6.15, 3.15, 3.00),
    (15, 3.95, 2.02, 1.93), (18, 9.22, 4.71, 4.51), (25, 13.66, 6.91, 6.74), (35, 13.39, 6.75, 6.64),
    (45, 11.99, 5.98, 6.02), (55, 12.25, 6.00, 6.25), (65, 10.42, 4.91, 5.51), (75, 5.67, 2.52, 3.15),
    (85, 1.89, 0.71, 1.18),
]  # fmt: skip


def test_ages_and_sexes_are_those_of_the_census() -> None:
    assert [(band.min_age, band.all, band.male, band.female) for band in POPULATION.age_bands] == PYRAMID
    everybody = [POPULATION.share(age, sex) for age in range(121) for sex in ("Female", "Male")]
    assert sum(everybody) == pytest.approx(100, abs=0.1)
    assert sum(POPULATION.share(age, "Female") for age in range(25, 35)) == pytest.approx(6.74)
    assert POPULATION.share(98, "Female") < POPULATION.share(86, "Female") / 2


def test_blood_types_are_the_published_ones() -> None:
    assert POPULATION.blood_types == {
        "O+": 38, "A+": 34, "B+": 9, "O-": 7, "A-": 6, "AB+": 3, "B-": 2, "AB-": 1,
    }  # fmt: skip
    assert sum(POPULATION.blood_types.values()) == 100


@pytest.mark.parametrize(
    ("age", "private", "uninsured"),
    [(0, 0.602, 0.021), (17, 0.602, 0.021), (18, 0.699, 0.110), (29, 0.706, 0.129), (64, 0.730, 0.075)],
)
def test_insurance_under_65_is_the_published_one(age: int, private: float, uninsured: float) -> None:
    kinds = POPULATION.payer_kinds(age)
    assert kinds["Private"] == pytest.approx(private)
    assert POPULATION.uninsured(age) == pytest.approx(uninsured)
    assert kinds["Medicaid"] > kinds["Military"] > 0
    assert (kinds["Medicare"] > 0) == (age >= 18)


def test_from_65_on_medicare_pays_first() -> None:
    for age in (65, 90, 119):
        kinds = POPULATION.payer_kinds(age)
        assert kinds["Medicare"] / sum(kinds.values()) == pytest.approx(0.98)
        assert POPULATION.uninsured(age) == pytest.approx(0.004)


def test_each_person_has_one_payer_or_none() -> None:
    for age in range(121):
        assert sum(POPULATION.payer_kinds(age).values()) + POPULATION.uninsured(age) == pytest.approx(1)


def test_about_92_percent_are_insured() -> None:
    weights = {age: sum(POPULATION.share(age, sex) for sex in ("Female", "Male")) for age in range(121)}
    insured = sum(weight * (1 - POPULATION.uninsured(age)) for age, weight in weights.items())
    assert 91 < insured < 95


def test_prefixes_fit_sex_and_age() -> None:
    assert POPULATION.prefix_shares("Male", 17) == POPULATION.prefix_shares("Female", 5) == {"": 1.0}
    assert POPULATION.prefix_shares("Female", 20).keys() == {"", "Mrs.", "Ms."}
    assert POPULATION.prefix_shares("Male", 40).keys() == {"", "Mr.", "Dr."}
    assert POPULATION.prefix_shares("Female", 80)["Mrs."] > POPULATION.prefix_shares("Female", 30)["Mrs."]
    assert POPULATION.prefix_shares("Other", 20) == {"": 1.0}
    assert POPULATION.prefix_shares("Other", 40).keys() == {"", "Dr."}


def test_prefixes_of_adults_are_near_the_reference_model() -> None:
    totals = dict.fromkeys(("", "Mr.", "Mrs.", "Ms.", "Dr."), 0.0)
    for age in range(18, 100):
        for sex in ("Female", "Male"):
            for prefix, share in POPULATION.prefix_shares(sex, age).items():
                totals[prefix] += share * POPULATION.share(age, sex)
    adults = sum(totals.values())
    for prefix, percent in {"": 25, "Mr.": 25, "Mrs.": 20, "Ms.": 20, "Dr.": 10}.items():
        assert 100 * totals[prefix] / adults == pytest.approx(percent, abs=5), prefix


def test_behavior_has_the_figures_of_the_reference_model() -> None:
    visits, payment = BEHAVIOR.visits, BEHAVIOR.payment
    assert [visits.severity_of(days) for days in (0, 1, 3, 4, 6, 7, 2000)] == [
        "Normal", "Mild", "Mild", "Moderate", "Moderate", "Severe", "Severe",
    ]  # fmt: skip
    assert visits.follow_up_required_age == 70
    assert BEHAVIOR.stay.follow_up_two_days == 0.15
    assert (BEHAVIOR.coverage.low, BEHAVIOR.coverage.high) == ((0.40, 0.70), (0.60, 0.90))
    assert [(step.min_charge, step.share) for step in BEHAVIOR.plan.incremental] == [
        (20_000, 0.8), (8_000, 0.6), (500, 0.46), (0, 0.15),
    ]  # fmt: skip
    assert (payment.on_time.insured, payment.on_time.uninsured) == (0.45, 0.30)
    assert (payment.late_unpaid_factor.insured, payment.late_unpaid_factor.uninsured) == (0.9, 1.5)
    assert payment.late_unpaid_limits == (0.02, 0.65)
    assert (payment.billing_lag_days, payment.on_time_days_before, payment.late_days_after) == (
        (0, 5), (0, 5), (1, 119),
    )  # fmt: skip
    charges = BEHAVIOR.charges
    assert (charges.minimum, charges.increase) == (87, (0.05, 0.15))
    assert (BEHAVIOR.plan.full_due_days, BEHAVIOR.plan.incremental_due_months) == (30, 12)
    assert BEHAVIOR.stay.usual_same_day_rate == Config.minor_same_day_rate


def test_hospitals_and_doctors_differ_as_in_the_reference_model() -> None:
    hospitals, doctors = BEHAVIOR.hospitals, BEHAVIOR.doctors
    spreads = {
        "same day at hospitals": (hospitals.same_day_bias, 0.075, (-0.15, 0.15)),
        "late payment": (hospitals.late_payment_multiplier, 0.25, (0.7, 1.5)),
        "same day of doctors": (doctors.same_day_style, 0.07, (-0.15, 0.15)),
        "medication": (doctors.medication_bias, 0.05, (-0.10, 0.10)),
    }
    for name, (spread, sigma, limits) in spreads.items():
        assert (spread.sigma, spread.limits) == (sigma, limits), name
    assert hospitals.charge_multiplier == (0.9, 1.2)
    assert len(doctors.hospitals_per_doctor) == 3


BROKEN_POPULATION = {
    "a gap in the ages": (
        "min_age = 5, max_age = 9",
        "min_age = 6, max_age = 9",
        "the band 6-9 must begin at 5",
    ),
    "ages below 100 %": ("male = 6.91", "male = 0.91", "age_bands: must add up to 100"),
    "an unknown blood type": ('"AB-" = 1', '"C-" = 1', "C-"),
    "blood types above 100 %": ('"AB-" = 1', '"AB-" = 2', "blood_types: must add up to 100, not 101"),
    "insurance below 100 %": (
        "public = 37.7",
        "public = 30.7",
        "insurance.bands[0]: must add up to 100, not 93",
    ),
    "an unknown kind of payer": ("Medicaid = 92", "Medicade = 92", "public_under_18.Medicade"),
    "kinds of payers below 100 %": (
        "Medicaid = 80",
        "Medicaid = 70",
        "public_adult: must add up to 100, not 90",
    ),
    "seniors who keep Medicaid": (
        "{ Medicare = 98, Private = 2 }",
        "{ Medicare = 98, Medicaid = 2 }",
        "insured_senior",
    ),
    "a mail domain that can be real": (
        '"example.org" = 20',
        '"mail.com" = 20',
        "contact.mail_domains.mail.com",
    ),
    "mail domains above 100 %": (
        '"example.org" = 20',
        '"example.org" = 30',
        "mail_domains: must add up to 100, not 110",
    ),
    "an exchange of four digits": ('"555"', '"5555"', "contact.phone_exchange = '5555': "),
    "no house number": (
        "largest_house_number = 9999",
        "largest_house_number = 0",
        "contact.largest_house_number = 0: ",
    ),
    "prefixes above 100 %": ('"Mr." = 66', '"Mr." = 76', "shares: must add up to 100, not 110"),
}
SETS = 'weekdays = [["1234567"], ['
BROKEN_BEHAVIOR = {
    "shares above 1": ("[0.60, 0.28, 0.12]", "[0.60, 0.28, 0.22]", "must add up to 1, not 1.1"),
    "a probability over 1": ("soon_share = 0.5", "soon_share = 50", "panel.soon_share = 50: "),
    "a missing severity at the start": ("Mild = 0.6, Moderate = 0.4", "Moderate = 1", "no entry for Mild"),
    "a severity not at the start": ("{ Mild = 0.6, Moderate", "{ Mild = 0.6, Severe", "resolving_start.Severe"),
    "a stay out of order": ("max_days = 6", "max_days = 2", "severity_by_stay must rise from row to row"),
    "a range with low above high": ("low = [0.40, 0.70]", "low = [0.70, 0.40]", "low 0.7 is above high 0.4"),
    "no plan for small charges": ("min_charge = 0", "min_charge = 10", "must fall from row to row and end with 0"),
    "a week of eight days": ("\nweekdays = [1", "\nweekdays = [1, 1", "visits.weekdays"),
    "weights of a charge": ("\nby_stay = 0.", "\nby_stay = 0.99", "charges: the squares of "),
    "weights of a stay": ("\nby_age = 0.", "\nby_age = 0.99", "stay: the squares of the weights 0.99"),
    "a median above the range": ("\nmedian = ", "\nmedian = 1", "charges.median = 1"),
    "frailty above 1": ("in_severity = ", "in_severity = 1", "frailty.in_severity = 1"),
    "odds below 0": ("odds = { Normal = ", "odds = { Normal = -", "visits.positive_odds.Normal = -"),
    "weights of conditions": ("conditions_by_age = 0.", "conditions_by_age = 0.99", "panel: the squares of the"),
    "weights of follow-ups": ("follow_ups_by_age = 0.", "follow_ups_by_age = 0.99", "panel: the squares of the"),
    "more than all strengths": ("\nstronger = 0.", "\nstronger = 0.99", "stronger and weaker must add up to at most 1"),
    "a second illness at once": ("soon_after_days = ", "soon_after_days = -", "panel.soon_after_days = -"),
    "few hospitals": ("without_specialist = ", "without_specialist = 1", "hospitals.without_specialist = 1"),
    "covered alike": ("\nalike = ", "\nalike = 1", "coverage.alike = 1"),
    "high first strengths": ("low_first_power = ", "low_first_power = 0.0 #", "drugs.low_first_power = 0"),
    "all drugs change": ("\nchange = ", "\nchange = 1", "drugs.change = 1"),
    "an unknown kind of payer": ("low_share = { Private", "low_share = { Privat", "coverage.low_share.Privat"),
    "nobody pays soon": ("promptness = { Private = ", "promptness = { Private = -", "payment.promptness.Private = -"),
    "a spread below 0": ("referral_weight = { sigma = ", "referral_weight = { sigma = -", "referral_weight.sigma = -"),
    "a doctor without a place": (SETS, SETS[:-1] + '["1234567"], [', "weekdays: entry 2 must give each day"),
    "a doctor at two places": (SETS, SETS[:-1] + '["12367", "345"], [', "weekdays: entry 2 must give each day"),
    "a place at weekends": (SETS, SETS[:-1] + '["12345", "67"], [', "each hospital a day from Monday to Friday"),
    "an eighth day": (SETS, SETS[:-1] + '["12367", "458"], [', "doctors.weekdays[1][1] = '458': "),
    "no days for three places": (SETS, 'weekdays = [["1234567"]] # ', "weekdays and hospitals_per_doctor must have"),
    "a bill due at once": ("full_due_days = 30", "full_due_days = 0", "plan.full_due_days = 0: "),
    "half a month": ("_due_months = 12", "_due_months = 0.5", "plan.incremental_due_months = 0.5: "),
    "a rate of 0": ("_same_day_rate = 0.425", "_same_day_rate = 0", "stay.usual_same_day_rate = 0: "),
    "a stay of 0 years": ("longest_years = 10", "longest_years = 0", "panel.longest_years = 0: "),
    "a negative pace": ("pace_by_rate = ", "pace_by_rate = -", "panel.pace_by_rate = -"),
    "a follow-up before the visit": ("_jitter = 0.15", "_jitter = 0.5", "panel.cadence_jitter = 0.5: "),
    "nobody waits": ("_wait_days = 6", "_wait_days = 0", "panel.longest_wait_days = 0: "),
    "an intake of a day": ("intake_days = 90", "intake_days = 1", "panel.intake_days = 1: "),
    "more keys than follow-ups have": ("follow_ups_most = ", "follow_ups_most = 9", "panel.follow_ups_most = 9"),
    "rates of death out of order": ("ages = [0, 1, 10,", "ages = [0, 10, 1,", "ages must rise, not [0, 10, 1, "),
    "an age without a rate": ("yearly_pct = [0.27, ", "yearly_pct = [", "ages and yearly_pct must have"),
    "nobody dies": ("yearly_pct = [0.27, ", "yearly_pct = [0, ", "deaths.yearly_pct[0] = 0: "),
    "a charge below the range": ("times_top = 5", "times_top = 0.5", "charges.outlier_times_top = 0.5: "),
    "instalments at once": ("instalment_months = 1", "instalment_months = 0", "first_last_instalment_months = 0: "),
    "0 ZIP codes for a hospital": ("per_hospital = 3", "per_hospital = 0", "hospitals.zip_codes_per_hospital = 0: "),
    "no hospital to go to": ("nearest = 6", "nearest = 0", "hospitals.nearest = 0: "),
    "a decay of 0 miles": ("decay_miles = 15.0", "decay_miles = 0", "hospitals.decay_miles = 0: "),
    "more than all ZIP codes": ("populous_share = 0.1", "populous_share = 10", "one_hospital.populous_share = 10: "),
    "a negative power": ("_power = 2", "_power = -2", "one_hospital.neighbor_distance_power = -2: "),
    "doctors without a decade": ("[1950, 1960, 1970, 1980, 1990]", "[]", "doctors.birth_decades = []: "),
    "a decade without names": ("[1950, ", "[1850, ", "doctors.birth_decades[0] = 1850: "),
    "a year that begins no decade": ("[1950, ", "[1955, ", "doctors.birth_decades[0] = 1955: "),
    "an unknown key": ("[stay]", "[stay]\nnights = 3", "stay.nights: there is no such key"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), BROKEN_POPULATION.values(), ids=BROKEN_POPULATION.keys())
def test_a_broken_population_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"^population\.toml: ") as error:
        load_population(broken(tmp_path, "population.toml", old, new))
    assert message in str(error.value)


@pytest.mark.parametrize(("old", "new", "message"), BROKEN_BEHAVIOR.values(), ids=BROKEN_BEHAVIOR.keys())
def test_a_broken_behavior_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"^behavior\.toml: ") as error:
        load_behavior(broken(tmp_path, "behavior.toml", old, new))
    assert message in str(error.value)


def broken(folder: Path, name: str, old: str, new: str) -> Path:
    text = resource("data", name).read_text(encoding="utf-8")
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path
