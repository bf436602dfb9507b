"""Sections of the first half: findings and figures from rows made by hand, and None without rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from healthgen_db.charts.svg import svg
from healthgen_db.report.content import Content, Rows, Section
from healthgen_db.report.sections.about import GOOD, NUMBERS, WHAT
from healthgen_db.report.sections.calendar import CALENDAR
from healthgen_db.report.sections.clinic import CLINIC
from healthgen_db.report.sections.conditions import CONDITIONS
from healthgen_db.report.sections.payments import PAYMENTS
from healthgen_db.report.sections.people import PEOPLE
from healthgen_db.report.sections.places import PLACES
from healthgen_db.report.sections.visits import VISITS
from tests.unit.report.facts import START, activity, facts, month_list

NOTHING = {
    "patients": 0, "in_care": 0, "visits": 0, "overnight": 0, "nights": 0, "bills": 0, "charges": 0,
}  # fmt: skip


def built(section: Section, changed: dict[str, Any] | None = None, **rows: Rows) -> Content:
    content = section.build(facts(changed, **rows))
    assert content is not None
    for figure in content.figures:
        assert "<svg" in svg(figure.chart, figure.text)
    return content


@pytest.mark.parametrize(
    ("section", "rows"),
    [
        (GOOD, {"checks": []}),
        (NUMBERS, {"numbers": [NOTHING]}),
        (VISITS, {"monthly_activity": activity("visits", [0, 0, 0])}),
        (PLACES, {"places": [], "hospital_places": [], "states": []}),
        (PEOPLE, {"people": []}),
        (CONDITIONS, {"conditions_by_month": []}),
        (CALENDAR, {"monthly_activity": activity("visits", [0, 0]), "monthly_steadiness": []}),
        (CLINIC, {"clinic": []}),
    ],
)
def test_without_rows_a_section_is_left_out(section: Section, rows: dict[str, Rows]) -> None:
    assert section.build(facts(None, **rows)) is None


def test_what_it_is_has_the_counts_and_the_options_that_differ() -> None:
    config = facts().dataset.config | {"operations": True, "zip_target": 77}
    content = built(WHAT, {"config": config})
    assert content.finding == "60 synthetic patients and 1,200 visits, from 1 January 2023 to 31 January 2026"
    shown = {row["fact"]: row["value"] for row in content.tables[0].rows}
    assert shown["Options"] == "--zip-target 77, --operations"
    assert (shown["Seed"], shown["Fingerprint of all rows"], shown["Rows"]) == ("42", "abc", "1,260")


def check(kind: str, value: float | None, *, passed: bool, **more: Any) -> dict[str, Any]:
    return {
        "check_id": "x", "kind": kind, "title": f"{kind} {value}", "severity": "error", "unit": "%", "low": None,
        "high": None, "value": value, "passed": passed, "finished_at": datetime(2026, 2, 1, tzinfo=UTC),
    } | more  # fmt: skip


def test_how_good_it_is_counts_what_could_be_judged() -> None:
    rows = [
        check("rule", 0, passed=True),
        check("metric", 5, passed=True, low=4, high=6),
        # too few rows behind it
        check("metric", 9, passed=True, low=4, high=6),
        check("metric", 9, passed=True),
        check("metric", None, passed=True, low=4, high=6),
    ]
    content = built(GOOD, checks=rows)
    assert content.finding == (
        "All rules hold (1 checked), and 1 of 2 metrics with a band lies in it; 1 cannot be judged"
    )
    assert content.tables == []
    failing = [check("rule", 3, passed=False), check("metric", 6.125, passed=False, low=4, high=6)]
    content = built(GOOD, checks=[*rows, *failing])
    assert content.finding.startswith("1 rule is broken (2 checked), and 1 of 3 metrics with a band fails")
    (table,) = content.tables
    assert [[column.text(row) for column in table.columns] for row in table.rows] == [
        ["rule 3", "Rule", "3", "%", "0"],
        ["metric 6.125", "Metric", "6.12", "%", "4 to 6"],
    ]


def test_five_numbers() -> None:
    row = {
        "patients": 60, "in_care": 50, "visits": 120, "overnight": 30, "nights": 75, "bills": 120, "charges": 60_000,
    }  # fmt: skip
    content = built(NUMBERS, numbers=[row])
    assert content.finding == "On average a patient has 2 visits and is charged $1,000"
    assert [each.value for each in content.numbers] == ["50", "2", "25 %", "2.5", "$500"]


def test_visits_are_compared_with_the_year_before_and_an_open_month_is_not() -> None:
    values = [10.0] * 12 + [20.0] * 12 + [21.0] * 12 + [3.0]
    content = built(VISITS, monthly_activity=activity("visits", values))
    assert content.finding == (
        "21.0 visits a day in the twelve months to December 2025, 5 % more than in the twelve months before"
    )
    (figure,) = content.figures
    assert [row["note"] for row in figure.table.rows][-2:] == ["", "not complete"]
    assert "between 10.0 in January 2023 and 21.0 in January 2025" in figure.text
    assert content.paragraphs == []


def test_visits_that_ended_long_ago_are_not_drawn_as_zeros() -> None:
    content = built(VISITS, monthly_activity=activity("visits", [5.0] * 12 + [0.0] * 24))
    assert content.finding == "5.0 visits a day from January 2023 to December 2023"
    assert content.paragraphs == ["There is no visit after December 2023."]
    assert len(content.figures[0].table.rows) == 12


def place(name: str, longitude: float, latitude: float, patients: int) -> dict[str, Any]:
    return {"place": name, "longitude": longitude, "latitude": latitude, "patients": patients}


def hospital(number: int, state: str, longitude: float, latitude: float, visits: int) -> dict[str, Any]:
    return {
        "hospital_id": number, "hospital": f"Hospital {number}", "state": state, "town": f"Town, {state}",
        "longitude": longitude, "latitude": latitude, "visits": visits,
    }  # fmt: skip


STATES: Rows = [
    {"state": name, "name": f"State {name}", "patients": patients, "hospitals": 1, "visits": 10}
    for name, patients in (("CA", 40), ("NY", 30), ("AK", 20), ("DC", 10))
]
PLACES_OF_STATES: Rows = [
    place("Los Angeles, CA", -118.2, 34.1, 40),
    place("New York, NY", -74.0, 40.7, 30),
    place("Anchorage, AK", -149.9, 61.2, 20),
    place("Washington, DC", -77.0, 38.9, 10),
]


def test_hospitals_of_many_states_are_on_a_map_of_the_country() -> None:
    hospitals = [
        hospital(number, row["state"], at["longitude"], at["latitude"], 100 - number)
        for number, (row, at) in enumerate(zip(STATES, PLACES_OF_STATES, strict=True))
    ]
    content = built(PLACES, places=PLACES_OF_STATES, hospital_places=hospitals, states=STATES)
    assert content.finding == (
        "Patients live in 3 states and the District of Columbia, more in State CA than in any other (40 %)"
    )
    patients, visits = content.figures
    assert patients.title == "The largest dot is around Los Angeles, CA, with 40 patients"
    assert visits.title == "Hospital 0 in Town, CA is the busiest of 4 hospitals, with 100 visits"
    drawn = svg(patients.chart, patients.text)
    # Alaska has a place on the map as well
    assert drawn.count("<circle") == 4
    assert "NaN" not in drawn


def test_one_hospital_is_on_a_map_of_its_region() -> None:
    near = [place(f"Near {number}", -89.4 + number / 100, 43.07, 10) for number in range(9)]
    content = built(
        PLACES,
        places=[*near, place("Far away", -118.2, 34.1, 10)],
        hospital_places=[hospital(1, "WI", -89.4, 43.07, 5)],
        states=STATES[:1],
    )
    # the median place is 0.04 degrees to the east, at 43 degrees north
    assert content.finding == "Half of the patients live within 2.0 miles of Hospital 1"
    (figure,) = content.figures
    drawn = svg(figure.chart, figure.text)
    assert 8 <= drawn.count("<circle") <= 9
    assert "Hospital 1" in drawn
    assert "live outside the map" in figure.note
    assert max(row["miles"] for row in figure.table.rows) > 1_000


def test_one_place_alone_is_a_region() -> None:
    content = built(
        PLACES,
        places=[place("Here", -89.4, 43.07, 10)],
        hospital_places=[hospital(1, "WI", -89.4, 43.07, 5)],
        states=STATES[:1],
    )
    assert content.finding == "Half of the patients live within 0.0 miles of Hospital 1"
    assert "100 %" in content.figures[0].title


@pytest.mark.parametrize("genders", [["Female"], ["Male", "Female"], ["Male", "Female", "Other"]])
def test_people_have_a_panel_for_each_gender(genders: list[str]) -> None:
    rows = [
        {"age": age, "gender": gender, "patients": 1 + (age == 40)}
        for age in (3, 40, 66, 119)
        for gender in genders
    ]
    content = built(PEOPLE, people=rows)
    assert content.finding == "Half of the patients in care are 40 or younger, and 40 % are 65 or older"
    (figure,) = content.figures
    assert figure.title == f"The largest group is 40 to 44 years old, with {2 * len(genders)} patients"
    assert [column.title for column in figure.table.columns][1:-2] == genders
    assert figure.table.rows[-1]["group"] == "90 and more"
    drawn = svg(figure.chart, figure.text)
    assert all(f">{gender}</text>" in drawn for gender in genders)


def condition_rows(name: str, by_month: dict[int, int], months: list[date]) -> Rows:
    return [
        {
            "condition": name, "category": "acute", "month": month, "visits": by_month.get(month.month, 40),
            "first_visits": 1,
        }
        for month in months
    ]  # fmt: skip


def test_the_condition_with_the_strongest_season_is_the_first_of_the_map() -> None:
    months = month_list(START, 36)
    rows = [*condition_rows("Flat", {}, months), *condition_rows("Flu", {1: 200}, months)]
    rows += condition_rows("Rare", dict.fromkeys(range(1, 13), 1), months)
    content = built(CONDITIONS, conditions_by_month=rows)
    assert content.finding.startswith("“Flu” is the most frequent of 3 conditions")
    bars, seasons = content.figures
    assert [row["condition"] for row in bars.table.rows] == ["Flu", "Flat", "Rare"]
    assert seasons.title == "“Flu” has the strongest season: 31 % of its yearly visits are in January"
    assert [row["condition"] for row in seasons.table.rows] == ["Flu", "Flat"]
    assert sum(seasons.table.rows[0][month] for month in ("Jan", "Feb", "Mar")) > 40


def test_a_season_that_may_be_chance_is_none() -> None:
    rows = condition_rows("Anxiety", {2: 50}, month_list(START, 36))
    seasons = built(CONDITIONS, conditions_by_month=rows).figures[1]
    assert seasons.title == "No month has more visits than by chance, for any of 1 condition"


def test_there_are_no_seasons_before_a_year_is_complete() -> None:
    rows = condition_rows("Flu", {1: 200}, month_list(START, 11))
    assert len(built(CONDITIONS, conditions_by_month=rows).figures) == 1


def test_calendar_leaves_out_the_first_months_and_the_open_one() -> None:
    rows = activity("visits", [90.0] * 3 + [10.0] * 33 + [1.0]) + activity("stay_days", [2.0] * 37)
    steady = [{"series": "visits", "period": 1, "periods": 33, "worst_pct": 4.5, "trend_pct": -0.25}]
    content = built(CALENDAR, monthly_activity=rows, monthly_steadiness=steady)
    assert content.finding == (
        "“Visits” is the least steady of 1 series: at most 4.5 % from its season's mean. No trend is above 0.2 % a year"
    )
    assert [figure.title for figure in content.figures] == [
        "Visits: 10.0 a day on average, -0.2 % a year",
        "Days from admission to discharge: 2 days on average",
    ]
    assert len(content.figures[0].table.rows) == 36
    assert len(content.folded) == 1


def test_calendar_of_a_small_dataset_does_not_say_which_series_is_least_steady() -> None:
    rows = activity("visits", [8.0, 12.0] * 18) + activity("deliveries", [1.0] * 36)
    content = built(CALENDAR, monthly_activity=rows, monthly_steadiness=[])
    assert content.finding == (
        "Too few patients or months to judge how steady 2 series are: “Visits” is between 8.0 and 12.0 a day"
    )
    assert content.folded == []


def test_the_clinic_has_three_charts() -> None:
    rows = [
        {"age": 15, "gender": "female", "visits": 10, "follow_ups": 1},
        {"age": 85, "gender": "male", "visits": 20, "follow_ups": 11},
    ]
    content = built(CLINIC, clinic=rows)
    assert content.finding == "40 % of the clinic's 30 visits have a follow-up appointment"
    gender, age, follow_up = content.figures
    assert gender.title == "Gender: 67 % of the visits are by patients who are male"
    assert age.title.startswith("Age: 80–89 years are most frequent")
    assert follow_up.title == "Follow-up: 55 % at 80–89 years, 10 % at 10–19"


@pytest.mark.parametrize(
    ("days", "owed", "figures"), [(None, 0.0, 2), (12, 0.0, 3), (None, 80.0, 3), (12, 80.0, 4)]
)
def test_payments_and_overdue_bills_are_shown_as_far_as_there_are_any(
    days: int | None, owed: float, figures: int
) -> None:
    bill = {"month": START, "payer": "Self-pay", "status": "Late-Unpaid", "bills": 1}
    content = built(
        PAYMENTS,
        bills=[bill | {"charged_usd": 100.0, "covered_usd": 100.0 - owed}],
        payment_days=[{"payer": "Self-pay", "days": days, "bills": 1}],
        overdue=[{"bucket": 0, "payer": "Self-pay", "bills": 1, "owed_usd": owed}],
    )
    assert len(content.figures) == figures
    covered = f"${100 - owed:,.0f}"
    assert content.figures[0].title == f"$100 are charged in January 2023, {covered} of it covered by payers"
    assert "of the bill, in January 2023, as" in content.figures[0].text
