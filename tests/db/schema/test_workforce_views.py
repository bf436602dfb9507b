"""The views of the workforce: what they count by quarter, by person and day, and by hospital and day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

# The unit has three posts of nurses. In the first quarter of 2025 one nurse retires and another one is hired in that
# place, one resigns with the end of the quarter, and one becomes senior. In the second quarter the one who was hired is
# promoted, and a contract of an agency's nurse ends.
CAREERS = """
    INSERT INTO posts (post_id, hospital_id, department_id, unit_id, role, team, pattern, pattern_day, fte, float_pool)
    VALUES
    (100004, 1, 102, 1002, 'Registered nurse', 'ward nurses', 'twelve rotating', 0, 1, FALSE),
    (100005, 1, 102, 1002, 'Registered nurse', 'ward nurses', 'twelve rotating', 0, 0.5, FALSE),
    (100006, 1, 102, 1002, 'Nurse manager', 'managers', 'eight weekdays', 0, 1, FALSE);
    INSERT INTO staff (staff_id, hospital_id, first_name, last_name, gender, date_of_birth, profession_since, agency)
    VALUES
    (1000004, 1, 'Al', 'Day', 'Male', '1960-05-01', '1990-01-01', FALSE),
    (1000005, 1, 'Flo', 'Bell', 'Female', '1990-01-01', '2012-01-01', FALSE),
    (1000006, 1, 'Gus', 'Hill', 'Male', '1963-03-31', '1990-01-01', FALSE);
    UPDATE employments SET valid_to = '2025-03-10', ended_because = 'experience' WHERE staff_id = 1000002;
    INSERT INTO employments (staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, valid_to,
        began_because, ended_because)
    VALUES
    (1000002, 2, 1, 100002, 'Registered nurse', 0.9, 'senior', '2025-03-11', NULL, 'experience', NULL),
    (1000004, 1, 1, 100004, 'Registered nurse', 1, 'senior', '2010-01-01', '2025-02-15', 'hired', 'retired'),
    (1000005, 1, 1, 100004, 'Registered nurse', 1, 'experienced', '2025-03-01', '2025-04-30', 'hired', 'promoted'),
    (1000005, 2, 1, 100006, 'Nurse manager', 1, 'experienced', '2025-05-01', NULL, 'promoted', NULL),
    (1000006, 1, 1, 100005, 'Registered nurse', 0.5, 'senior', '2010-01-01', '2025-03-31', 'hired', 'resigned');
"""
QUARTER = """
    SELECT posts, held, vacant, people, hired, promoted, resigned, retired, turnover_pct, due_to_retire
    FROM quarterly_workforce
    WHERE hospital_id = 1 AND quarter = %s AND role = %s
"""
# A night shift of two nurses; one has two patients, one of them twice. A day of a provider of the emergency department,
# and a shift in which nobody works.
SHIFTS = """
    INSERT INTO roles (role, staff_group, licence, min_age, is_nurse)
    VALUES ('Emergency physician', 'medical', 'MD', 27, FALSE);
    INSERT INTO shift_types (shift_type, starts, hours, on_call) VALUES ('night 12', '19:00', 12, FALSE);
    INSERT INTO posts (post_id, hospital_id, department_id, unit_id, role, team, pattern, pattern_day, fte, float_pool)
    VALUES (100007, 1, 101, NULL, 'Emergency physician', 'emergency providers', 'twelve days', 0, 1, FALSE);
    INSERT INTO shifts (shift_id, hospital_id, post_id, staff_id, unit_id, role, shift_type, planned_start, planned_end,
        started_at, ended_at, in_charge, source, status)
    VALUES
    (12746000002, 1, 100002, 1000002, 1002, 'Registered nurse', 'night 12', '2025-03-13 02:00Z', '2025-03-13 14:00Z',
        '2025-03-13 02:00Z', '2025-03-13 14:15Z', TRUE, 'overtime', 'worked'),
    (12746000003, 1, 100002, 1900001, 1002, 'Registered nurse', 'night 12', '2025-03-13 02:00Z', '2025-03-13 14:00Z',
        '2025-03-13 02:00Z', '2025-03-13 14:00Z', FALSE, 'agency', 'worked'),
    (12746000007, 1, 100007, 1000001, NULL, 'Emergency physician', 'day 12', '2025-03-12 14:00Z', '2025-03-13 02:00Z',
        '2025-03-12 14:00Z', NULL, FALSE, 'own', 'at work'),
    (12746100002, 1, 100002, 1000002, 1002, 'Registered nurse', 'night 12', '2025-03-14 02:00Z', '2025-03-14 14:00Z',
        NULL, NULL, FALSE, 'own', 'absent');
    INSERT INTO encounter_staff (encounter_id, act, began_at, ended_at, staff_id, shift_id) VALUES
    (10001, 'nursing', '2025-03-13 02:00Z', '2025-03-13 05:00Z', 1000002, 12746000002),
    (10001, 'nursing', '2025-03-13 06:00Z', '2025-03-13 07:00Z', 1000002, 12746000002),
    (10002, 'nursing', '2025-03-13 02:00Z', '2025-03-13 14:00Z', 1000002, 12746000002),
    (15001, 'nursing', '2025-03-13 02:00Z', '2025-03-13 14:00Z', 1900001, 12746000003),
    (10001, 'emergency care', '2025-03-12 15:00Z', '2025-03-12 16:00Z', 1000001, 12746000007),
    (10001, 'admission', '2025-03-12 16:00Z', '2025-03-12 16:00Z', 1000001, 12746000007);
"""
DAY = "SELECT * FROM daily_hospitals WHERE hospital_id = %s AND day = %s"


def quarter(connection: psycopg.Connection, first: date, role: str) -> tuple[Any, ...]:
    """Return a row of quarterly_workforce, without its keys."""
    [found] = connection.execute(QUARTER, [first, role]).fetchall()
    return tuple(found)


def day_of(connection: psycopg.Connection, hospital_id: int, day: date) -> dict[str, Any]:
    """Return a row of daily_hospitals, by column, without its keys."""
    cursor = connection.execute(DAY, [hospital_id, day])
    [found] = cursor.fetchall()
    names = [column.name for column in cursor.description or []]
    return dict(list(zip(names, found, strict=True))[2:])


def test_a_quarter_counts_who_came_and_went(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute(CAREERS)
    first, second = date(2025, 1, 1), date(2025, 4, 1)
    turnover = round(Decimal(100 * 2 * 365.25 / 90 / 3), 1)
    assert quarter(fact_rows, first, "Registered nurse") == (
        *(Decimal("2.4"), Decimal("2.4"), 0, 3, 1, 0, 1, 1),
        turnover,
        1,
    )
    assert quarter(fact_rows, second, "Registered nurse") == (
        *(Decimal("2.4"), Decimal("0.9"), Decimal("1.5"), 1, 0, 0, 0, 0),
        0,
        0,
    )
    assert quarter(fact_rows, first, "Nurse manager") == (2, 1, 1, 1, 0, 0, 0, 0, 0, 0)
    assert quarter(fact_rows, second, "Nurse manager") == (2, 2, 0, 2, 0, 1, 0, 0, 0, 0)


def test_quarters_reach_from_start_to_today(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute(CAREERS)
    fact_rows.execute("UPDATE datasets SET start = '2025-02-16', origin = '2025-03-30', today = '2025-03-30'")
    quarters = fact_rows.execute("SELECT DISTINCT quarter FROM quarterly_workforce").fetchall()
    assert quarters == [(date(2025, 1, 1),)]
    # the one who retired had gone before the start, the one who resigns is still there
    assert quarter(fact_rows, date(2025, 1, 1), "Registered nurse")[3:] == (3, 1, 0, 0, 0, 0, 0)
    fact_rows.execute("UPDATE datasets SET today = '2025-03-31'")
    turnover = round(Decimal(100 * 365.25 / 44 / 3), 1)
    assert quarter(fact_rows, date(2025, 1, 1), "Registered nurse")[3:] == (3, 1, 0, 1, 0, turnover, 1)


def test_a_role_without_people_is_vacant(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute("DELETE FROM employments WHERE role = 'Paramedic'")
    assert quarter(fact_rows, date(2025, 1, 1), "Paramedic") == (1, 0, 1, 0, 0, 0, 0, 0, None, 0)


def test_a_day_of_a_person_has_its_hours_and_acts(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute(SHIFTS)
    found = fact_rows.execute(
        "SELECT name, role, unit, day, shift_type, source, hours, encounters, acts FROM daily_staff"
        " WHERE hospital_id = 1 ORDER BY day, staff_id"
    ).fetchall()
    first, second = date(2025, 3, 11), date(2025, 3, 12)
    nurse, ward = "Registered nurse", "Medicine 1"
    twelve = Decimal("12.2")
    assert found == [
        ("Ann Lee", "Nurse manager", None, first, "day 12", "own", twelve, 0, 0),
        ("Bo Ray", nurse, ward, first, "day 12", "own", twelve, 1, 1),
        ("Cy Fox", "Paramedic", None, first, "day 12", "own", twelve, 0, 0),
        ("Ann Lee", "Emergency physician", None, second, "day 12", "own", None, 1, 2),
        ("Bo Ray", nurse, ward, second, "night 12", "overtime", Decimal("12.3"), 2, 3),
        ("Di Orr", nurse, ward, second, "night 12", "agency", 12, 1, 1),
    ]


def test_a_day_of_a_hospital_counts_its_patients(fact_rows: psycopg.Connection) -> None:
    assert day_of(fact_rows, 1, date(2025, 3, 11)) == {
        "encounters": 1,
        "ed_arrivals": 1,
        "admissions": 1,
        "discharges": 0,
        "boarded_over_4_hours": 0,
        "without_bed": 0,
        "left_unseen": 0,
        "transfers_in": 0,
        "transfers_out": 0,
        "ambulance_arrivals": 1,
        "diversion_hours": Decimal("0.8"),
        "surgeries": 1,
        "nurses": 1,
        "doctors": 0,
        "patients_per_nurse": None,
        "patients_per_provider": None,
    }
    assert day_of(fact_rows, 1, date(2025, 4, 1))["left_unseen"] == 1
    arrival = day_of(fact_rows, 2, date(2025, 5, 30))
    assert [arrival[name] for name in ("encounters", "ed_arrivals", "admissions", "transfers_in")] == [
        1,
        0,
        1,
        1,
    ]


def test_a_day_of_a_hospital_counts_its_people(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute(SHIFTS)
    found = day_of(fact_rows, 1, date(2025, 3, 12))
    assert (found["discharges"], found["transfers_out"], found["encounters"]) == (1, 1, 0)
    assert (found["nurses"], found["doctors"]) == (2, 1)
    # two and one patients of nurses, one patient of the provider
    assert (found["patients_per_nurse"], found["patients_per_provider"]) == (Decimal("1.5"), 1)


@pytest.mark.parametrize(
    ("departed", "counts"), [("2025-03-12 00:00Z", 0), ("2025-03-12 00:01Z", 1), (None, 1)]
)
def test_a_patient_boards_from_the_decision_to_the_departure(
    fact_rows: psycopg.Connection, departed: str | None, counts: int
) -> None:
    fact_rows.execute("UPDATE ed_stays SET departed_at = %s WHERE encounter_id = 10002", [departed])
    assert day_of(fact_rows, 1, date(2025, 3, 11))["boarded_over_4_hours"] == counts


def test_who_leaves_without_a_bed_is_counted_on_the_last_day(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute("DELETE FROM bed_stays WHERE encounter_id = 10002")
    assert day_of(fact_rows, 1, date(2025, 3, 12))["without_bed"] == 1


def test_a_diversion_counts_on_each_of_its_days(fact_rows: psycopg.Connection) -> None:
    # from 22 o'clock on the 10th to 1:30 on the 12th, local time
    fact_rows.execute("UPDATE diversions SET began_at = '2025-03-11 05:00Z', ended_at = '2025-03-12 08:30Z'")
    assert [day_of(fact_rows, 1, date(2025, 3, day))["diversion_hours"] for day in (11, 12)] == [
        24,
        Decimal("1.5"),
    ]
