"""The flat tables of a block as text: the columns of sql/views, with the text that the database shows for them."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from healthgen_db.generate.block import Block
from healthgen_db.world.reference import reference_tables
from healthgen_db.world.world import World


class FlatTables:
    """What the flat views look up in a world's reference tables."""

    def __init__(self, world: World) -> None:
        self.reference = {
            name: {column: rows[column].combine_chunks() for column in rows.column_names}
            for name, rows in reference_tables(world).items()
        }

    def rows(self, block: Block) -> dict[str, pa.RecordBatch]:
        """Return patients_flat, visits_flat and billing_flat of a block: every column a string, in key order."""
        name = _joined(block.patients, "name_prefix", "first_name", "last_name")
        columns = {
            "patients_flat": self._patients(block.patients, name),
            "visits_flat": self._visits(block, name),
            "billing_flat": {column: block.billing[column] for column in block.billing.schema.names},
        }
        return {table: pa.record_batch(_as_text(values)) for table, values in columns.items()}

    def _patients(self, patients: pa.RecordBatch, name: pa.Array) -> dict[str, pa.Array]:
        zips = self.reference["zip_codes"]
        place = pc.index_in(patients["zipcode"], value_set=zips["zipcode"])
        return {
            "patient_id": patients["patient_id"],
            "first_name": _joined(patients, "name_prefix", "first_name"),
            "last_name": patients["last_name"],
            "name": name,
            **_columns(patients, "date_of_birth", "age", "gender", "phone_number", "email", "address"),
            "city": zips["city"].take(place),
            **_columns(patients, "state", "zipcode"),
            "insurance_provider": self._of("insurance_providers", "name", patients["insurance_provider_id"]),
            **_columns(patients, "insurance_policy_number", "blood_type"),
        }

    def _visits(self, block: Block, name: pa.Array) -> dict[str, pa.Array]:
        visits, patients = block.visits, block.patients
        person = pc.index_in(visits["patient_id"], value_set=patients["patient_id"])
        return {
            **_columns(visits, "visit_id", "patient_id"),
            "name": name.take(person),
            "age": visits["age"],
            "gender": patients["gender"].take(person),
            "condition": self._of("conditions", "name", visits["condition_id"]),
            "severity": visits["severity"],
            "treatment": self._of("treatments", "name", visits["treatment_id"]),
            "medication": self._of("medications", "name", visits["medication_id"]),
            **_columns(visits, "dosage", "frequency", "test_results"),
            "doctor": self._of("doctors", "name", visits["doctor_id"]),
            "hospital": self._of("hospitals", "name", visits["hospital_id"]),
            "hospital_state": self._of("hospitals", "state", visits["hospital_id"]),
            "hospital_zipcode": self._of("hospitals", "zipcode", visits["hospital_id"]),
            **_columns(visits, "room_number", "date_of_admission", "date_of_discharge"),
            "follow_up_required": pc.if_else(visits["follow_up_required"], "Y", "N"),
        }

    def _of(self, table: str, column: str, number: pa.Array) -> pa.Array:
        """Look up a column by the numbers of its rows, which count from 1."""
        return self.reference[table][column].take(pc.subtract(number.cast(pa.int32()), 1))


def _columns(rows: pa.RecordBatch, *names: str) -> dict[str, pa.Array]:
    return {name: rows[name] for name in names}


def _joined(rows: pa.RecordBatch, *names: str) -> pa.Array:
    """Join columns by blanks, without those that are null, as concat_ws does."""
    return pc.binary_join_element_wise(*(rows[name] for name in names), " ", null_handling="skip")


def _as_text(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    return {name: _text(values) for name, values in columns.items()}


def _text(values: pa.Array) -> pa.Array:
    if pa.types.is_decimal(values.type):
        # Arrow writes only its wider decimals as text.
        values = values.cast(pa.decimal128(values.type.precision, values.type.scale))
    return values.cast(pa.string())
