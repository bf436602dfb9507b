"""Changes, alarms and the status, from KPI histories made by hand."""

from __future__ import annotations

from datetime import date

import numpy as np

from healthgen_db.briefing.changes import alarms, changes, day_change, four_weeks_change, status
from tests.unit.briefing.histories import history, kpi

WEEKS = [70.0, 80.0, 80.0, 80.0, 80.0, 75.0, 60.0]
LAST_DAY = date(2026, 6, 29)


def usual(seed: int = 1, days: int = 57) -> list[float]:
    """Return days with a pattern of the week and some noise."""
    noise = np.random.default_rng(seed).normal(0, 2, days)
    return [WEEKS[day % 7] + float(noise[day]) for day in range(days)]


def test_a_jump_is_a_change_and_bad_if_low_is_good() -> None:
    jump = [*usual()[:-1], 95.0]
    asked = kpi()
    (found,) = changes(history({asked: jump}))
    assert (found.window, found.judgement, found.value) == ("day", "worse", 95.0)
    assert found.score > 3
    (better,) = changes(history({kpi(good="high", amber=None, red=None): jump}))
    assert better.judgement == "better"
    (neither,) = changes(history({kpi(good="none", amber=None, red=None): jump}))
    assert neither.judgement == "neither"


def test_usual_days_are_rarely_a_change() -> None:
    many = {kpi(f"kpi_{seed}"): usual(seed) for seed in range(200)}
    known = history(many)
    scores = [found.score for each in many if (found := day_change(known, each)) is not None]
    assert len(scores) == 200
    assert sum(abs(score) > 3 for score in scores) <= 10


def test_a_weekday_is_compared_with_the_same_weekdays() -> None:
    days = usual()
    sunday_like = [*days[:-1], WEEKS[56 % 7] + 1]
    assert changes(history({kpi(): sunday_like})) == ()


def test_too_few_days_patients_or_no_spread_are_no_change() -> None:
    jump = [*usual()[:-1], 95.0]
    assert changes(history({kpi(): jump[-20:]})) == ()
    assert changes(history({kpi(): jump}, n=19)) == ()
    assert changes(history({kpi(): [80.0] * 57})) == ()
    small = [value / 1000 + 100 for value in jump]
    assert changes(history({kpi(): small})) == ()


def test_28_days_are_compared_with_those_before() -> None:
    days = usual()
    raised = days[:29] + [value + 6 for value in days[29:]]
    asked = kpi()
    found = four_weeks_change(history({asked: raised}, {asked: (81.0, 75.0)}), asked)
    assert found is not None
    assert (found.window, found.value, found.usual, found.judgement) == ("28 days", 81.0, 75.0, "worse")
    same = four_weeks_change(history({asked: days}, {asked: (75.2, 75.0)}), asked)
    assert same is None or abs(same.score) < 3
    assert four_weeks_change(history({asked: raised}, {asked: (70.0, 75.0)}), asked) is None
    assert four_weeks_change(history({asked: raised}, {asked: (81.0, None)}), asked) is None


def test_days_like_the_day_before_make_a_slow_change_less_sure() -> None:
    asked, random = kpi(), np.random.default_rng(3)
    slow = np.cumsum(random.normal(0, 1, 57)) + 75
    shuffled = random.permutation(slow[:28]).tolist() + random.permutation(slow[28:]).tolist()
    both = [
        four_weeks_change(
            history(
                {asked: each}, {asked: (90.0, 75.0) if slow[28:].mean() > slow[:28].mean() else (60.0, 75.0)}
            ),
            asked,
        )
        for each in (slow.tolist(), shuffled)
    ]
    assert both[0] is not None
    assert both[1] is not None
    assert abs(both[0].score) < abs(both[1].score)


def test_at_most_five_changes_the_greatest_first() -> None:
    found = changes(history({kpi(f"kpi_{size}"): [*usual(size)[:-1], 90.0 + size] for size in range(8)}))
    assert len(found) == 5
    assert [abs(each.score) for each in found] == sorted((abs(each.score) for each in found), reverse=True)


def test_alarms_say_since_when() -> None:
    days = [80.0] * 50 + [86.0, 80.0, 86.0, None, 93.0, 86.0, 95.0]
    (found,) = alarms(history({kpi(): days}))
    assert (found.color, found.value, found.days, found.since, found.longer) == (
        "red",
        95.0,
        5,
        date(2026, 6, 25),
        False,
    )
    (always,) = alarms(history({kpi(): [86.0] * 57}))
    assert (always.days, always.longer) == (56, True)
    assert alarms(history({kpi(): [95.0] * 56 + [80.0]})) == ()
    assert alarms(history({kpi(amber=None, red=None): [95.0] * 57})) == ()


def test_red_comes_before_amber_and_28_days_stand_in_for_a_hidden_day() -> None:
    hidden, amber = kpi("hidden"), kpi("amber")
    found = alarms(history({amber: [86.0] * 57, hidden: [None] * 57}, {hidden: (93.0, 80.0)}))
    assert [(each.kpi_id, each.window, each.since is None) for each in found] == [
        ("hidden", "28 days", True),
        ("amber", "day", False),
    ]


def test_the_status_and_its_row_of_days() -> None:
    asked = kpi("status", amber=1.0, red=2.0, unit="level")
    found = status(history({asked: [0.0] * 53 + [1.0, 1.0, 2.0, 2.0]}))
    assert (found.level, found.days, found.since, found.longer) == ("red", 2, date(2026, 6, 28), False)
    assert found.history[-1] == (LAST_DAY, "red")
    always = status(history({asked: [0.0] * 57}))
    assert (always.level, always.days, always.longer) == ("green", 56, True)
    unknown = status(history({asked: [None] * 57}))
    assert (unknown.level, unknown.since) == (None, None)
    assert status(history({})).level is None
