"""The departments, units and beds of a hospital with their ids, as its capacity says."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from healthgen_db.operations.places.capacity import Capacity, ward_of_needs
from healthgen_db.operations.places.ward_file import WardFile
from healthgen_db.operations.words import BED_KINDS, SERVICE_CODES, SERVICES
from healthgen_db.world.draws import Ints

DEPARTMENTS_PER_HOSPITAL = 100
UNITS_PER_HOSPITAL = 1_000
BEDS_PER_HOSPITAL = 100_000
# Single rooms for these levels of care; two beds a room elsewhere.
SINGLE_ROOMS = {"intensive", "labor", "step-down"}
BED_LABELS = "AB"
NO_WARD = -1


@dataclass(frozen=True)
class Unit:
    """A unit: a ward or a part of one, the emergency department, or the operating rooms."""

    id: int
    department: str
    """Code of the service that has it."""
    name: str
    level: str
    ages: str
    patients_per_nurse: float
    ward: int
    """Index of its kind of ward in wards.toml; NO_WARD for the emergency department and the operating rooms."""
    beds: range
    """Numbers of its beds, stations or rooms in the hospital, from 0."""


class Layout:
    """The places of one hospital.

    units: list of Unit; the first is the emergency department, the last the operating rooms
    first_bed: int, bed_id of the bed with the number 0
    unit_of: int64, shape (beds,), index of the unit of each bed, station and room
    needs: int8, shape (services, levels, 2), kind of ward of patients, as ward_of_needs, after merging
    outliers_to: for each kind of ward, those whose free beds its patients get after a long wait
    has_step_down: bool
    """

    def __init__(self, file: WardFile, capacity: Capacity, hospital: int) -> None:
        self.hospital = hospital
        self.first_bed = hospital * BEDS_PER_HOSPITAL + 1
        self.units: list[Unit] = []
        self._rooms: list[tuple[str, str]] = []
        merged = capacity.merged
        ages = [ward.ages for ward in file.wards]
        for number, into in enumerate(merged):
            if ages[number] != ages[into]:
                ages[into] = "all"
        ratios = file.emergency.patients_per_nurse, file.operating.patients_per_nurse
        self._add(("EMED", "Emergency department", "emergency", "all", ratios[0]), NO_WARD, capacity.stations)
        for number, ward in enumerate(file.wards):
            sizes = ward.unit_sizes(int(capacity.beds[number]))
            for part, beds in enumerate(sizes):
                name = ward.unit_name(part, len(sizes))
                self._add((ward.owner, name, ward.level, ages[number], ward.patients_per_nurse), number, beds)
        self._add(("SURG", "Operating rooms", "operating", "all", ratios[1]), NO_WARD, capacity.rooms)
        self.unit_of: Ints = np.repeat(np.arange(len(self.units)), [len(unit.beds) for unit in self.units])
        self.needs: NDArray[np.int8] = merged[ward_of_needs(file.wards)].astype(np.int8)
        keys = [ward.key for ward in file.wards]
        there = [
            list(dict.fromkeys(int(merged[keys.index(name)]) for name in ward.outliers_to))
            for ward in file.wards
        ]
        self.outliers_to = [
            [other for other in others if other != number and ages[other] in {ages[number], "all"}]
            for number, others in enumerate(there)
        ]
        self.has_step_down = bool(capacity.beds[file.index(file.parts.step_down)])
        self._names = {**SERVICES, **file.departments}
        self.ward_units = [
            [index for index, unit in enumerate(self.units) if unit.ward == number]
            for number in range(len(keys))
        ]

    def _add(self, described: tuple[str, str, str, str, float], ward: int, beds: int) -> None:
        """Add a unit: its department, name, level, ages and patients per nurse, its ward and number of beds."""
        level = described[2]
        first, number = len(self._rooms), len(self.units)
        if level in {"emergency", "operating"}:
            word = "Station" if level == "emergency" else "Room"
            self._rooms += [(f"{word} {count + 1}", BED_LABELS[0]) for count in range(beds)]
        else:
            per_room = 1 if level in SINGLE_ROOMS else len(BED_LABELS)
            self._rooms += [
                (f"{number}{count // per_room + 1:02d}", BED_LABELS[count % per_room])
                for count in range(beds)
            ]
        unit_id = self.hospital * UNITS_PER_HOSPITAL + number + 1
        self.units.append(Unit(unit_id, *described, ward, range(first, first + beds)))

    @property
    def ward_beds(self) -> int:
        """Return the number of beds, without stations and operating rooms."""
        return sum(len(unit.beds) for unit in self.units if unit.ward != NO_WARD)

    def tables(self) -> Mapping[str, pa.RecordBatch]:
        """Return the rows of departments, units and beds."""
        services = [code for code in SERVICE_CODES if any(unit.department == code for unit in self.units)]
        department = {
            code: self.hospital * DEPARTMENTS_PER_HOSPITAL + n + 1 for n, code in enumerate(services)
        }
        units, hospital = self.units, pa.scalar(self.hospital, pa.int32())
        unit_id = np.array([unit.id for unit in units], dtype=np.int32)
        kind = {"emergency": BED_KINDS[1], "operating": BED_KINDS[2]}
        rooms, labels = zip(*self._rooms, strict=True)
        departments = {
            "department_id": pa.array(list(department.values()), pa.int32()),
            "hospital_id": pa.repeat(hospital, len(services)),
            "service": services,
            "name": [self._names[code] for code in services],
        }
        places = {
            "unit_id": unit_id,
            "hospital_id": pa.repeat(hospital, len(units)),
            "department_id": pa.array([department[unit.department] for unit in units], pa.int32()),
            "name": [unit.name for unit in units],
            "care_level": [unit.level for unit in units],
            "ages": [unit.ages for unit in units],
            "patients_per_nurse": pa.array([f"{unit.patients_per_nurse:.1f}" for unit in units]).cast(
                pa.decimal128(3, 1)
            ),
            "beds": pa.array([len(unit.beds) for unit in units], pa.int16()),
        }
        beds = {
            "bed_id": np.arange(self.first_bed, self.first_bed + len(rooms), dtype=np.int32),
            "unit_id": unit_id[self.unit_of],
            "hospital_id": pa.repeat(hospital, len(rooms)),
            "kind": [kind.get(units[number].level, BED_KINDS[0]) for number in self.unit_of],
            "room": list(rooms),
            "label": list(labels),
        }
        return {
            name: pa.record_batch(columns)
            for name, columns in (("departments", departments), ("units", places), ("beds", beds))
        }
