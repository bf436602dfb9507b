"""The dimensions of the star: whole, and with the version of a person that a fact needs."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from tests.db.mart.reading import one, rows

# The rows of the warehouse behind the rows of each dimension, without its row for None.
MEMBERS = {
    "dim_patient": "patients",
    "dim_hospital": "hospitals",
    "dim_condition": "conditions",
    "dim_diagnosis": "diagnosis_codes",
    "dim_treatment": "treatments",
    "dim_medication": "medications",
    "dim_payer": "insurance_providers",
    "dim_unit": "units",
    "dim_bed": "beds",
    "dim_staff": "employments",
}


@pytest.mark.parametrize("dimension", MEMBERS)
def test_a_dimension_has_a_row_for_each_member_and_one_for_none(
    star: psycopg.Connection, dimension: str
) -> None:
    (members,) = one(star, f"SELECT count(*) FROM {MEMBERS[dimension]}")
    assert one(star, f"SELECT count(*) FROM {dimension}") == (members + 1,)


def test_dates_are_whole_years_without_gaps(star: psycopg.Connection) -> None:
    first, last, days = one(star, "SELECT min(date), max(date), count(*) FROM dim_date")
    assert (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    assert days == (last - first).days + 1
    start, today = one(star, "SELECT start, today FROM current_dataset")
    assert (first.year, last.year) == (start.year - 1, today.year + 1)
    months = star.execute("SELECT date FROM dim_date WHERE is_complete_month ORDER BY date").fetchall()
    first_month = start if start.day == 1 else (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    ends_its_month = (today + timedelta(days=1)).day == 1
    last_day = today if ends_its_month else today.replace(day=1) - timedelta(days=1)
    assert (months[0], months[-1]) == ((first_month,), (last_day,))
    assert one(star, "SELECT count(*) FROM dim_hour") == (24,)


def test_versions_of_staff_do_not_overlap_and_cover_every_employment(star: psycopg.Connection) -> None:
    overlaps = """
        SELECT a.staff_key, b.staff_key
        FROM dim_staff AS a
        JOIN dim_staff AS b ON a.staff_id = b.staff_id AND a.staff_key < b.staff_key
            AND daterange(a.valid_from, a.valid_to) && daterange(b.valid_from, b.valid_to)
    """
    assert rows(star, overlaps) == []
    # Equal parts of a person's life, so there are no gaps but those between employments.
    covered = """
        SELECT staff_id, range_agg(daterange(valid_from, {})) FROM {} WHERE staff_id IS NOT NULL GROUP BY 1 ORDER BY 1
    """
    versions = rows(star, covered.format("valid_to", "dim_staff"))
    assert versions == rows(star, covered.format("valid_to + 1", "employments"))
    current = one(star, "SELECT count(*), count(DISTINCT staff_id) FROM dim_staff WHERE is_current")
    on_today = one(
        star,
        "SELECT count(*) FROM employments, current_dataset"
        " WHERE today >= valid_from AND (valid_to IS NULL OR today <= valid_to)",
    )
    assert current == (*on_today, *on_today)
    assert 0 < on_today[0] < len(rows(star, "SELECT FROM dim_staff"))


OWN_RUN = "run_profile_key IN (SELECT run_profile_key FROM dim_run_profile WHERE operator = 'own')"
STAFF_OF_FACTS = """
    SELECT k.conrelid::regclass::text, a.attname
    FROM pg_constraint AS k
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND k.confrelid = 'dim_staff'::regclass
    ORDER BY 1, 2
"""
NIGHTLY = {"fact_encounter", "fact_ed_stay", "fact_surgery", "fact_ambulance_run"}
# The day that decides which version of a person counts, and when there must be a person.
PEOPLE = {
    ("fact_visit", "doctor_key"): ("admission_date", "TRUE"),
    ("fact_bill", "doctor_key"): (
        "(SELECT admission_date FROM fact_visit AS v WHERE v.visit_id = f.visit_id)",
        "TRUE",
    ),
    ("fact_encounter", "admitting_staff_key"): ("admitted_date", "admitted_at IS NOT NULL"),
    ("fact_ed_stay", "provider_key"): (
        "(provider_at AT TIME ZONE 'America/Chicago')::date",
        "provider_at IS NOT NULL",
    ),
    ("fact_shift", "staff_key"): (
        "shift_date",
        "shift_profile_key NOT IN (SELECT shift_profile_key FROM dim_shift_profile WHERE shift_status = 'open')",
    ),
    ("fact_surgery", "surgeon_key"): ("started_date", "started_date IS NOT NULL"),
    ("fact_ambulance_run", "driver_key"): ("called_date", OWN_RUN),
    ("fact_ambulance_run", "attendant_key"): ("called_date", OWN_RUN),
}


def test_facts_refer_to_the_version_of_their_day(star: psycopg.Connection) -> None:
    assert set(rows(star, STAFF_OF_FACTS)) == PEOPLE.keys()
    for (table, column), (day, somebody) in PEOPLE.items():
        # Who acts after midnight may have begun the shift the day before, which decides then.
        valid = f"daterange(s.valid_from, s.valid_to + {int(table in NIGHTLY)})"
        counts = f"""
            SELECT
                count(*) FILTER (WHERE {somebody}),
                count(*) FILTER (WHERE s.staff_key > 0),
                count(*) FILTER (WHERE s.staff_key > 0 AND {valid} @> {day})
            FROM {table} AS f
            JOIN dim_staff AS s ON s.staff_key = f.{column}
        """
        expected, people, right = one(star, counts)
        assert expected == people == right > 0, (table, column)


def test_dimensions_have_the_same_words_for_a_code(star: psycopg.Connection) -> None:
    for code, word in (
        ("disposition_code", "disposition"),
        ("admission_source_code", "admission_source"),
    ):
        words = f"""
            SELECT count(*), count(*) FILTER (WHERE v.{word} = e.{word})
            FROM dim_visit_profile AS v
            JOIN dim_encounter_profile AS e USING ({code})
            WHERE {code} <> 'None'
        """
        both, same = one(star, words)
        assert both == same > 0, code
