"""People: who is in care today, by age and gender."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, MUTED
from healthgen_db.report.content import Column, Content, Facts, Figure, Row, Rows, Section, Table
from healthgen_db.report.drawing import BAR, values
from healthgen_db.report.words import counted, listed, share, whole

GROUP, LAST = 5, 90
ORDER = ("Male", "Female", "Other")
PANEL = 250
OLD, CHILD = 65, 18


def _people(facts: Facts) -> Content | None:
    rows = facts.rows["people"]
    total = sum(row["patients"] for row in rows)
    if not total:
        return None
    genders = [name for name in ORDER if any(row["gender"] == name for row in rows)]
    groups = _groups(rows)
    largest = max(groups, key=lambda row: row["patients"])
    old, children = (
        sum(row["patients"] for row in rows if test(row["age"])) for test in (OLD.__le__, CHILD.__gt__)
    )
    by_gender = listed(
        f"{share(sum(row['patients'] for row in rows if row['gender'] == name), total)} {name.lower()}"
        for name in genders
    )
    return Content(
        finding=f"Half of the patients in care are {_median(rows)} or younger, and {share(old, total)} are"
        f" {OLD} or older",
        figures=[
            Figure(
                title=f"The largest group is {largest['group']} years old, with"
                f" {counted(largest['patients'], 'patient', 'patients')}",
                chart=_pyramid(groups, genders),
                text=f"Patients in care on {facts.dataset.today} by age and gender: {whole(total)} patients, of them"
                f" {by_gender}; {share(children, total)} are under {CHILD} and {share(old, total)} are {OLD} or older.",
                table=Table(
                    "Patients in care by age",
                    (
                        Column("group", "Age"),
                        *(Column(name, name, whole) for name in genders),
                        Column("patients", "All", whole),
                        Column("share", "Share"),
                    ),
                    [row | {"share": share(row["patients"], total)} for row in groups],
                ),
                note="Patients who died or left are not counted.",
            )
        ],
    )


def _groups(rows: Rows) -> Rows:
    """Return the patients by groups of ages, the youngest first, with a number for each gender."""
    counts: Counter[tuple[int, str]] = Counter()
    for row in rows:
        counts[min(row["age"], LAST) // GROUP * GROUP, row["gender"]] += row["patients"]
    highest = max(low for low, _ in counts)
    groups: list[Row] = []
    for low in range(0, highest + 1, GROUP):
        by_gender = {name: counts[low, name] for name in ORDER}
        name = f"{LAST} and more" if low == LAST else f"{low} to {low + GROUP - 1}"
        groups.append({"group": name, **by_gender, "patients": sum(by_gender.values())})
    return groups


def _median(rows: Rows) -> int:
    """Return the age at which half of the patients are counted."""
    total = sum(row["patients"] for row in rows)
    sums = accumulate(row["patients"] for row in rows)
    return next(int(row["age"]) for row, so_far in zip(rows, sums, strict=True) if 2 * so_far >= total)


def _pyramid(groups: Rows, genders: list[str]) -> Any:  # noqa: ANN401 - an Altair type
    """Return one panel for each gender: the first grows to the left, the others to the right."""
    highest = max(row[name] for row in groups for name in genders)
    order = [row["group"] for row in reversed(groups)]
    panels: list[Any] = []
    between = 1 if len(genders) > 1 else 0
    for place, name in enumerate(genders):
        rows = [
            {
                "group": row["group"],
                "n": row[name],
                "said": f"{name}, {row['group']} years: {whole(row[name])}",
            }
            for row in groups
        ]
        left = place == 0 and len(genders) > 1
        # The ages are between the two halves, or at the left of one panel alone.
        axis = alt.Axis(labelAlign="center", labelPadding=36, minExtent=76) if place == between else None
        title = alt.TitleParams(
            name,
            anchor="end" if left else "start",
            frame="group",
            fontSize=11,
            fontWeight="normal",
            color=MUTED,
        )
        scale = alt.Scale(domain=[0, highest], reverse=left, nice=True)
        panels.append(
            alt.Chart(values(rows), title=title)
            .mark_bar(aria=True, color=MUTED if left else ACCENT, height=BAR - 4)
            .encode(
                x=alt.X("n:Q", title=None, scale=scale, axis=alt.Axis(tickCount=3, format=",~f")),
                y=alt.Y("group:N", title=None, sort=order, axis=axis),
                description="said:N",
            )
            .properties(width=PANEL if len(genders) < 3 else 170, height=BAR * len(groups))
        )
    return alt.hconcat(*panels, spacing=4)


PEOPLE = Section("people", "People", _people, ("people",), without="no patients in care")
