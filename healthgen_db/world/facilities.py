"""Hospitals and doctors: where they are, how they differ, who works where, and which hospitals patients go to."""

from statistics import NormalDist

import numpy as np

from healthgen_db.world.behavior import Behavior, DoctorProfiles, HospitalProfiles, Spread
from healthgen_db.world.catalog.catalog import Catalog
from healthgen_db.world.draws import Draws, Floats, Ints, lookup_table
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
    same_day_bias: float64, added to the probability of same-day visits
    late_payment_multiplier: float64, factor of the probability that a bill is never paid
    charge_multiplier: float64, factor of first charges
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
        self.same_day_bias = _normal(draws, "hospital.same_day_bias", key, profiles.same_day_bias)
        self.late_payment_multiplier = _lognormal(
            draws, "hospital.late_payment", key, profiles.late_payment_multiplier
        )
        self.charge_multiplier = np.round(
            low + (high - low) * draws.uniform("hospital.charge", key), DECIMALS
        )


class Doctors:
    """Doctors as columns of shape (doctors,). The id of a doctor is the index + 1.

    name: str
    state: str, two-letter code
    same_day_style: float64, added to the probability of same-day visits
    medication_bias: float64, added to the probability of the treatment that is given as a drug
    workplaces: doctor and hospital of each workplace, two arrays of indexes, int64, shape (workplaces,)
    """

    def __init__(
        self, hospitals: Hospitals, profiles: DoctorProfiles, doctors_each: float, names: Names, draws: Draws
    ) -> None:
        states, self.workplaces = _workplaces(hospitals, profiles, doctors_each, draws)
        key = np.arange(len(states), dtype=np.int64)
        full_names = names.full_names("doctor", key, draws, profiles.birth_decades)
        self.name = np.array([f"Dr. {name}" for name in full_names])
        self.state = np.array(states)
        self.same_day_style = _normal(draws, "doctor.same_day_style", key, profiles.same_day_style)
        self.medication_bias = _normal(draws, "doctor.medication_bias", key, profiles.medication_bias)


class Facilities:
    """Hospitals and doctors, which doctors work at a hospital, and which hospitals patients go to.

    staff: int64, shape (workplaces,), doctor indexes, sorted by hospital; a doctor occurs once for each workplace
    staff_start: int64, shape (hospitals + 1,), where the doctors of each hospital begin in `staff`
    nearby: int64, shape (zip codes, nearest), indexes of the nearest hospitals in the state of each ZIP code, nearest
        first; states with fewer hospitals have 0 in the other columns; a dataset with one hospital has 0 everywhere
    nearby_share: float64, same shape, cumulative share of patients who go to each hospital of `nearby`; the last
        column is 1
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
        self.hospitals = Hospitals(geography, catalog, behavior.hospitals, draws, hospital_name)
        many = geography.hospital is None
        doctors_each = behavior.doctors.per_hospital if many else behavior.one_hospital.doctors
        self.doctors = Doctors(self.hospitals, behavior.doctors, doctors_each, names, draws)
        doctor, hospital = self.doctors.workplaces
        order = np.lexsort((doctor, hospital))
        self.staff = doctor[order]
        self.staff_start = np.searchsorted(hospital[order], np.arange(self.hospitals.place.size + 1))
        self.nearby, self.nearby_share = _build_catchments(geography, self.hospitals, behavior.hospitals)


def _hospital_places(geography: Geography, zip_codes_each: float, draws: Draws) -> Ints:
    """Choose the ZIP codes of the hospitals in each state, weighted by population."""
    chosen: list[int] = []
    for state in np.unique(geography.state):
        local = np.flatnonzero(geography.state == state)
        order = weighted_order(draws, "hospital.place", geography.code[local], geography.population[local])
        chosen.extend(local[order[: max(1, round(local.size / zip_codes_each))]])
    return np.array(sorted(chosen), dtype=np.int64)


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
) -> tuple[list[str], tuple[Ints, Ints]]:
    """Return the states of the doctors, and the doctor and the hospital of each workplace, shape (workplaces,) each."""
    workplaces = lookup_table(profiles.hospitals_per_doctor)
    states: list[str] = []
    doctor_parts: list[Ints] = []
    hospital_parts: list[Ints] = []
    for state in np.unique(hospitals.state):
        local = np.flatnonzero(hospitals.state == state)
        count = int(np.ceil(local.size * doctors_each))
        doctor = np.arange(count, dtype=np.int64) + len(states)
        works_at = 1 + draws.categorical("doctor.workplaces", doctor, workplaces)
        # Doctor n has the first workplace at hospital n (modulo hospitals), so that every hospital has doctors. The
        # other workplaces are the next hospitals.
        for number in range(len(profiles.hospitals_per_doctor)):
            here = (works_at > number) & (number < local.size)
            doctor_parts.append(doctor[here])
            hospital_parts.append(local[(np.flatnonzero(here) + number) % local.size])
        states.extend([str(state)] * count)
    return states, (np.concatenate(doctor_parts), np.concatenate(hospital_parts))


def _build_catchments(
    geography: Geography, hospitals: Hospitals, profiles: HospitalProfiles
) -> tuple[Ints, Floats]:
    """Return `nearby` and `nearby_share` of Facilities."""
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
