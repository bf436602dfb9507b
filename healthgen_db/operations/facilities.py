"""The facilities around each hospital, and the reference tables of operations."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pyarrow as pa

from healthgen_db.operations.figures.load import load_complaints, load_facilities, load_figures
from healthgen_db.operations.figures.transfers import Facility
from healthgen_db.operations.places.ward_file import load_wards
from healthgen_db.operations.roster.shift_rows import shift_types_table
from healthgen_db.operations.words import SERVICES
from healthgen_db.operations.workforce.workforce_tables import roles_table
from healthgen_db.world.draws import Floats
from healthgen_db.world.world import World

# facility_id = hospital_id * 100 + number of the facility, from 1.
FACILITY_ID_FACTOR = 100
MILE_DECIMALS = 1


@lru_cache(maxsize=4)
def facility_miles(world: World) -> Floats:
    """Return the distances of the facilities from their hospitals, miles, shape (hospitals, facilities)."""
    facilities = load_facilities()
    limits = np.array([facility.miles for facility in facilities])
    places = world.facilities.hospitals.place
    key = world.geography.code[places][:, None] * FACILITY_ID_FACTOR + np.arange(len(facilities))
    chance = world.draws.uniform("facility.miles", key.reshape(-1)).reshape(key.shape)
    miles: Floats = np.round(limits[:, 0] + (limits[:, 1] - limits[:, 0]) * chance, MILE_DECIMALS)
    return miles


def services_of(place: str) -> list[str]:
    """Return the codes of the services of a place: those of its wards, conditions and palliative care."""
    figures, file = load_figures(place), load_wards(place)
    used = {code for ward in file.wards for code in (ward.owner, *ward.services)}
    used |= {entry.service for entry in figures.conditions.conditions.values()}
    return [code for code in SERVICES if code in used]


def operations_reference(world: World) -> Mapping[str, pa.Table]:
    """Return services, complaints, roles, shift types, facilities and facility_services."""
    complaints, services = load_complaints(), services_of(world.config.place)
    return {
        "services": pa.table({"service": services, "name": [SERVICES[code] for code in services]}),
        "complaints": pa.table(
            {
                "complaint_id": pa.array(range(1, len(complaints) + 1), pa.int16()),
                "name": list(complaints),
                "female_only": [entry.female_only for entry in complaints.values()],
                "min_age": pa.array([entry.min_age for entry in complaints.values()], pa.int16()),
                "max_age": pa.array([entry.max_age for entry in complaints.values()], pa.int16()),
            }
        ),
        "roles": roles_table(world.config.place),
        "shift_types": shift_types_table(world.config.place),
        **_facilities(world),
    }


def _facilities(world: World) -> dict[str, pa.Table]:
    hospitals, facilities = world.facilities.hospitals, load_facilities()
    numbers = range(1, len(facilities) + 1)
    ids = [
        hospital * FACILITY_ID_FACTOR + number
        for hospital in range(1, hospitals.place.size + 1)
        for number in numbers
    ]
    miles = [f"{distance:.{MILE_DECIMALS}f}" for distance in facility_miles(world).reshape(-1)]
    cares = [(number, care) for number, entry in enumerate(facilities) for care in entry.care]
    offers = [
        (facility, care)
        for first in range(0, len(ids), len(facilities))
        for facility, care in ((ids[first + number], care) for number, care in cares)
    ]
    facility_ids, care_names = zip(*offers, strict=True)
    return {
        "facilities": pa.table(
            {
                "facility_id": pa.array(ids, pa.int32()),
                "hospital_id": pa.array([each // FACILITY_ID_FACTOR for each in ids], pa.int32()),
                "name": [
                    _name(world, place, facility) for place in hospitals.place for facility in facilities
                ],
                "kind": [facility.kind for _ in hospitals.place for facility in facilities],
                "zipcode": pa.nulls(len(ids), pa.string()),
                "miles": pa.array(miles).cast(pa.decimal128(5, MILE_DECIMALS)),
            }
        ),
        "facility_services": pa.table(
            {"facility_id": pa.array(facility_ids, pa.int32()), "care": list(care_names)}
        ),
    }


def _name(world: World, place: int, facility: Facility) -> str:
    home = world.geography.places[place]
    states = {state.code: state.name for state in world.catalog.states}
    return facility.name.format(city=home.city, county=home.county, state=states[home.state])
