"""Hospitals and doctors: where they are, how they differ, who works where and treats what, and who goes where."""

from statistics import NormalDist

import numpy as np

from healthgen_db.world.behavior import Behavior
from healthgen_db.world.catalog.catalog import Catalog
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.hospitals.by_state import hospital_places
from healthgen_db.world.hospitals.catchments import nearest_hospitals, network_hospitals
from healthgen_db.world.hospitals.profiles import DoctorProfiles, Spread
from healthgen_db.world.hospitals.specialties import load_specialties, pools
from healthgen_db.world.hospitals.workplaces import build_workplaces
from healthgen_db.world.names import SEXES, Names
from healthgen_db.world.places.columns import Geography
from healthgen_db.world.places.orders import weighted_order

# The database keeps profiles of hospitals and doctors with four decimals.
DECIMALS = 4
# The inverse normal distribution has no value at 0.
SMALLEST_CHANCE = 1e-12


class Hospitals:
    """Hospitals as columns of shape (hospitals,). The id of a hospital is its index + 1.

    name: str
    place: int64, index of the hospital's ZIP code in the geography
    network: bool, whether they are the hospitals of one metropolitan area
    size: float64, relative number of patients in a network; 1 elsewhere
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
        behavior: Behavior,
        draws: Draws,
        *,
        count: int | None,
        name: str | None,
    ) -> None:
        profiles = behavior.hospitals
        around = geography.hospitals.size > 0
        each = profiles.zip_codes_per_hospital
        self.place = geography.hospitals if around else hospital_places(geography, each, count, draws)
        self.network = around and self.place.size > 1
        self.size = np.ones(self.place.size)
        key = geography.code[self.place]
        low, high = profiles.charge_multiplier
        self.name = np.array(_hospital_names(self.place, name, geography, catalog, draws))
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
        if self.network:
            self.size = np.resize(behavior.network.sizes, self.place.size)
            lowest, highest = profiles.referral_weight.limits
            referral = (self.size / self.size.mean()) ** behavior.network.complex_power
            self.referral_weight = referral.clip(lowest, highest).round(DECIMALS)


class Doctors:
    """Doctors as columns of shape (doctors,). The id of a doctor is the index + 1.

    name: str, such as "Dr. Ann Smith"
    first_name, last_name: str
    birth_decade: int64, first year of the decade in which the doctor was born
    sex: int64, index of SEXES, half women and half men
    state: str, two-letter code
    same_day_style: float64, added to the probability of same-day visits
    medication_bias: float64, added to the probability of the treatment that is given as a drug
    panel_weight: float64, how many patients choose the doctor, relative to the others
    home: int64, index of the doctor's first hospital
    workplaces: Workplaces
    """

    def __init__(
        self, hospitals: Hospitals, profiles: DoctorProfiles, own: Ints | None, names: Names, draws: Draws
    ) -> None:
        states, self.home, self.workplaces = build_workplaces(hospitals.state, profiles, own, draws)
        key = np.arange(len(states), dtype=np.int64)
        decades = np.array(profiles.birth_decades)
        self.birth_decade = decades[draws.below("doctor.decade", key, decades.size)]
        self.sex = draws.below("doctor.sex", key, len(SEXES))
        self.first_name, self.last_name = names.people("doctor", key, draws, self.birth_decade, self.sex)
        self.name = np.array(
            [f"Dr. {first} {last}" for first, last in zip(self.first_name, self.last_name, strict=True)]
        )
        self.state = np.array(states)
        self.same_day_style = _normal(draws, "doctor.same_day_style", key, profiles.same_day_style)
        self.medication_bias = _normal(draws, "doctor.medication_bias", key, profiles.medication_bias)
        self.panel_weight = _lognormal(draws, "doctor.panel_weight", key, profiles.panel_weight)


class Facilities:
    """Hospitals and doctors, who works where and treats what, and which hospitals patients go to.

    specialties: Specialties
    doctor_specialty: int64, shape (doctors,), index of the specialty
    workplaces: Workplaces
    weekdays: bool, shape (sets of days, 7), the sets of weekdays that doctors can have, Monday to Sunday
    pool_place, pool_edges: workplace and upper edge of its share of patients, as `pools` of specialties.py returns them
    nearby: int64, shape (zip codes, nearest), indexes of the nearest hospitals in the state of each ZIP code, nearest
        first; states with fewer hospitals have 0 in the other columns; around one place, these are all hospitals
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
        count: int | None,
        hospital_name: str | None,
    ) -> None:
        """Place hospitals and give them doctors.

        count: how many hospitals there are in the whole country; None: the usual number
        hospital_name: name of the hospital around which patients live, or of the first one of a network
        """
        hospitals = Hospitals(geography, catalog, behavior, draws, count=count, name=hospital_name)
        self.hospitals, around = hospitals, geography.hospitals.size > 0
        largest = behavior.one_hospital.doctors
        own = np.ceil(largest * hospitals.size / hospitals.size.max()).astype(np.int64) if around else None
        self.doctors = Doctors(hospitals, behavior.doctors, own, names, draws)
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
        place, referral = hospitals.place, hospitals.referral_weight
        self.nearby, self.nearby_weight = (
            network_hospitals(geography, place, hospitals.size, referral, behavior.network)
            if around
            else nearest_hospitals(geography, place, referral, behavior.hospitals)
        )

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


def _time_zones(place: Ints, geography: Geography, catalog: Catalog) -> list[str]:
    states = {state.code: state for state in catalog.states}
    return [
        states[str(geography.state[each])].time_zone_at(geography.latitude[each], geography.longitude[each])
        for each in place
    ]


def _hospital_names(
    place: Ints, first: str | None, geography: Geography, catalog: Catalog, draws: Draws
) -> list[str]:
    """Give each hospital its own name: the first name of a weighted order of patterns that is not taken.

    first: name of the first hospital, if it has been given
    """
    patterns = [pattern.text for pattern in catalog.hospital_names]
    weights = np.array([pattern.weight for pattern in catalog.hospital_names])
    pattern_keys = np.arange(len(patterns), dtype=np.int64)
    state_names = {state.code: state.name for state in catalog.states}
    names = [] if first is None else [first]
    taken = set(names)
    for index in place[len(names) :]:
        zipcode = geography.code[index]
        home = geography.places[index]
        fields = {"city": home.city, "county": home.county, "state": state_names[home.state]}
        order = weighted_order(draws, "hospital.name", pattern_keys + zipcode * len(patterns), weights)
        candidates = (patterns[number].format(**fields) for number in order)
        unique = f"{home.city} Hospital {home.zipcode}"
        names.append(next((name for name in candidates if name not in taken), unique))
        taken.add(names[-1])
    return names


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
