"""Hospitals and doctors: where they are, how they differ, who works where and treats what, and who goes where."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from healthgen_db.world.behavior import Behavior, DoctorProfiles, HospitalProfiles, Spread
from healthgen_db.world.catalog.catalog import Catalog
from healthgen_db.world.draws import Draws, Floats, Ints, lookup_table
from healthgen_db.world.hospitals.specialties import load_specialties, pools
from healthgen_db.world.names import Names
from healthgen_db.world.places.columns import Geography
from healthgen_db.world.places.distances import miles_between
from healthgen_db.world.places.geography import weighted_order

# The database keeps profiles of hospitals and doctors with four decimals.
DECIMALS = 4
# The inverse normal distribution has no value at 0.
SMALLEST_CHANCE = 1e-12


class Hospitals:
    """Hospitals as columns of shape (hospitals,). The id of a hospital is its index + 1.

    name: str
    place: int64, index of the hospital's ZIP code in the geography
    state: str, two-letter code
    time_zone: str, IANA name
    same_day_bias: float64, added to the probability of same-day visits
    late_payment_multiplier: float64, factor of the probability that a bill is never paid
    charge_multiplier: float64, factor of first charges
    stay_bias: float64, added to the score of first stays, standard deviations
    referral_weight: float64, factor of the weight with which patients with complex conditions choose the hospital
    """

    def __init__(
        self,
        geography: Geography,
        catalog: Catalog,
        profiles: HospitalProfiles,
        draws: Draws,
        name: str | None,
    ) -> None:
        if geography.hospital is None:
            self.place = _hospital_places(geography, profiles.zip_codes_per_hospital, draws)
        else:
            self.place = np.array([geography.hospital])
        key = geography.code[self.place]
        low, high = profiles.charge_multiplier
        names = _hospital_names(self.place, key, geography, catalog, draws) if name is None else [name]
        self.name = np.array(names)
        self.state = geography.state[self.place]
        self.time_zone = np.array(_time_zones(self.place, geography, catalog))
        self.same_day_bias = _normal(draws, "hospital.same_day_bias", key, profiles.same_day_bias)
        self.late_payment_multiplier = _lognormal(
            draws, "hospital.late_payment", key, profiles.late_payment_multiplier
        )
        self.charge_multiplier = np.round(
            low + (high - low) * draws.uniform("hospital.charge", key), DECIMALS
        )
        self.stay_bias = _normal(draws, "hospital.stay_bias", key, profiles.stay_bias)
        self.referral_weight = _lognormal(draws, "hospital.referral_weight", key, profiles.referral_weight)


class Doctors:
    """Doctors as columns of shape (doctors,). The id of a doctor is the index + 1.

    name: str
    state: str, two-letter code
    same_day_style: float64, added to the probability of same-day visits
    medication_bias: float64, added to the probability of the treatment that is given as a drug
    panel_weight: float64, how many patients choose the doctor, relative to the others
    home: int64, index of the doctor's first hospital
    workplaces: Workplaces
    """

    def __init__(
        self, hospitals: Hospitals, profiles: DoctorProfiles, doctors_each: float, names: Names, draws: Draws
    ) -> None:
        states, self.home, self.workplaces = _workplaces(hospitals, profiles, doctors_each, draws)
        key = np.arange(len(states), dtype=np.int64)
        full_names = names.full_names("doctor", key, draws, profiles.birth_decades)
        self.name = np.array([f"Dr. {name}" for name in full_names])
        self.state = np.array(states)
        self.same_day_style = _normal(draws, "doctor.same_day_style", key, profiles.same_day_style)
        self.medication_bias = _normal(draws, "doctor.medication_bias", key, profiles.medication_bias)
        self.panel_weight = _lognormal(draws, "doctor.panel_weight", key, profiles.panel_weight)


@dataclass(frozen=True)
class Workplaces:
    """Who works where, as columns of shape (workplaces,), sorted by hospital and doctor. A doctor has one to three."""

    doctor: Ints
    hospital: Ints
    weekdays: Ints
    """Index into Facilities.weekdays: the days on which the doctor admits patients there."""


class Facilities:
    """Hospitals and doctors, who works where and treats what, and which hospitals patients go to.

    specialties: Specialties
    doctor_specialty: int64, shape (doctors,), index of the specialty
    workplaces: Workplaces
    weekdays: bool, shape (sets of days, 7), the sets of weekdays that doctors can have, Monday to Sunday
    pool_place, pool_edges: workplace and upper edge of its share of patients, as `pools` of specialties.py returns them
    nearby: int64, shape (zip codes, nearest), indexes of the nearest hospitals in the state of each ZIP code, nearest
        first; states with fewer hospitals have 0 in the other columns; a dataset with one hospital has 0 everywhere
    nearby_weight: float64, shape (2, zip codes, nearest), how often patients choose each hospital of `nearby`, with an
        ordinary condition and with a complex one
    specialist_weight: float64, shape (hospitals, conditions * 2), factor of it: smaller where nobody has the specialty
        that the condition needs, without and with its procedure
    """

    def __init__(
        self,
        geography: Geography,
        catalog: Catalog,
        behavior: Behavior,
        names: Names,
        draws: Draws,
        *,
        hospital_name: str | None,
    ) -> None:
        """Place hospitals and give them doctors. `hospital_name` is for a dataset with one hospital."""
        self.hospitals = hospitals = Hospitals(geography, catalog, behavior.hospitals, draws, hospital_name)
        many = geography.hospital is None
        doctors_each = behavior.doctors.per_hospital if many else behavior.one_hospital.doctors
        self.doctors = Doctors(hospitals, behavior.doctors, doctors_each, names, draws)
        self.workplaces = places = self.doctors.workplaces
        sets = [days for row in behavior.doctors.weekdays for days in row]
        self.weekdays = np.array([[str(day) in days for day in range(1, 8)] for days in sets])
        self.specialties = load_specialties(catalog)
        self.doctor_specialty = self._specialties(geography, behavior.doctors, draws)
        # A doctor who is there on fewer days sees fewer patients.
        presence = self.weekdays @ np.array(behavior.visits.weekdays)
        weight = self.doctors.panel_weight[places.doctor] * presence[places.weekdays]
        self.pool_place, self.pool_edges, has_specialist = pools(
            self.doctor_specialty[places.doctor],
            places.hospital,
            hospitals.place.size,
            weight,
            self.specialties.treats,
        )
        self.specialist_weight = np.where(has_specialist, 1.0, behavior.hospitals.without_specialist)
        self.nearby, self.nearby_weight = _build_catchments(geography, hospitals, behavior.hospitals)

    def _specialties(self, geography: Geography, profiles: DoctorProfiles, draws: Draws) -> Ints:
        """Return the specialty of each doctor. Each hospital distributes specialties among its own doctors."""
        hospitals, home = self.hospitals.place.size, self.doctors.home
        order = np.argsort(home, kind="stable")
        own = np.bincount(home, minlength=hospitals)
        specialty = np.zeros(home.size, dtype=np.int64)
        specialty[order] = self.specialties.of_doctors(
            draws, geography.code[self.hospitals.place], own, profiles.specialty_sigma
        )
        return specialty


def _hospital_places(geography: Geography, zip_codes_each: float, draws: Draws) -> Ints:
    """Choose the ZIP codes of the hospitals in each state, weighted by population."""
    chosen: list[int] = []
    for state in np.unique(geography.state):
        local = np.flatnonzero(geography.state == state)
        order = weighted_order(draws, "hospital.place", geography.code[local], geography.population[local])
        chosen.extend(local[order[: max(1, round(local.size / zip_codes_each))]])
    return np.array(sorted(chosen), dtype=np.int64)


def _time_zones(place: Ints, geography: Geography, catalog: Catalog) -> list[str]:
    states = {state.code: state for state in catalog.states}
    return [
        states[str(geography.state[each])].time_zone_at(geography.latitude[each], geography.longitude[each])
        for each in place
    ]


def _hospital_names(
    place: Ints, key: Ints, geography: Geography, catalog: Catalog, draws: Draws
) -> list[str]:
    """Give each hospital its own name: the first name of a weighted order of patterns that is not taken."""
    patterns = [pattern.text for pattern in catalog.hospital_names]
    weights = np.array([pattern.weight for pattern in catalog.hospital_names])
    pattern_keys = np.arange(len(patterns), dtype=np.int64)
    state_names = {state.code: state.name for state in catalog.states}
    names: list[str] = []
    taken: set[str] = set()
    for index, zipcode in zip(place, key, strict=True):
        home = geography.places[index]
        fields = {"city": home.city, "county": home.county, "state": state_names[home.state]}
        order = weighted_order(draws, "hospital.name", pattern_keys + zipcode * len(patterns), weights)
        candidates = (patterns[number].format(**fields) for number in order)
        unique = f"{home.city} Hospital {home.zipcode}"
        names.append(next((name for name in candidates if name not in taken), unique))
        taken.add(names[-1])
    return names


def _workplaces(
    hospitals: Hospitals, profiles: DoctorProfiles, doctors_each: float, draws: Draws
) -> tuple[list[str], Ints, Workplaces]:
    """Return the states of the doctors, their first hospitals, and all workplaces."""
    number_of_places = lookup_table(profiles.hospitals_per_doctor)
    # The sets of weekdays are listed for doctors with one, with two, with three workplaces.
    first_set = np.cumsum([0, *map(len, profiles.weekdays)])
    states: list[str] = []
    homes: list[Ints] = []
    parts: list[tuple[Ints, Ints, Ints]] = []
    for state in np.unique(hospitals.state):
        local = np.flatnonzero(hospitals.state == state)
        count = int(np.ceil(local.size * doctors_each))
        doctor = np.arange(count, dtype=np.int64) + len(states)
        drawn = 1 + draws.categorical("doctor.workplaces", doctor, number_of_places)
        works_at = np.minimum(drawn, local.size)
        # Doctor n has the first workplace at hospital n (modulo hospitals), so that every hospital has doctors. The
        # other workplaces are the next hospitals.
        homes.append(local[np.arange(count) % local.size])
        for number in range(len(profiles.hospitals_per_doctor)):
            here = np.flatnonzero(works_at > number)
            days = first_set[works_at[here] - 1] + number
            parts.append((doctor[here], local[(here + number) % local.size], days))
        states.extend([str(state)] * count)
    doctors, places, weekdays = map(np.concatenate, zip(*parts, strict=True))
    order = np.lexsort((doctors, places))
    return states, np.concatenate(homes), Workplaces(doctors[order], places[order], weekdays[order])


def _build_catchments(
    geography: Geography, hospitals: Hospitals, profiles: HospitalProfiles
) -> tuple[Ints, Floats]:
    """Return `nearby` and `nearby_weight` of Facilities."""
    nearby = np.zeros((len(geography.places), profiles.nearest), dtype=np.int64)
    chosen = np.zeros((2, len(geography.places), profiles.nearest))
    chosen[:, :, 0] = 1.0
    if geography.hospital is not None:
        return nearby, chosen
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
        columns = nearest.shape[1]
        nearby[homes, :columns] = local[nearest]
        chosen[0, homes, :columns] = weight
        chosen[1, homes, :columns] = weight * hospitals.referral_weight[local[nearest]]
    return nearby, chosen


def _normal(draws: Draws, name: str, key: Ints, spread: Spread) -> Floats:
    """Draw normal numbers with mean 0, kept within limits."""
    low, high = spread.limits
    return (spread.sigma * _scores(draws, name, key)).clip(low, high).round(DECIMALS)


def _lognormal(draws: Draws, name: str, key: Ints, spread: Spread) -> Floats:
    """Draw lognormal numbers with median 1, kept within limits."""
    low, high = spread.limits
    return np.exp(spread.sigma * _scores(draws, name, key)).clip(low, high).round(DECIMALS)


def _scores(draws: Draws, name: str, key: Ints) -> Floats:
    """Draw standard normal numbers."""
    inverse, chances = NormalDist().inv_cdf, draws.uniform(name, key)
    return np.array([inverse(max(chance, SMALLEST_CHANCE)) for chance in chances], dtype=np.float64)
