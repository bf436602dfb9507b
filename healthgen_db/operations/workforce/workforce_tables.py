"""The tables roles, posts, staff and employments of a hospital."""

import numpy as np
import pyarrow as pa

from healthgen_db.generate.groups import count_up
from healthgen_db.operations.arrow_columns import numbers, texts
from healthgen_db.operations.figures.careers import load_roles
from healthgen_db.operations.places.layout import DEPARTMENTS_PER_HOSPITAL, Layout
from healthgen_db.operations.roster.patterns import load_patterns
from healthgen_db.operations.words import (
    BEGAN_BECAUSE,
    ENDED_BECAUSE,
    EXPERIENCE,
    SERVICE_CODES,
    STAFF_PER_HOSPITAL,
)
from healthgen_db.operations.workforce.posts import POSTS_PER_HOSPITAL
from healthgen_db.operations.workforce.spells import FAR
from healthgen_db.operations.workforce.teams import NONE
from healthgen_db.operations.workforce.workforce import Employments, Staff, Workforce
from healthgen_db.world.calendar import year_of
from healthgen_db.world.draws import Floats, Ints
from healthgen_db.world.names import SEXES
from healthgen_db.world.world import World

FTE = pa.decimal128(3, 2)
DAY = pa.date32()


def roles_table(place: str) -> pa.Table:
    """Return the reference table roles."""
    roles = load_roles(place)
    return pa.table(
        {
            "role": list(roles),
            "staff_group": [role.group for role in roles.values()],
            "licence": pa.array([role.licence for role in roles.values()], pa.string()),
            "min_age": pa.array([role.min_age for role in roles.values()], pa.int16()),
            "is_nurse": [role.is_nurse for role in roles.values()],
        }
    )


def posts_table(place: str, layout: Layout, workforce: Workforce) -> pa.RecordBatch:
    """Return the posts of a hospital."""
    posts, teams, hospital = workforce.posts, workforce.teams, layout.hospital
    units = np.array([unit.id for unit in layout.units])
    codes = [code for code in SERVICE_CODES if any(unit.department == code for unit in layout.units)]
    departments = np.array([codes.index(code) + 1 if code in codes else 0 for code in SERVICE_CODES])
    department = departments[posts.department]
    unit = teams.unit[posts.team]
    return pa.record_batch(
        {
            "post_id": numbers(_post_id(hospital, np.arange(len(posts))), pa.int32()),
            "hospital_id": _same(hospital, len(posts)),
            "department_id": numbers(
                hospital * DEPARTMENTS_PER_HOSPITAL + department,
                pa.int32(),
                (posts.department == NONE) | (department == 0),
            ),
            "unit_id": numbers(units[unit], pa.int32(), unit == NONE),
            "role": texts(list(load_roles(place)), posts.role),
            "team": texts(teams.kind, posts.team),
            "pattern": texts(load_patterns(place).names, posts.pattern),
            "pattern_day": numbers(posts.pattern_day, pa.int16()),
            "fte": _fte(posts.fte),
            "float_pool": posts.float_pool,
            "reports_to": numbers(_post_id(hospital, posts.reports_to), pa.int32(), posts.reports_to == NONE),
        }
    )


def staff_table(world: World, hospital_id: int, staff: Staff) -> pa.RecordBatch:
    """Return the people of a hospital, those of agencies too."""
    year = year_of(staff.born.astype(np.int32))
    first, last = world.names.people("staff", staff.key, world.draws, year, staff.sex)
    doctors, known = world.facilities.doctors, np.flatnonzero(staff.doctor)
    for person, doctor in zip(known.tolist(), (staff.doctor[known] - 1).tolist(), strict=True):
        first[person], last[person] = doctors.first_name[doctor], doctors.last_name[doctor]
    return pa.record_batch(
        {
            "staff_id": numbers(hospital_id * STAFF_PER_HOSPITAL + staff.number, pa.int32()),
            "hospital_id": _same(hospital_id, len(staff.number)),
            "doctor_id": numbers(staff.doctor, pa.int32(), staff.doctor == 0),
            "first_name": first,
            "last_name": last,
            "gender": texts(SEXES, staff.sex),
            "date_of_birth": numbers(staff.born, DAY),
            "profession_since": numbers(staff.since, DAY),
            "agency": staff.agency,
        }
    )


def employments_table(place: str, hospital_id: int, staff: Staff, employments: Employments) -> pa.RecordBatch:
    """Return the employments of the people of a hospital."""
    rows = employments
    return pa.record_batch(
        {
            "staff_id": numbers(hospital_id * STAFF_PER_HOSPITAL + staff.number[rows.staff], pa.int32()),
            "sequence": numbers(count_up(rows.staff), pa.int16()),
            "hospital_id": _same(hospital_id, len(rows.staff)),
            "post_id": numbers(_post_id(hospital_id, rows.post), pa.int32(), rows.post == NONE),
            "role": texts(list(load_roles(place)), rows.role),
            "fte": _fte(rows.fte),
            "experience": texts(EXPERIENCE, rows.experience),
            "valid_from": numbers(rows.first, DAY),
            "valid_to": numbers(rows.last, DAY, rows.last == FAR),
            "began_because": texts(BEGAN_BECAUSE, rows.began),
            "ended_because": texts(ENDED_BECAUSE, rows.ended),
        }
    )


def _post_id(hospital_id: int, post: Ints) -> Ints:
    return hospital_id * POSTS_PER_HOSPITAL + post + 1


def _fte(fte: Floats) -> pa.Array:
    return pa.array([f"{each:.2f}" for each in fte.tolist()]).cast(FTE)


def _same(number: int, size: int) -> pa.Array:
    return pa.array(np.full(size, number, dtype=np.int32))
