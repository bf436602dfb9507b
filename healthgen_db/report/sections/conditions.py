"""Conditions, and the seasons that they have."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from math import sqrt

from healthgen_db.report.content import Column, Content, Facts, Figure, Row, Rows, Section, Table
from healthgen_db.report.drawing import MONTHS, bars, heat
from healthgen_db.report.sections.visits import is_complete
from healthgen_db.report.words import counted, listed, percent, share, whole

MOST_BARS, MOST_LINES = 25, 20
# With fewer visits in a month of the year, a season is mostly chance.
VISITS_FOR_A_SEASON = 30 * len(MONTHS)
# A share of a month is more than chance if it is so many standard errors above that of a year without seasons. Many
# shares are compared, and the visits of a course of care come together.
STANDARD_ERRORS = 5
FULL_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _conditions(facts: Facts) -> Content | None:
    rows = facts.rows["conditions_by_month"]
    if not rows:
        return None
    totals = _totals(rows)
    seasons = _seasons(facts, rows)
    first = totals[0]
    finding = (
        f"“{first['condition']}” is the most frequent of {whole(len(totals))} conditions, with {first['share']} of the"
        " visits"
    )
    figures = [_frequencies(totals)]
    if seasons:
        figures.append(_season_map(seasons))
    return Content(finding=finding, figures=figures)


def _totals(rows: Rows) -> Rows:
    """Return the conditions with their visits, the most frequent first."""
    found: dict[str, Row] = {}
    for row in rows:
        kept = found.setdefault(
            row["condition"],
            {"condition": row["condition"], "category": row["category"], "visits": 0, "first_visits": 0},
        )
        kept["visits"] += row["visits"]
        kept["first_visits"] += row["first_visits"]
    total = sum(each["visits"] for each in found.values())
    ordered = sorted(found.values(), key=lambda each: (-each["visits"], each["condition"]))
    return [
        each
        | {
            "share": share(each["visits"], total),
            "label": whole(each["visits"]),
            "said": f"{each['condition']}: {whole(each['visits'])} visits, {share(each['visits'], total)}",
        }
        for each in ordered
    ]


def _frequencies(totals: Rows) -> Figure:
    shown = totals[:MOST_BARS]
    top = totals[:5]
    total = sum(each["visits"] for each in totals)
    numbers = listed(f"{each['condition']} {each['label']}" for each in shown)
    rest = f"; the {len(shown)} most frequent of {whole(len(totals))}" if len(shown) < len(totals) else ""
    return Figure(
        title=f"{_first(len(top))} {share(sum(each['visits'] for each in top), total)} of the visits",
        chart=bars(shown, "condition", "visits", label="label"),
        text=f"Visits by condition{rest}: {numbers}.",
        table=Table(
            "Visits by condition",
            (
                Column("condition", "Condition"),
                Column("category", "Category"),
                Column("visits", "Visits", whole),
                Column("first_visits", "Of them first visits", whole),
                Column("share", "Share of visits"),
            ),
            totals,
        ),
        note=f"The {len(shown)} most frequent; the table has all {whole(len(totals))}." if rest else "",
    )


def _first(count: int) -> str:
    return "One condition has" if count == 1 else f"The {count} most frequent conditions have"


def _seasons(facts: Facts, rows: Rows) -> Rows:
    """Return the share of its yearly visits that each condition has in each month of the year.

    A month counts by its visits a day over all years, so that a year that is not complete does no harm. The condition
    with the strongest season is the first. There are none before a whole year is complete.
    """
    complete = {month for month in {row["month"] for row in rows} if is_complete(facts, {"month": month})}
    days: dict[int, int] = defaultdict(int)
    for month in complete:
        days[month.month] += ((month + timedelta(days=31)).replace(day=1) - month).days
    if len(days) < len(MONTHS):
        return []
    visits: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row["month"] in complete:
            visits[row["condition"]][row["month"].month] += row["visits"]
    found: list[Rows] = []
    for condition, counts in visits.items():
        if sum(counts.values()) >= VISITS_FOR_A_SEASON:
            found.append(_season(condition, counts, days))
    found.sort(key=lambda season: -max(each["pct"] for each in season))
    return [each for season in found[:MOST_LINES] for each in season]


def _season(condition: str, counts: dict[int, int], days: dict[int, int]) -> Rows:
    """Return the twelve months of a condition."""
    a_day = {number: counts[number] / days[number] for number in days}
    year = sum(a_day.values())
    shares = {number: 100 * a_day[number] / year for number in sorted(days)}
    flat = 1 / len(MONTHS)
    chance = 100 * (flat + STANDARD_ERRORS * sqrt(flat * (1 - flat) / sum(counts.values())))
    return [
        {
            "condition": condition,
            "month": MONTHS[number - 1],
            "pct": pct,
            "beyond_chance": pct > chance,
            "said": f"{condition}, {FULL_NAMES[number - 1]}: {percent(pct)} of its yearly visits",
        }
        for number, pct in shares.items()
    ]


def _season_map(seasons: Rows) -> Figure:
    names = list(dict.fromkeys(row["condition"] for row in seasons))
    by_name = {name: [row for row in seasons if row["condition"] == name] for name in names}
    peaks = {name: max(rows, key=lambda row: row["pct"]) for name, rows in by_name.items()}
    full = dict(zip(MONTHS, FULL_NAMES, strict=True))
    seasonal = [name for name in names if peaks[name]["beyond_chance"]]
    flattest = peaks[names[-1]]
    said = listed(
        f"{name} most in {full[peak['month']]} ({percent(peak['pct'])})" for name, peak in peaks.items()
    )
    title = f"No month has more visits than by chance, for any of {counted(len(names), 'condition', 'conditions')}"
    if seasonal:
        peak = peaks[seasonal[0]]
        title = (
            f"“{seasonal[0]}” has the strongest season: {percent(peak['pct'])} of its yearly visits are in"
            f" {full[peak['month']]}"
        )
    return Figure(
        title=title,
        chart=heat(
            seasons, "month", "condition", "pct", title="% of its yearly visits", columns=MONTHS, lines=names
        ),
        text=f"Seasons of conditions, as the share of its yearly visits in each month: {said}.",
        table=Table(
            "Share of the yearly visits of a condition in each month, %",
            (Column("condition", "Condition"), *(Column(each, each, percent) for each in MONTHS)),
            [
                {"condition": name} | {row["month"]: row["pct"] for row in rows}
                for name, rows in by_name.items()
            ],
        ),
        note=f"Without seasons each month has {percent(100 / len(MONTHS))}. The highest share is at the top"
        f"{', the lowest below: ' + percent(flattest['pct']) if len(names) > 1 else ''}. Conditions with fewer"
        f" than {whole(VISITS_FOR_A_SEASON)} visits are left out.",
    )


CONDITIONS = Section(
    "conditions", "Conditions and seasons", _conditions, ("conditions_by_month",), without="no visits"
)
