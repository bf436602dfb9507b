"""The reference tables of a dataset as Arrow tables, in an order in which every foreign key finds its row."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from healthgen_db.world.draws import Floats
from healthgen_db.world.places.distances import state_neighbors
from healthgen_db.world.world import World

# Types of the profiles of hospitals and doctors, and of the payment probabilities of conditions.
PROFILE = pa.decimal128(5, 4)
PROBABILITY = pa.decimal128(4, 2)


def reference_tables(world: World) -> dict[str, pa.Table]:
    """Return every reference table by name. Ids count from 1, in the order of the catalog and the facilities."""
    return {**_places(world), **_medicine(world), **_payers(world), **_facilities(world)}


def _places(world: World) -> dict[str, pa.Table]:
    catalog, places = world.catalog, world.geography.places
    return {
        "states": pa.table(
            {
                "state": [state.code for state in catalog.states],
                "name": [state.name for state in catalog.states],
            }
        ),
        "state_neighbors": _rows(
            state_neighbors(), state=pa.string(), neighbor=pa.string(), miles=pa.int32()
        ),
        "zip_codes": pa.table(
            {
                "zipcode": [place.zipcode for place in places],
                "city": [place.city for place in places],
                "state": [place.state for place in places],
                "county": [place.county for place in places],
                "latitude": pa.array(world.geography.latitude),
                "longitude": pa.array(world.geography.longitude),
                "population": pa.array([place.population for place in places], pa.int32()),
            }
        ),
    }


def _medicine(world: World) -> dict[str, pa.Table]:
    catalog = world.catalog
    treatments = {treatment.name: number for number, treatment in enumerate(catalog.treatments, 1)}
    medications = {name: number for number, name in enumerate(catalog.medications, 1)}
    conditions = list(enumerate(catalog.conditions, 1))
    codes = [(number, code.code, code.description) for number, entry in conditions for code in entry.icd10]
    roles = [
        (number, treatments[name], role) for number, entry in conditions for name, role in entry.roles.items()
    ]
    drugs = dict.fromkeys(
        (number, medications[drug.name]) for number, entry in conditions for drug in entry.drugs
    )
    return {
        "conditions": _conditions(world),
        "diagnosis_codes": _rows(
            codes, condition_id=pa.int16(), icd10_code=pa.string(), description=pa.string()
        ),
        "treatments": pa.table(
            {
                "treatment_id": _ids(len(treatments), pa.int16()),
                "name": list(treatments),
                "given_as_drug": [treatment.given_as_drug for treatment in catalog.treatments],
            }
        ),
        "condition_treatments": _rows(
            roles, condition_id=pa.int16(), treatment_id=pa.int16(), role=pa.string()
        ),
        "medications": pa.table(
            {"medication_id": _ids(len(medications), pa.int16()), "name": list(medications)}
        ),
        "condition_medications": _rows(drugs, condition_id=pa.int16(), medication_id=pa.int16()),
    }


def _conditions(world: World) -> pa.Table:
    conditions = world.catalog.conditions
    return pa.table(
        {
            "condition_id": _ids(len(conditions), pa.int16()),
            "name": [entry.name for entry in conditions],
            "icd10_code": [entry.icd10[0].code for entry in conditions],
            "category": [entry.category for entry in conditions],
            "adult_only": [entry.adult_only for entry in conditions],
            "same_day_possible": [entry.same_day_possible for entry in conditions],
            "los_min": pa.array([entry.los_min for entry in conditions], pa.int16()),
            "los_max": pa.array([entry.los_max for entry in conditions], pa.int16()),
            "follow_up_required": [entry.follow_up_required for entry in conditions],
            "late_unpaid_base": _decimals([entry.late_unpaid for entry in conditions], PROBABILITY),
            "late_paid_base": _decimals([entry.late_paid for entry in conditions], PROBABILITY),
        }
    )


def _payers(world: World) -> dict[str, pa.Table]:
    payers = world.catalog.payers
    return {
        "insurance_providers": pa.table(
            {
                "insurance_provider_id": _ids(len(payers), pa.int16()),
                "name": [payer.name for payer in payers],
                "kind": [payer.kind for payer in payers],
            }
        )
    }


def _facilities(world: World) -> dict[str, pa.Table]:
    facilities, places = world.facilities, world.geography.places
    hospitals, doctors = facilities.hospitals, facilities.doctors
    hospital = np.repeat(np.arange(hospitals.place.size), np.diff(facilities.staff_start))
    return {
        "hospitals": pa.table(
            {
                "hospital_id": _ids(hospitals.place.size, pa.int32()),
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
                "doctor_id": _ids(doctors.name.size, pa.int32()),
                "name": pa.array(doctors.name),
                "state": pa.array(doctors.state),
                "same_day_style": _decimals(doctors.same_day_style, PROFILE),
                "medication_bias": _decimals(doctors.medication_bias, PROFILE),
            }
        ),
        "doctor_hospitals": pa.table(
            {
                "doctor_id": pa.array(facilities.staff + 1, pa.int32()),
                "hospital_id": pa.array(hospital + 1, pa.int32()),
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
