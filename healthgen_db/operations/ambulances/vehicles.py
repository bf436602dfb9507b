"""The ambulances of a hospital."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from healthgen_db.operations.ambulances.crews_needed import CrewsNeeded
from healthgen_db.operations.ambulances.figures import load_ambulances
from healthgen_db.operations.ambulances.runs import ADVANCED, BASIC, CRITICAL
from healthgen_db.operations.words import AMBULANCE_CARE
from healthgen_db.world.draws import Ints

VEHICLES_PER_HOSPITAL = 1000
CALL_SIGNS = ("Ambulance", "Medic", "Critical care")
"""The first word of the call signs, as AMBULANCE_CARE."""


@dataclass(frozen=True)
class Vehicles:
    """The vehicles of a hospital. A vehicle is its index; vehicle_id = hospital_id * 1000 + index + 1.

    care: int64, shape (vehicles,), as AMBULANCE_CARE, in the order advanced, basic, critical care
    """

    hospital_id: int
    care: Ints

    def ids(self, vehicle: Ints) -> Ints:
        """Return vehicle_ids."""
        return self.hospital_id * VEHICLES_PER_HOSPITAL + vehicle + 1

    def of(self, care: int) -> list[int]:
        """Return the vehicles for a level of care."""
        found: list[int] = np.flatnonzero(self.care == care).tolist()
        return found

    def table(self) -> pa.RecordBatch:
        """Return the rows of the table vehicles."""
        number = [(self.care[: index + 1] == care).sum() for index, care in enumerate(self.care)]
        return pa.record_batch(
            {
                "vehicle_id": pa.array(self.ids(np.arange(self.care.size)), pa.int32()),
                "hospital_id": pa.array(np.full(self.care.size, self.hospital_id), pa.int32()),
                "call_sign": [
                    f"{CALL_SIGNS[care]} {count}" for care, count in zip(self.care, number, strict=True)
                ],
                "care": [AMBULANCE_CARE[care] for care in self.care],
            }
        )


def vehicles_of(hospital_id: int, crews: CrewsNeeded, ward_beds: int) -> Vehicles:
    """Return the vehicles for the crews that are on duty at once, and those for critical care.

    The crews that begin take over from those that end, at the hospital.
    """
    advanced, basic = crews.at_once
    critical = 1 + int(ward_beds / load_ambulances().crews.beds_per_critical_care)
    return Vehicles(hospital_id, np.repeat([ADVANCED, BASIC, CRITICAL], [advanced, basic, critical]))
