"""The patients table of a block."""

from math import gcd

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from healthgen_db.config.resources import resource
from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.people import UNINSURED, People
from healthgen_db.generate.care.timeline import Departures
from healthgen_db.world.calendar import age_on, day_number, year_of
from healthgen_db.world.draws import COARSE, Categories, Ints, lookup_table, lookup_tables
from healthgen_db.world.population import PREFIXES
from healthgen_db.world.world import World

# Phone numbers end with four digits.
PHONE_LINES = 10_000
# The step from one policy number to the next, as a part of all numbers: near a tenth of the golden section. A larger
# step, times the number of a patient, would not fit into 64 bits.
POLICY_STEP = 0.0618034


class PatientTables:
    """Lookup tables of the patients table, made once for each world.

    Words are Arrow string arrays; tables hold indexes into them.

    today: int, day number
    genders, blood_types: words, shapes (genders,) and (blood types,)
    prefixes: words, shape (5,), null for no prefix
    zipcodes, states: words, shape (zip codes,)
    policy_prefixes: words, shape (payers,)
    first_policy: int, the smallest policy number
    policy_step, policy_offset: int, from the number of one patient to that of the next, and of patient 0
    largest_house_number: int
    mail_domains, mail_table: words of shape (domains,), int16 of shape (2**16,)
    mail_first, mail_last: words, shapes as names.first and names.last: the names in the letters a to z
    streets, street_table: words of shape (streets,), int16 of shape (2**16,)
    area_codes: words, shape (area codes,)
    area_tables: int16, shape (states, 2**10), index of an area code
    area_row: int64, shape (zip codes,), row of area_tables
    phone_lines: words, shape (10000,)
    """

    def __init__(self, world: World) -> None:
        catalog, contact = world.catalog, world.population.contact
        self.draws = world.draws
        self.names = world.names
        self.today = day_number(world.config.today)
        self.genders = pa.array(world.population.genders)
        self.prefixes = pa.array([prefix or None for prefix in PREFIXES])
        self.blood_types = pa.array(list(world.population.blood_types))
        self.zipcodes = pa.array([place.zipcode for place in world.geography.places])
        self.states = pa.array(world.geography.state)
        self.policy_prefixes = pa.array([catalog.policy_prefixes[payer.kind] for payer in catalog.payers])
        self.first_policy = 10 ** (catalog.policy_digits - 1)
        self.policy_step = _step(9 * self.first_policy)
        self.policy_offset = int(
            self.draws.below("policy.offset", np.array([0]), self.first_policy % 2**31)[0]
        )
        self.largest_house_number = contact.largest_house_number
        self.mail_domains = pa.array(list(contact.mail_domains))
        self.mail_table = lookup_table(list(contact.mail_domains.values()))
        self.mail_first, self.mail_last = _mail_words(world.names.first), _mail_words(world.names.last)
        streets = pa.csv.read_csv(resource("data", "streets.csv.gz"))
        self.streets = streets["street"].combine_chunks()
        self.street_table = lookup_table(streets["weight"].to_numpy().astype(np.float64))
        self._area_codes(world)
        self.phone_lines = pa.array(
            [f" {contact.phone_exchange}-{number:04d}" for number in range(PHONE_LINES)]
        )

    def _area_codes(self, world: World) -> None:
        codes = [(state.code, code) for state in world.catalog.states for code in state.area_codes]
        self.area_codes = pa.array([f"({code})" for _, code in codes])
        place_states = world.geography.state
        there = list(dict.fromkeys(place_states))
        self.area_tables, row = lookup_tables(
            [[float(owner == state) for owner, _ in codes] for state in there], COARSE
        )
        self.area_row = row[[there.index(state) for state in place_states]]


def _step(count: int) -> int:
    """Return a step that visits all numbers below `count`: near the golden section, so that neighbors lie apart."""
    step = round(count * POLICY_STEP)
    return next(number for number in range(step, step + count) if gcd(number, count) == 1)


def _mail_words(names: pa.StringArray) -> pa.StringArray:
    return pc.replace_substring_regex(pc.utf8_lower(names), "[^a-z]", "")


def patients_batch(
    tables: PatientTables, people: People, periods: CarePeriods, departures: Departures
) -> pa.RecordBatch:
    """Return the patients table, sorted by patient_id. Ages and payers are as of the dataset's today."""
    draws, patient = tables.draws, people.id
    age = age_on(people.birth, tables.today)
    payer = people.payer_at(age)
    first = tables.names.first_index("patient.first_name", patient, draws, year_of(people.birth), people.sex)
    last = draws.categorical("patient.last_name", patient, tables.names.last_table)
    columns = {
        "patient_id": patient,
        "name_prefix": tables.prefixes.take(pa.array(people.prefix)),
        "first_name": tables.names.first.take(pa.array(first)),
        "last_name": tables.names.last.take(pa.array(last)),
        "date_of_birth": pa.array(people.birth, pa.date32()),
        "age": age,
        "gender": tables.genders.take(pa.array(people.gender)),
        "phone_number": _phone_numbers(tables, people),
        "email": _emails(tables, patient, first, last),
        "address": _addresses(tables, patient),
        "zipcode": tables.zipcodes.take(pa.array(people.place)),
        "state": tables.states.take(pa.array(people.place)),
        "insurance_provider_id": pa.array(payer + np.int16(1), mask=payer == UNINSURED),
        "insurance_policy_number": _policy_numbers(tables, patient, payer),
        "blood_type": tables.blood_types.take(pa.array(people.blood_type)),
        "registered_on": pa.array(periods.registered, pa.date32()),
        "left_on": pa.array(departures.left, pa.date32(), mask=departures.left > tables.today),
        "date_of_death": pa.array(departures.died, pa.date32(), mask=departures.died > tables.today),
    }
    return pa.record_batch(columns)


def _phone_numbers(tables: PatientTables, people: People) -> pa.StringArray:
    area = tables.draws.categorical_by(
        "patient.area_code", people.id, tables.area_tables, tables.area_row[people.place]
    )
    line = tables.draws.below("patient.line", people.id, len(tables.phone_lines))
    return _joined(tables.area_codes.take(pa.array(area)), tables.phone_lines.take(pa.array(line)))


def _emails(tables: PatientTables, patient: Ints, first: Ints, last: Categories) -> pa.StringArray:
    """Return addresses that are unique, because they contain the patient's id."""
    domain = tables.draws.categorical("patient.mail", patient, tables.mail_table)
    return _joined(
        tables.mail_first.take(pa.array(first)),
        ".",
        tables.mail_last.take(pa.array(last)),
        _digits(patient),
        "@",
        tables.mail_domains.take(pa.array(domain)),
    )


def _addresses(tables: PatientTables, patient: Ints) -> pa.StringArray:
    number = tables.largest_house_number ** tables.draws.uniform("patient.house", patient)
    street = tables.draws.categorical("patient.street", patient, tables.street_table)
    return _joined(_digits(number.astype(np.int64)), " ", tables.streets.take(pa.array(street)))


def _policy_numbers(tables: PatientTables, patient: Ints, payer: Categories) -> pa.StringArray:
    """Return the prefix of the payer's kind, a hyphen and a number; null for uninsured patients.

    Numbers differ: the step has no common factor with the count of all numbers.
    """
    first = tables.first_policy
    number = first + (patient * tables.policy_step + tables.policy_offset) % (9 * first)
    prefix = tables.policy_prefixes.take(pa.array(payer, mask=payer == UNINSURED))
    return _joined(prefix, "-", _digits(number))


def _digits(numbers: Ints) -> pa.StringArray:
    return pc.cast(pa.array(numbers), pa.string())


def _joined(*parts: pa.StringArray | str) -> pa.StringArray:
    """Return the parts of each row as one string; null if a part is null."""
    return pc.binary_join_element_wise(*parts, "")
