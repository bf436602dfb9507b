"""The clinic's three charts: genders, ages and follow-ups of the visits in its flat table, the view clinic_visits."""

from __future__ import annotations

from collections import Counter

from healthgen_db.report.content import Column, Content, Facts, Figure, Rows, Section, Table
from healthgen_db.report.drawing import HALF, columns
from healthgen_db.report.words import listed, share, whole

DECADE = 10
HEIGHT = 130


def _clinic(facts: Facts) -> Content | None:
    rows = facts.rows["clinic"]
    total = sum(row["visits"] for row in rows)
    if not total:
        return None
    follow_ups = sum(row["follow_ups"] for row in rows)
    return Content(
        finding=f"{share(follow_ups, total)} of the clinic's {whole(total)} visits have a follow-up appointment",
        figures=[_genders(rows, total), _ages(rows, total), _follow_ups(rows)],
    )


def _genders(rows: Rows, total: int) -> Figure:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["gender"]] += row["visits"]
    found: Rows = [
        {
            "gender": name.capitalize(),
            "visits": count,
            "share": share(count, total),
            "said": f"{name.capitalize()}: {whole(count)} visits, {share(count, total)}",
        }
        for name, count in counts.most_common()
    ]
    first = found[0]
    return Figure(
        title=f"Gender: {first['share']} of the visits are by patients who are {first['gender'].lower()}",
        chart=columns(found, "gender", "visits", title="visits", width=HALF, height=HEIGHT),
        text=f"Visits of the clinic by gender: {listed(each['said'] for each in found)}.",
        table=Table(
            "Visits of the clinic by gender",
            (Column("gender", "Gender"), Column("visits", "Visits", whole), Column("share", "Share")),
            found,
        ),
        half=True,
    )


def _by_decade(rows: Rows) -> Rows:
    visits: Counter[int] = Counter()
    follow_ups: Counter[int] = Counter()
    for row in rows:
        visits[row["age"] // DECADE] += row["visits"]
        follow_ups[row["age"] // DECADE] += row["follow_ups"]
    return [
        {
            "ages": f"{DECADE * each}–{DECADE * each + DECADE - 1}",
            "visits": visits[each],
            "follow_ups": follow_ups[each],
            "pct": 100 * follow_ups[each] / visits[each],
        }
        for each in sorted(visits)
    ]


def _ages(rows: Rows, total: int) -> Figure:
    found: Rows = [
        each
        | {
            "share": share(each["visits"], total),
            "said": f"{each['ages']} years: {whole(each['visits'])} visits",
        }
        for each in _by_decade(rows)
    ]
    least, most = (pick(found, key=lambda row: row["visits"]) for pick in (min, max))
    return Figure(
        title=f"Age: {most['ages']} years are most frequent, with {most['share']} of the visits",
        chart=columns(found, "ages", "visits", title="visits", width=HALF, height=HEIGHT),
        text=f"Visits of the clinic by age: from {whole(least['visits'])} ({least['ages']} years) to"
        f" {whole(most['visits'])} ({most['ages']} years).",
        table=Table(
            "Visits of the clinic by age",
            (Column("ages", "Age"), Column("visits", "Visits", whole), Column("share", "Share")),
            found,
        ),
        half=True,
    )


def _follow_ups(rows: Rows) -> Figure:
    found: Rows = [
        each
        | {
            "share": share(each["follow_ups"], each["visits"]),
            "said": f"{each['ages']} years: {share(each['follow_ups'], each['visits'])} with a follow-up",
        }
        for each in _by_decade(rows)
    ]
    least, most = (pick(found, key=lambda row: row["pct"]) for pick in (min, max))
    return Figure(
        title=f"Follow-up: {most['share']} at {most['ages']} years, {least['share']} at {least['ages']}",
        chart=columns(found, "ages", "pct", title="% with a follow-up", width=HALF, height=HEIGHT),
        text="Share of the clinic's visits with a follow-up appointment, by age:"
        f" {listed(each['said'] for each in found)}.",
        table=Table(
            "Follow-up appointments of the clinic by age",
            (
                Column("ages", "Age"),
                Column("visits", "Visits", whole),
                Column("follow_ups", "With a follow-up", whole),
                Column("share", "Share"),
            ),
            found,
        ),
        half=True,
    )


CLINIC = Section(
    "clinic", "The clinic", _clinic, ("clinic",), without="only datasets with --population clinic have it"
)
