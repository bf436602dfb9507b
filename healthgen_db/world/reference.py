"""The reference tables of a dataset as Arrow tables, in an order in which every foreign key finds its row."""

from collections.abc import Iterable
from datetime import date
from itertools import compress
from operator import attrgetter

import pyarrow as pa

from healthgen_db.world.draws import Floats
from healthgen_db.world.places.distances import state_neighbors
from healthgen_db.world.prices import DECIMALS
from healthgen_db.world.world import World

TEXT, FLAG, SMALL, INTEGER, DOUBLE = pa.string(), pa.bool_(), pa.int16(), pa.int32(), pa.float64()
# Types of the profiles of hospitals and doctors, and of the payment probabilities of conditions.
PROFILE = pa.decimal128(5, 4)
PROBABILITY = pa.decimal128(4, 2)
WEIGHT = pa.decimal128(6, 4)
PERCENT = pa.decimal128(4, 1)
SHARE = pa.decimal128(5, 2)
PRICE = pa.decimal128(10, DECIMALS)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

PLACE = {
    "zipcode": TEXT,
    "city": TEXT,
    "state": TEXT,
    "county": TEXT,
    "latitude": DOUBLE,
    "longitude": DOUBLE,
    "population": INTEGER,
}


def reference_tables(world: World) -> dict[str, pa.Table]:
    """Return every reference table by name. Ids count from 1, in the order of the catalog and the facilities."""
    months = world.prices.months()
    prices = pa.table(
        {"month": [month for month, _ in months], "price": _decimals([price for _, price in months], PRICE)}
    )
    config = world.config
    holidays = world.holidays.between(date(config.start.year, 1, 1), date(config.today.year, 12, 31))
    return {
        **_places(world),
        **_medicine(world),
        **_facilities(world),
        "condition_seasons": _seasons(world),
        "price_index": prices,
        "holidays": _rows(holidays, day=pa.date32(), name=TEXT),
    }


def _places(world: World) -> dict[str, pa.Table]:
    states = world.catalog.states
    return {
        "states": pa.table(
            {
                "state": [state.code for state in states],
                "name": [state.name for state in states],
                "uninsured_pct": _decimals([state.uninsured_pct for state in states], PERCENT),
            }
        ),
        "state_neighbors": _rows(state_neighbors(), state=TEXT, neighbor=TEXT, miles=INTEGER),
        "zip_codes": _rows(map(attrgetter(*PLACE), world.geography.places), **PLACE),
    }


def _medicine(world: World) -> dict[str, pa.Table]:
    catalog = world.catalog
    conditions = list(enumerate(catalog.conditions, 1))
    treatments = [
        (number, entry.name, entry.given_as_drug, entry.scheduled, entry.outpatient)
        for number, entry in enumerate(catalog.treatments, 1)
    ]
    treatment_ids = {name: number for number, name, *_ in treatments}
    medication_ids = {name: number for number, name in enumerate(catalog.medications, 1)}
    codes = [
        (number, code.code, code.description, later)
        for number, entry in conditions
        for later, codes in ((False, entry.icd10), (True, entry.follow_up_icd10))
        for code in codes
    ]
    follow_ups = [
        (number, code.code, later, code.follow_up_after)
        for number, entry in conditions
        for code in entry.icd10
        for later in code.follow_up_codes
    ]
    medications = [
        (number, name, name in catalog.harmful_in_pregnancy)
        for number, name in enumerate(catalog.medications, 1)
    ]
    roles = [
        (number, treatment_ids[name], role)
        for number, entry in conditions
        for name, role in entry.roles.items()
    ]
    drugs = dict.fromkeys(
        (number, medication_ids[drug.name]) for number, entry in conditions for drug in entry.drugs
    )
    payers = [(number, payer.name, payer.kind) for number, payer in enumerate(catalog.payers, 1)]
    return {
        "conditions": _conditions(world),
        "diagnosis_codes": _rows(
            codes, condition_id=SMALL, icd10_code=TEXT, description=TEXT, follow_up_only=FLAG
        ),
        "follow_up_codes": _rows(
            follow_ups, condition_id=SMALL, icd10_code=TEXT, follow_up_code=TEXT, after_days=SMALL
        ),
        "treatments": _rows(
            treatments, treatment_id=SMALL, name=TEXT, given_as_drug=FLAG, scheduled=FLAG, outpatient=FLAG
        ),
        "condition_treatments": _rows(roles, condition_id=SMALL, treatment_id=SMALL, role=TEXT),
        "medications": _rows(medications, medication_id=SMALL, name=TEXT, harmful_in_pregnancy=FLAG),
        "condition_medications": _rows(drugs, condition_id=SMALL, medication_id=SMALL),
        "insurance_providers": _rows(payers, insurance_provider_id=SMALL, name=TEXT, kind=TEXT),
    }


def _seasons(world: World) -> pa.Table:
    """Return the seasons of conditions in % of a year, for the ages that have one."""
    rows = [
        (number, ages, month, share)
        for number, entry in enumerate(world.catalog.conditions, 1)
        for ages, months in entry.seasons.items()
        for month, share in enumerate(months, 1)
    ]
    condition, ages, month, share = zip(*rows, strict=True)
    return pa.table(
        {
            "condition_id": pa.array(condition, SMALL),
            "ages": list(ages),
            "month": pa.array(month, SMALL),
            "share": _decimals(list(share), SHARE),
        }
    )


def _conditions(world: World) -> pa.Table:
    conditions = world.catalog.conditions
    return pa.table(
        {
            "condition_id": _ids(len(conditions), SMALL),
            "name": [entry.name for entry in conditions],
            "icd10_code": [entry.icd10[0].code for entry in conditions],
            "category": [entry.category for entry in conditions],
            "adult_only": [entry.adult_only for entry in conditions],
            "same_day_possible": [entry.same_day_possible for entry in conditions],
            "los_min": pa.array([entry.los_min for entry in conditions], SMALL),
            "los_max": pa.array([entry.los_max for entry in conditions], SMALL),
            "follow_up_required": [entry.follow_up_required for entry in conditions],
            "late_unpaid_base": _decimals([entry.late_unpaid for entry in conditions], PROBABILITY),
            "late_paid_base": _decimals([entry.late_paid for entry in conditions], PROBABILITY),
        }
    )


def _facilities(world: World) -> dict[str, pa.Table]:
    facilities, places = world.facilities, world.geography.places
    hospitals, doctors, workplaces = facilities.hospitals, facilities.doctors, facilities.workplaces
    specialties = facilities.specialties
    treatment_ids = {entry.name: number for number, entry in enumerate(world.catalog.treatments, 1)}
    names = [(number, name, number == 1) for number, name in enumerate(specialties.names, 1)]
    covered = [
        (number, condition + 1, treatment_ids[name])
        for number, pairs in enumerate(specialties.covered, 1)
        for condition, name in pairs
    ]
    weekdays = [" ".join(compress(WEEKDAYS, days)) for days in facilities.weekdays]
    return {
        "specialties": _rows(names, specialty_id=SMALL, name=TEXT, generalist=FLAG),
        "specialty_treatments": _rows(covered, specialty_id=SMALL, condition_id=SMALL, treatment_id=SMALL),
        "hospitals": pa.table(
            {
                "hospital_id": _ids(hospitals.place.size, INTEGER),
                "name": pa.array(hospitals.name),
                "state": pa.array(hospitals.state),
                "zipcode": [places[place].zipcode for place in hospitals.place],
                "same_day_bias": _decimals(hospitals.same_day_bias, PROFILE),
                "late_payment_multiplier": _decimals(hospitals.late_payment_multiplier, PROFILE),
                "charge_multiplier": _decimals(hospitals.charge_multiplier, PROFILE),
                "stay_bias": _decimals(hospitals.stay_bias, PROFILE),
                "referral_weight": _decimals(hospitals.referral_weight, WEIGHT),
                "time_zone": pa.array(hospitals.time_zone),
            }
        ),
        "doctors": pa.table(
            {
                "doctor_id": _ids(doctors.name.size, INTEGER),
                "name": pa.array(doctors.name),
                "state": pa.array(doctors.state),
                "same_day_style": _decimals(doctors.same_day_style, PROFILE),
                "medication_bias": _decimals(doctors.medication_bias, PROFILE),
                "specialty_id": pa.array(facilities.doctor_specialty + 1, SMALL),
                "panel_weight": _decimals(doctors.panel_weight, WEIGHT),
            }
        ),
        "doctor_hospitals": pa.table(
            {
                "doctor_id": pa.array(workplaces.doctor + 1, INTEGER),
                "hospital_id": pa.array(workplaces.hospital + 1, INTEGER),
                "state": pa.array(hospitals.state[workplaces.hospital]),
                "weekdays": [weekdays[number] for number in workplaces.weekdays],
            }
        ),
    }


def _ids(count: int, kind: pa.DataType) -> pa.Array:
    return pa.array(range(1, count + 1), kind)


def _rows(rows: Iterable[tuple[object, ...]], **kinds: pa.DataType) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    return pa.table(
        {name: pa.array(column, kinds[name]) for name, column in zip(kinds, columns, strict=True)}
    )


def _decimals(values: Floats | list[float], kind: pa.DataType) -> pa.Array:
    return pa.array([f"{value:.{kind.scale}f}" for value in values]).cast(kind)
