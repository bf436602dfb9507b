"""The flat tables of a block as text: the columns of sql/views, with the same text as in the database."""

import pyarrow as pa
import pyarrow.compute as pc

from healthgen_db.generate.block import Block
from healthgen_db.messy.fault_file import load_faults
from healthgen_db.world.reference import reference_tables
from healthgen_db.world.world import World


class FlatTables:
    """The reference tables of a world, where the flat views look up names."""

    def __init__(self, world: World) -> None:
        self.reference = {
            name: {column: rows[column].combine_chunks() for column in rows.column_names}
            for name, rows in reference_tables(world).items()
        }

    def rows(self, block: Block) -> dict[str, pa.RecordBatch]:
        """Return patients_flat, visits_flat and billing_flat of a block: every column a string, in key order."""
        patients, visits = _columns(block.patients), _columns(block.visits)
        name = _joined(block.patients, "name_prefix", "first_name", "last_name")
        person = pc.index_in(visits["patient_id"], value_set=patients["patient_id"])
        zips = self.reference["zip_codes"]
        place = pc.index_in(patients["zipcode"], value_set=zips["zipcode"])
        found = {
            "patients_flat": patients
            | {
                "first_name": _joined(block.patients, "name_prefix", "first_name"),
                "name": name,
                "city": zips["city"].take(place),
                "insurance_provider": self._of(
                    "insurance_providers", "name", patients["insurance_provider_id"]
                ),
            },
            "visits_flat": visits
            | {
                "name": name.take(person),
                "gender": patients["gender"].take(person),
                "condition": self._of("conditions", "name", visits["condition_id"]),
                "treatment": self._of("treatments", "name", visits["treatment_id"]),
                "medication": self._of("medications", "name", visits["medication_id"]),
                "doctor": self._of("doctors", "name", visits["doctor_id"]),
                "hospital": self._of("hospitals", "name", visits["hospital_id"]),
                "hospital_state": self._of("hospitals", "state", visits["hospital_id"]),
                "hospital_zipcode": self._of("hospitals", "zipcode", visits["hospital_id"]),
                "follow_up_required": pc.if_else(visits["follow_up_required"], "Y", "N"),
            },
            "billing_flat": _columns(block.billing),
        }
        # messy.toml lists the columns of each view in their order.
        return {
            table: pa.record_batch({column: _text(found[table][column]) for column in columns})
            for table, columns in load_faults().columns.items()
        }

    def _of(self, table: str, column: str, number: pa.Array) -> pa.Array:
        """Return a column of reference rows by the numbers of the rows, which start at 1."""
        return self.reference[table][column].take(pc.subtract(number.cast(pa.int32()), 1))


def _columns(rows: pa.RecordBatch) -> dict[str, pa.Array]:
    return {name: rows[name] for name in rows.schema.names}


def _joined(rows: pa.RecordBatch, *names: str) -> pa.Array:
    """Join columns with blanks and leave out nulls, like concat_ws."""
    return pc.binary_join_element_wise(*(rows[name] for name in names), " ", null_handling="skip")


def _text(values: pa.Array) -> pa.Array:
    if pa.types.is_decimal(values.type):
        # Arrow cannot write its 64-bit decimals as text.
        values = values.cast(pa.decimal128(values.type.precision, values.type.scale))
    return values.cast(pa.string())
