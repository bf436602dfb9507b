"""Aggregates of the star against the KPIs of a whole year: one definition of each figure, counted twice."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest

from healthgen_db.kpis.compute import compute_one
from healthgen_db.kpis.kpi_files import read_kpis
from healthgen_db.kpis.windows import Hospital, Window

ZONE = "America/Chicago"
# The last year of the dataset, in the local time of the hospital.
BEGAN, ENDED = (datetime(year, 7, 1, tzinfo=ZoneInfo(ZONE)) for year in (2025, 2026))
# The queries on the star use local dates where they can, as a BI tool would.
STAR = {
    "ed_arrivals_per_day": """
        SELECT count(*) / 365.0 FROM fact_ed_stay WHERE arrived_date >= '2025-07-01' AND arrived_date < '2026-07-01'
    """,
    "door_to_provider_minutes": """
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY provider_minutes) FROM fact_ed_stay
        WHERE provider_at >= %(began)s AND provider_at < %(ended)s
    """,
    "left_unseen_pct": """
        SELECT 100.0 * count(*) FILTER (WHERE is_left_unseen) / count(*) FROM fact_ed_stay
        WHERE departed_date >= '2025-07-01' AND departed_date < '2026-07-01'
    """,
    "boarding_hours": """
        SELECT sum(boarding_hours) FROM fact_bed_day WHERE census_date >= '2025-07-01' AND census_date < '2026-07-01'
    """,
    "boarding_median_hours": """
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY boarding_minutes) / 60 FROM fact_ed_stay
        WHERE departed_date >= '2025-07-01' AND departed_date < '2026-07-01'
    """,
    "boarding_over_4_hours_pct": """
        SELECT 100.0 * count(*) FILTER (WHERE is_boarded_over_4_hours) / count(*) FROM fact_ed_stay
        WHERE is_admitted AND departed_date >= '2025-07-01' AND departed_date < '2026-07-01'
    """,
    "occupancy_pct": """
        SELECT 100.0 * sum(patients) / sum(staffed_beds) FROM fact_census_hour JOIN dim_unit USING (unit_key)
        WHERE is_ward AND census_date >= '2025-07-01' AND census_date < '2026-07-01'
    """,
    "occupancy_midnight_pct": """
        SELECT 100.0 * sum(occupied_at_midnight) / sum(staffed_at_midnight)
        FROM fact_bed_day JOIN dim_unit USING (unit_key)
        WHERE is_ward AND census_date >= '2025-07-01' AND census_date < '2026-07-01'
    """,
    "outlier_days_pct": """
        SELECT 100.0 * sum(outlier_hours) / sum(used_hours) FROM fact_bed_day JOIN dim_unit USING (unit_key)
        WHERE is_ward AND census_date >= '2025-07-01' AND census_date < '2026-07-01'
    """,
    "nurse_ratio_compliance_pct": """
        SELECT 100.0 * sum(ratio_met_hours) / sum(ratio_hours) FROM fact_census_hour
        WHERE census_date >= '2025-07-01' AND census_date < '2026-07-01'
    """,
    "overtime_pct": """
        SELECT 100.0 * sum(overtime_hours) / sum(worked_hours) FROM fact_shift
        WHERE shift_date >= '2025-07-01' AND shift_date < '2026-07-01'
    """,
    "agency_pct": """
        SELECT 100.0 * sum(agency_hours) / sum(worked_hours) FROM fact_shift
        WHERE shift_date >= '2025-07-01' AND shift_date < '2026-07-01'
    """,
    "open_shifts_pct": """
        SELECT 100.0 * count(*) FILTER (WHERE is_open) / count(*) FILTER (WHERE NOT is_stand_in) FROM fact_shift
        WHERE shift_date >= '2025-07-01' AND shift_date < '2026-07-01'
    """,
    "turnover_pct": """
        SELECT
            200.0 * count(DISTINCT staff_id) FILTER (
                WHERE ended_because IN ('resigned', 'retired')
                AND valid_to - 1 > '2025-06-30' AND valid_to - 1 <= '2026-06-30'
            ) / (
                count(DISTINCT staff_id) FILTER (WHERE daterange(valid_from, valid_to) @> date '2025-06-30')
                + count(DISTINCT staff_id) FILTER (WHERE is_current)
            )
        FROM dim_staff
        WHERE staff_key > 0 AND NOT is_agency
    """,
    "surgery_cancelled_pct": """
        SELECT 100.0 * count(*) FILTER (WHERE is_cancelled) / count(*) FROM fact_surgery
        WHERE planned_date >= '2025-07-01' AND planned_date < '2026-07-01'
    """,
    "ems_response_minutes": """
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY response_minutes)
        FROM fact_ambulance_run JOIN dim_run_profile USING (run_profile_key)
        WHERE purpose = 'emergency' AND arrived_date >= '2025-07-01' AND arrived_date < '2026-07-01'
    """,
    "offload_p90_minutes": """
        SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY offload_minutes)
        FROM fact_ambulance_run JOIN dim_run_profile USING (run_profile_key)
        WHERE purpose = 'emergency' AND offloaded_at >= %(began)s AND offloaded_at < %(ended)s
    """,
}
# Hours and minutes of the star have two places. A shift counts whole for its day, while the KPI cuts it at the ends of
# the year.
TOLERANCES = {"overtime_pct": 0.005, "agency_pct": 0.005}


@pytest.mark.parametrize("kpi_id", STAR)
def test_the_star_gives_the_value_of_the_kpi(star: psycopg.Connection, kpi_id: str) -> None:
    (kpi,) = (each for each in read_kpis() if each.id == kpi_id)
    window = Window(Hospital(1, "", ZONE), "month", BEGAN, ENDED)
    (expected,) = (each for each in compute_one(star, kpi, [window]) if each.department_id is None)
    assert expected.n > 0
    assert expected.value, "a value of 0 or none proves nothing"
    row = star.execute(STAR[kpi_id].encode(), {"began": BEGAN, "ended": ENDED}).fetchone()
    assert row is not None
    assert float(row[0]) == pytest.approx(expected.value, rel=TOLERANCES.get(kpi_id, 0.0005))
