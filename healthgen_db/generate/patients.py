"""The patients table of a block."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from healthgen_db.config.resources import resource
from healthgen_db.generate.people import UNINSURED, People
from healthgen_db.world.calendar import age_on, day_number, year_of
from healthgen_db.world.draws import COARSE, Categories, Ints, lookup_table, lookup_tables
from healthgen_db.world.population import PREFIXES
from healthgen_db.world.world import World

__all__ = ["PatientTables", "patients_batch"]

# Phone numbers end with four digits.
PHONE_LINES = 10_000


class PatientTables:
    """What the patients table care_plan; made once per world."""

    def __init__(self, world: World) -> None:
        self.draws = world.draws
        self.names = world.names
        self.today = day_number(world.config.today)
        self.genders = pa.array(world.population.genders)
        self.prefixes = pa.array([prefix or None for prefix in PREFIXES])
        self.blood_types = pa.array(list(world.population.blood_types))
        self.zipcodes = pa.array([place.zipcode for place in world.geography.places])
        self.states = pa.array(world.geography.state)
        self.policy_prefixes = pa.array(
            [world.catalog.policy_prefixes[payer.kind] for payer in world.catalog.payers]
        )
        self.first_policy = 10 ** (world.catalog.policy_digits - 1)
        contact = world.population.contact
        self.mail_table = lookup_table(list(contact.mail_domains.values()))
        self.domains = pa.array(list(contact.mail_domains))
        self.mail_first, self.mail_last = _mail_words(world.names.first), _mail_words(world.names.last)
        streets = pa.csv.read_csv(resource("data", "streets.csv.gz"))
        self.streets = streets["street"].combine_chunks()
        self.street_table = lookup_table(streets["weight"].to_numpy().astype(np.float64))
        self.largest_house_number = contact.largest_house_number
        self._area_codes(world)
        self.lines = pa.array([f" {contact.phone_exchange}-{number:04d}" for number in range(PHONE_LINES)])

    def _area_codes(self, world: World) -> None:
        codes = [(state.code, code) for state in world.catalog.states for code in state.area_codes]
        self.area_codes = pa.array([f"({code})" for _, code in codes])
        weights = {
            state.code: [float(owner == state.code) for owner, _ in codes] for state in world.catalog.states
        }
        self.area_tables, self.area_row = lookup_tables(
            [weights[state] for state in world.geography.state], COARSE
        )


def _mail_words(names: pa.StringArray) -> pa.StringArray:
    return pc.replace_substring_regex(pc.utf8_lower(names), "[^a-z]", "")


def patients_batch(tables: PatientTables, people: People) -> pa.RecordBatch:
    """Return the patients table; ages are those on the dataset's today."""
    draws, patient = tables.draws, people.id
    first = tables.names.first_index("patient.first_name", patient, draws, year_of(people.birth), people.sex)
    last = draws.categorical("patient.last_name", patient, tables.names.last_table)
    columns = {
        "patient_id": patient,
        "name_prefix": tables.prefixes.take(pa.array(people.prefix)),
        "first_name": tables.names.first.take(pa.array(first)),
        "last_name": tables.names.last.take(pa.array(last)),
        "date_of_birth": pa.array(people.birth, pa.date32()),
        "age": age_on(people.birth, tables.today),
        "gender": tables.genders.take(pa.array(people.gender)),
        "phone_number": _phone_numbers(tables, people),
        "email": _emails(tables, patient, first, last),
        "address": _addresses(tables, patient),
        "zipcode": tables.zipcodes.take(pa.array(people.place)),
        "state": tables.states.take(pa.array(people.place)),
        "insurance_provider_id": pa.array(people.payer + np.int16(1), mask=people.payer == UNINSURED),
        "insurance_policy_number": _policy_numbers(tables, people),
        "blood_type": tables.blood_types.take(pa.array(people.blood_type)),
    }
    return pa.record_batch(columns)


def _phone_numbers(tables: PatientTables, people: People) -> pa.StringArray:
    area = tables.draws.categorical_by(
        "patient.area_code", people.id, tables.area_tables, tables.area_row[people.place]
    )
    line = tables.draws.below("patient.line", people.id, len(tables.lines))
    return _joined(tables.area_codes.take(pa.array(area)), tables.lines.take(pa.array(line)))


def _emails(tables: PatientTables, patient: Ints, first: Ints, last: Categories) -> pa.StringArray:
    """Return keys that are each patient's own: first.last and the patient's number."""
    domain = tables.draws.categorical("patient.mail", patient, tables.mail_table)
    return _joined(
        tables.mail_first.take(pa.array(first)),
        ".",
        tables.mail_last.take(pa.array(last)),
        pc.cast(pa.array(patient), pa.string()),
        "@",
        tables.domains.take(pa.array(domain)),
    )


def _addresses(tables: PatientTables, patient: Ints) -> pa.StringArray:
    number = tables.largest_house_number ** tables.draws.uniform("patient.house", patient)
    street = tables.draws.categorical("patient.street", patient, tables.street_table)
    return _joined(
        pc.cast(pa.array(number.astype(np.int64)), pa.string()), " ", tables.streets.take(pa.array(street))
    )


def _policy_numbers(tables: PatientTables, people: People) -> pa.StringArray:
    """Return the payer's kind and nine digits for insured patients, null for others."""
    first = tables.first_policy
    digits = pc.cast(
        pa.array(first + tables.draws.below("patient.policy", people.id, 9 * first)), pa.string()
    )
    payer = pa.array(people.payer, mask=people.payer == UNINSURED)
    return _joined(tables.policy_prefixes.take(payer), "-", digits)


def _joined(*parts: pa.StringArray | str) -> pa.StringArray:
    """Concatenate elementwise; null where a part is null."""
    return pc.binary_join_element_wise(*parts, "")
