"""The reference tables of a dataset as Arrow tables, in an order in which every foreign key finds its row."""

from collections.abc import Iterable
from operator import attrgetter

import numpy as np
import pyarrow as pa

from healthgen_db.world.draws import Floats
from healthgen_db.world.places.distances import state_neighbors
from healthgen_db.world.prices import DECIMALS
from healthgen_db.world.world import World

TEXT, FLAG, SMALL, INTEGER, DOUBLE = pa.string(), pa.bool_(), pa.int16(), pa.int32(), pa.float64()
# Types of the profiles of hospitals and doctors, and of the payment probabilities of conditions.
PROFILE = pa.decimal128(5, 4)
PROBABILITY = pa.decimal128(4, 2)
PRICE = pa.decimal128(10, DECIMALS)

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
    return {**_places(world), **_medicine(world), **_facilities(world), "price_index": prices}


def _places(world: World) -> dict[str, pa.Table]:
    states = [(state.code, state.name) for state in world.catalog.states]
    return {
        "states": _rows(states, state=TEXT, name=TEXT),
        "state_neighbors": _rows(state_neighbors(), state=TEXT, neighbor=TEXT, miles=INTEGER),
        "zip_codes": _rows(map(attrgetter(*PLACE), world.geography.places), **PLACE),
    }


def _medicine(world: World) -> dict[str, pa.Table]:
    catalog = world.catalog
    conditions = list(enumerate(catalog.conditions, 1))
    treatments = [
        (number, entry.name, entry.given_as_drug) for number, entry in enumerate(catalog.treatments, 1)
    ]
    treatment_ids = {name: number for number, name, _ in treatments}
    medication_ids = {name: number for number, name in enumerate(catalog.medications, 1)}
    codes = [(number, code.code, code.description) for number, entry in conditions for code in entry.icd10]
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
        "diagnosis_codes": _rows(codes, condition_id=SMALL, icd10_code=TEXT, description=TEXT),
        "treatments": _rows(treatments, treatment_id=SMALL, name=TEXT, given_as_drug=FLAG),
        "condition_treatments": _rows(roles, condition_id=SMALL, treatment_id=SMALL, role=TEXT),
        "medications": _rows(enumerate(catalog.medications, 1), medication_id=SMALL, name=TEXT),
        "condition_medications": _rows(drugs, condition_id=SMALL, medication_id=SMALL),
        "insurance_providers": _rows(payers, insurance_provider_id=SMALL, name=TEXT, kind=TEXT),
    }


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
    hospitals, doctors = facilities.hospitals, facilities.doctors
    hospital = np.repeat(np.arange(hospitals.place.size), np.diff(facilities.staff_start))
    return {
        "hospitals": pa.table(
            {
                "hospital_id": _ids(hospitals.place.size, INTEGER),
                "name": pa.array(hospitals.name),
                "state": pa.array(hospitals.state),
                "zipcode": [places[place].zipcode for place in hospitals.place],
                "same_day_bias": _decimals(hospitals.same_day_bias, PROFILE),
                "late_payment_multiplier": _decimals(hospitals.late_payment_multiplier, PROFILE),
                "charge_multiplier": _decimals(hospitals.charge_multiplier, PROFILE),
            }
        ),
        "doctors": pa.table(
            {
                "doctor_id": _ids(doctors.name.size, INTEGER),
                "name": pa.array(doctors.name),
                "state": pa.array(doctors.state),
                "same_day_style": _decimals(doctors.same_day_style, PROFILE),
                "medication_bias": _decimals(doctors.medication_bias, PROFILE),
            }
        ),
        "doctor_hospitals": pa.table(
            {
                "doctor_id": pa.array(facilities.staff + 1, INTEGER),
                "hospital_id": pa.array(hospital + 1, INTEGER),
                "state": pa.array(hospitals.state[hospital]),
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
