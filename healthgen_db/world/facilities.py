"""Hospitals and doctors: where they are, how they differ, who works where, and where a patient goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.behavior import Behavior, DoctorProfiles, HospitalProfiles, Spread
from healthgen_db.world.catalog.catalog import Catalog
from healthgen_db.world.draws import Draws, Floats, Ints, lookup_table
from healthgen_db.world.names import Names
from healthgen_db.world.places.distances import miles_between
from healthgen_db.world.places.geography import Geography, weighted_order

__all__ = ["Doctors", "Facilities", "Hospitals", "build_facilities"]


@dataclass(frozen=True)
class Hospitals:
    """Hospitals as columns, shape (hospitals,); the id is the position + 1."""

    name: NDArray[np.str_]
    place: Ints
    """Index of the hospital's ZIP code in the geography."""
    state: NDArray[np.str_]
    same_day_bias: Floats
    late_payment_multiplier: Floats
    charge_multiplier: Floats


@dataclass(frozen=True)
class Doctors:
    """Doctors as columns, shape (doctors,); the id is the position + 1."""

    name: NDArray[np.str_]
    state: NDArray[np.str_]
    same_day_style: Floats
    medication_bias: Floats


@dataclass(frozen=True)
class Facilities:
    """Hospitals, doctors, and how patients and doctors are tied to hospitals."""

    hospitals: Hospitals
    doctors: Doctors
    staff: Ints
    """Doctor indexes, hospital after hospital; a doctor of several hospitals occurs several times."""
    staff_start: Ints
    """Where each hospital's doctors begin in `staff`, shape (hospitals + 1,)."""
    nearby: Ints
    """Hospital indexes by ZIP code, nearest first, shape (zip codes, up to 6).

    All lie in the ZIP code's state, unless the dataset has one hospital.
    """
    nearby_share: Floats
    """Cumulative share of patients that go to each of `nearby`, the same shape; the last is 1."""


def build_facilities(
    geography: Geography,
    catalog: Catalog,
    behavior: Behavior,
    names: Names,
    draws: Draws,
    *,
    hospital_name: str | None = None,
) -> Facilities:
    """Place the hospitals where people are and staff them; `hospital_name` is for a dataset with one hospital."""
    hospitals = _build_hospitals(geography, catalog, behavior.hospitals, draws)
    if hospital_name is not None:
        hospitals = replace(hospitals, name=np.array([hospital_name]))
    many = geography.hospital is None
    doctors_each = behavior.doctors.per_hospital if many else behavior.doctors.of_one_hospital
    doctors, workplaces = _build_doctors(hospitals, behavior.doctors, doctors_each, names, draws)
    nearby, nearby_share = _build_catchments(geography, hospitals, behavior.hospitals)
    doctor, hospital = workplaces
    order = np.lexsort((doctor, hospital))
    start = np.searchsorted(hospital[order], np.arange(hospitals.place.size + 1))
    return Facilities(hospitals, doctors, doctor[order], start, nearby, nearby_share)


def _build_hospitals(
    geography: Geography, catalog: Catalog, profiles: HospitalProfiles, draws: Draws
) -> Hospitals:
    place = (
        _hospital_places(geography, profiles, draws)
        if geography.hospital is None
        else np.array([geography.hospital])
    )
    key = np.array([int(geography.places[index].zipcode) for index in place], dtype=np.int64)
    low, high = profiles.charge_multiplier
    return Hospitals(
        name=_hospital_names(place, key, geography, catalog, draws),
        place=place,
        state=geography.state[place],
        same_day_bias=_normal(draws, "hospital.same_day_bias", key, profiles.same_day_bias),
        late_payment_multiplier=_lognormal(
            draws, "hospital.late_payment", key, profiles.late_payment_multiplier
        ),
        charge_multiplier=np.round(low + (high - low) * draws.uniform("hospital.charge", key), 4),
    )


def _hospital_places(geography: Geography, profiles: HospitalProfiles, draws: Draws) -> Ints:
    """Choose ZIP codes for hospitals in each state, by population."""
    chosen: list[int] = []
    for state in np.unique(geography.state):
        local = np.flatnonzero(geography.state == state)
        codes = np.array([int(geography.places[index].zipcode) for index in local], dtype=np.int64)
        order = weighted_order(draws, "hospital.place", codes, geography.population[local])
        chosen.extend(local[order[: max(1, round(local.size / profiles.zip_codes_per_hospital))]])
    return np.array(sorted(chosen), dtype=np.int64)


def _hospital_names(
    place: Ints, key: Ints, geography: Geography, catalog: Catalog, draws: Draws
) -> NDArray[np.str_]:
    """Give each hospital a name of its own, trying patterns by weight until one is free."""
    patterns = [pattern.text for pattern in catalog.hospital_names]
    weights = np.array([pattern.weight for pattern in catalog.hospital_names])
    state_names = catalog.state_names
    taken: set[str] = set()
    result = []
    for index, zipcode in zip(place, key, strict=True):
        home = geography.places[index]
        fields = {"city": home.city, "county": home.county, "state": state_names[home.state]}
        tries = weighted_order(
            draws,
            "hospital.name",
            np.arange(len(patterns), dtype=np.int64) + zipcode * len(patterns),
            weights,
        )
        candidates = (patterns[number].format(**fields) for number in tries)
        name = next(
            (name for name in candidates if name not in taken), f"{home.city} Hospital {home.zipcode}"
        )
        taken.add(name)
        result.append(name)
    return np.array(result)


def _build_doctors(
    hospitals: Hospitals, profiles: DoctorProfiles, doctors_each: float, names: Names, draws: Draws
) -> tuple[Doctors, tuple[Ints, Ints]]:
    """Return the doctors, and (doctor, hospital) for every place of work."""
    workplaces = lookup_table(profiles.hospitals_per_doctor)
    states: list[str] = []
    doctor_parts: list[Ints] = []
    hospital_parts: list[Ints] = []
    for state in np.unique(hospitals.state):
        local = np.flatnonzero(hospitals.state == state)
        count = int(np.ceil(local.size * doctors_each))
        doctor = np.arange(count, dtype=np.int64) + len(states)
        works_at = 1 + draws.categorical("doctor.workplaces", doctor, workplaces)
        # the first workplace goes round robin, so that no hospital is without doctors; the others lie next to it
        for number in range(len(profiles.hospitals_per_doctor)):
            here = (works_at > number) & (number < local.size)
            doctor_parts.append(doctor[here])
            hospital_parts.append(local[(np.arange(count)[here] + number) % local.size])
        states.extend([str(state)] * count)
    key = np.arange(len(states), dtype=np.int64)
    doctors = Doctors(
        name=np.array(
            [f"Dr. {name}" for name in names.full_names("doctor", key, draws, profiles.birth_decades)]
        ),
        state=np.array(states),
        same_day_style=_normal(draws, "doctor.same_day_style", key, profiles.same_day_style),
        medication_bias=_normal(draws, "doctor.medication_bias", key, profiles.medication_bias),
    )
    return doctors, (np.concatenate(doctor_parts), np.concatenate(hospital_parts))


def _build_catchments(
    geography: Geography, hospitals: Hospitals, profiles: HospitalProfiles
) -> tuple[Ints, Floats]:
    nearby = np.zeros((len(geography.places), profiles.nearest), dtype=np.int64)
    share = np.ones((len(geography.places), profiles.nearest))
    if geography.hospital is not None:
        return nearby, share
    for state in np.unique(hospitals.state):
        homes = np.flatnonzero(geography.state == state)
        local = np.flatnonzero(hospitals.state == state)
        place = hospitals.place[local]
        miles = miles_between(
            geography.latitude[homes][:, None],
            geography.longitude[homes][:, None],
            geography.latitude[place],
            geography.longitude[place],
        )
        nearest = np.argsort(miles, axis=1, kind="stable")[:, : profiles.nearest]
        distance = np.take_along_axis(miles, nearest, axis=1)
        weight = np.exp(-(distance - distance[:, :1]) / profiles.decay_miles)
        cumulative = np.cumsum(weight, axis=1)
        columns = nearest.shape[1]
        nearby[homes, :columns] = local[nearest]
        share[homes, :columns] = cumulative / cumulative[:, -1:]
        share[homes, columns - 1 :] = 1.0
    return nearby, share


def _normal(draws: Draws, name: str, key: Ints, spread: Spread) -> Floats:
    """Draw normal numbers around 0 within limits, to the four decimals that the database keeps."""
    low, high = spread.limits
    return (spread.sigma * _scores(draws, name, key)).clip(low, high).round(4)


def _lognormal(draws: Draws, name: str, key: Ints, spread: Spread) -> Floats:
    """Draw lognormal numbers around 1 within limits, to four decimals."""
    low, high = spread.limits
    return np.exp(spread.sigma * _scores(draws, name, key)).clip(low, high).round(4)


def _scores(draws: Draws, name: str, key: Ints) -> Floats:
    inverse = NormalDist().inv_cdf
    return np.array([inverse(max(chance, 1e-12)) for chance in draws.uniform(name, key)], dtype=np.float64)
