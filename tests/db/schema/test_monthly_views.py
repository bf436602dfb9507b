"""The views of the activity by month: what they count, what they divide by, and what they judge as steady."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

# As many patients register in each month from the dataset's start to its today.
REGISTER = """
    INSERT INTO patients (first_name, last_name, date_of_birth, age, gender, phone_number, email, address, zipcode,
        state, blood_type, registered_on)
    SELECT '', '', '1990-01-01', 35, 'Female', n::text, '', '', '90001', 'CA', 'O+', m.day + 14
    FROM (SELECT generate_series(d.start, d.today, INTERVAL '1 month')::date AS day FROM current_dataset AS d) AS m
    CROSS JOIN generate_series(1, %s) AS n
"""
REGISTRATIONS = (
    "SELECT period, periods, worst_pct, trend_pct FROM monthly_steadiness WHERE series = 'registrations'"
)


def activity(connection: psycopg.Connection, month: date) -> dict[str, tuple[Any, ...]]:
    """Return value, total, weight and events of each series in a month."""
    query = "SELECT series, value, total, weight, events FROM monthly_activity WHERE month = %s"
    return {series: tuple(found) for series, *found in connection.execute(query, [month])}


def steadiness(connection: psycopg.Connection) -> tuple[int, int, float, float]:
    """Return period, periods, worst_pct and trend_pct of the registrations."""
    [found] = connection.execute(REGISTRATIONS).fetchall()
    return found


@pytest.fixture
def two_years(fact_rows: psycopg.Connection) -> psycopg.Connection:
    """Give a dataset from January 2022 to April 2024, whose patients have not registered yet."""
    fact_rows.execute("UPDATE datasets SET today = '2024-04-30', origin = '2024-04-30'")
    fact_rows.execute("TRUNCATE patients CASCADE")
    return fact_rows


def test_a_month_counts_what_happened_in_it(fact_rows: psycopg.Connection) -> None:
    march = activity(fact_rows, date(2025, 3, 1))
    told = {series: (total, weight, events) for series, (_, total, weight, events) in march.items()}
    charges = (Decimal("87.00") + Decimal("250.50")) / Decimal("0.99")
    assert told == {
        "visits": (2, 31, 1),
        "new_conditions": (1, 31, 1),
        "registrations": (0, 31, 0),
        "deliveries": (0, 31, 0),
        "follow_up_pct": (100, 2, 1),
        "stay_days": (1, 2, 1),
        "patients_in_bed": (1, 31, 0),
        "charge": (pytest.approx(charges), 2, 2),
    }
    assert all(value == pytest.approx(total / weight) for value, total, weight, _ in march.values())
    assert activity(fact_rows, date(2025, 2, 1))["registrations"][1:] == (1, 28, 1)


def test_deliveries_are_first_visits_for_childbirth(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute("UPDATE conditions SET name = 'Childbirth' WHERE condition_id = 1")
    assert activity(fact_rows, date(2025, 3, 1))["deliveries"][1:] == (1, 31, 1)


def test_a_stay_fills_a_bed_in_each_of_its_nights(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute("UPDATE visits SET date_of_discharge = '2025-04-03' WHERE visit_id = 102")
    assert activity(fact_rows, date(2025, 3, 1))["patients_in_bed"][1:] == (21, 31, 0)
    assert activity(fact_rows, date(2025, 4, 1))["patients_in_bed"][1:] == (2, 30, 0)


def test_a_month_that_is_not_over_is_divided_by_its_days_so_far(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute("UPDATE datasets SET start = '2025-03-03', origin = '2025-03-12', today = '2025-03-12'")
    assert activity(fact_rows, date(2025, 3, 1))["visits"][1:3] == (2, 10)
    assert activity(fact_rows, date(2025, 2, 1)) == {}


def test_one_percent_of_the_charges_at_each_end_is_left_out(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute(
        "INSERT INTO visits SELECT visit_id + 100 * n, patient_id, age, condition_id, icd10_code, severity,"
        " treatment_id, medication_id, dosage, frequency, test_results, doctor_id, hospital_id, room_number,"
        " date_of_admission, date_of_discharge, follow_up_required, follow_up_of"
        " FROM visits CROSS JOIN generate_series(1, 200) AS n WHERE visit_id = 101"
    )
    fact_rows.execute(
        "INSERT INTO billing SELECT visit_id * 100, visit_id, patient_id, '2025-03-02', 0, charge, 'Full',"
        " '2025-04-01', NULL, 'Late-Unpaid', charge"
        " FROM (SELECT *, CASE visit_id WHEN 201 THEN 9000000 WHEN 301 THEN 1 ELSE 1000 END AS charge FROM visits) AS v"
        " WHERE visit_id > 102"
    )
    mean = activity(fact_rows, date(2025, 3, 1))["charge"][0] * Decimal("0.99")
    assert mean == pytest.approx(1000, rel=0.005)


@pytest.mark.parametrize(("monthly", "period", "periods"), [(800, 1, 24), (270, 3, 8), (70, 12, 1)])
def test_rare_events_are_compared_by_longer_periods(
    two_years: psycopg.Connection, monthly: int, period: int, periods: int
) -> None:
    # from the fourth month, April 2022, to the last that ended 20 days before today, March 2024
    two_years.execute(REGISTER, [monthly])
    found = steadiness(two_years)
    assert found[:2] == (period, periods)
    # 29 days of February in one of the years
    assert found[2] < 2


def test_too_few_events_are_not_judged(two_years: psycopg.Connection) -> None:
    two_years.execute(REGISTER, [66])
    assert two_years.execute(REGISTRATIONS).fetchall() == []


def test_the_worst_period_and_the_trend_are_found(two_years: psycopg.Connection) -> None:
    two_years.execute(REGISTER, [540])
    before = steadiness(two_years)
    assert abs(before[3]) < 1
    # the second year has half as many patients as the first, its summer a quarter
    two_years.execute(
        "DELETE FROM patients WHERE registered_on >= '2023-04-01' AND phone_number::integer % 2 = 0"
    )
    halved = steadiness(two_years)
    assert halved[2] == pytest.approx(100 / 3, abs=1)
    assert halved[3] == pytest.approx(-69.3, abs=2)
    two_years.execute(
        "DELETE FROM patients"
        " WHERE registered_on BETWEEN '2023-07-01' AND '2023-09-30' AND phone_number::integer % 4 = 1"
    )
    assert steadiness(two_years)[2] == pytest.approx(60, abs=1)
    two_years.execute("DELETE FROM patients WHERE registered_on BETWEEN '2023-07-01' AND '2023-09-30'")
    assert steadiness(two_years)[2] == pytest.approx(100)
