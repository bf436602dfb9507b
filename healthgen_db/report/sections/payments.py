"""Payments: what was charged, who pays, how long it takes, and what is overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, AMBER, NONE, SOFT
from healthgen_db.report.content import Column, Content, Facts, Figure, Rows, Section, Table
from healthgen_db.report.counts import Counts, added, grouped, total
from healthgen_db.report.drawing import BAR, WIDE, columns, month_axis, values
from healthgen_db.report.ranges import ranges
from healthgen_db.report.words import decimal, month, months, percent, share, short_month, usd, whole

YEAR = 12
SUMS = ("bills", "charged_usd", "covered_usd")
STATUSES = ("Paid", "Late-Paid", "In-progress", "Late-Unpaid")
COLORS = (ACCENT, SOFT, NONE, AMBER)
AGES = ("1 to 30", "31 to 60", "61 to 90", "91 to 180", "181 to 365", "over 365")


def _payments(facts: Facts) -> Content | None:
    bills = facts.rows["bills"]
    if not bills:
        return None
    figures = [_months(facts, bills), _statuses(bills)]
    if any(row["days"] is not None for row in facts.rows["payment_days"]):
        figures.append(_days(facts.rows["payment_days"]))
    if total(facts.rows["overdue"], "owed_usd"):
        figures.append(_overdue(facts.rows["overdue"]))
    charged, covered = total(bills, "charged_usd"), total(bills, "covered_usd")
    return Content(
        finding=f"Of {usd(charged)} charged, payers cover {share(covered, charged)}; {usd(charged - covered)} is left"
        " to patients, who have paid part of it",
        figures=figures,
    )


def _months(facts: Facts, bills: Rows) -> Figure:
    rows = [
        row
        | {
            "owed_usd": row["charged_usd"] - row["covered_usd"],
            "note": "" if _over(facts, row) else "not complete",
        }
        for row in added(bills, ("month",), SUMS)
    ]
    complete = [row for row in rows if not row["note"]] or rows
    last = complete[-YEAR:]
    mean, covered = (total(last, key) / len(last) for key in ("charged_usd", "covered_usd"))
    most = max(complete, key=lambda row: row["charged_usd"])
    when = (
        f"a month in the {len(last)} months to {month(last[-1]['month'])}"
        if len(last) > 1
        else f"in {month(last[0]['month'])}"
    )
    return Figure(
        title=f"{usd(mean)} are charged {when}, {usd(covered)} of it covered by payers",
        chart=_stacked_months(rows),
        text=f"Charges by month of the bill, {months(rows[0]['month'], rows[-1]['month'])}, as the part"
        f" that payers cover and the part that patients owe. Most in {month(most['month'])}:"
        f" {usd(most['charged_usd'])},"
        f" of it {usd(most['owed_usd'])} owed by patients.",
        table=Table(
            "Bills by month",
            (
                Column("month", "Month", short_month),
                Column("bills", "Bills", whole),
                Column("charged_usd", "Charged", usd),
                Column("covered_usd", "Covered by payers", usd),
                Column("owed_usd", "Owed by patients", usd),
                Column("note", "Remark"),
            ),
            rows,
        ),
    )


def _over(facts: Facts, row: dict[str, Any]) -> bool:
    """Return whether the dataset has all bills of a month: it did not begin in the month, and the month is over."""
    ended = (row["month"] + timedelta(days=31)).replace(day=1)
    return bool(facts.dataset.start <= row["month"] and ended <= facts.dataset.today)


def _stacked_months(rows: Rows) -> Any:  # noqa: ANN401 - an Altair type
    names = {"covered_usd": "covered by payers", "owed_usd": "owed by patients"}
    parts = [
        {
            "month": row["month"],
            "part": name,
            "order": order,
            "usd": row[key],
            "said": f"{month(row['month'])}: {usd(row[key])} {name}",
        }
        for row in rows
        for order, (key, name) in enumerate(names.items())
    ]
    y = alt.Y("usd:Q", title=None, axis=alt.Axis(tickCount=4, format="$~s"))
    return (
        alt.Chart(values(parts))
        .mark_bar(aria=True, size=max(WIDE / len(rows) * 0.7, 1))
        .encode(
            x=month_axis(rows, "month", WIDE),
            y=y,
            color=_color("part", tuple(names.values()), (ACCENT, SOFT)),
            order="order:Q",
            description="said:N",
        )
        .properties(width=WIDE, height=190)
    )


def _color(key: str, names: tuple[str, ...], colors: tuple[str, ...]) -> Any:  # noqa: ANN401 - an Altair type
    return alt.Color(
        f"{key}:N",
        scale=alt.Scale(domain=list(names), range=list(colors)),
        legend=alt.Legend(title=None, orient="top", symbolType="square"),
    )


def _statuses(bills: Rows) -> Figure:
    """Return the shares of statuses by kind of payer, most overdue first."""
    found = []
    for (payer,), members in grouped(bills, "payer").items():
        counts = {
            status: sum(row["bills"] for row in members if row["status"] == status) for status in STATUSES
        }
        number = sum(counts.values())
        found.append(
            {"payer": payer, "bills": number} | {status: 100 * counts[status] / number for status in STATUSES}
        )
    found.sort(key=lambda row: -row["Late-Unpaid"])
    worst, best = found[0], found[-1]
    late = sum(row["Late-Unpaid"] * row["bills"] for row in found) / total(found, "bills")
    parts = [
        {
            "payer": row["payer"],
            "status": status,
            "order": order,
            "pct": row[status],
            "said": f"{row['payer']}: {percent(row[status])} {status}",
        }
        for row in found
        for order, status in enumerate(STATUSES)
    ]
    base = alt.Chart(values(parts)).encode(
        y=alt.Y("payer:N", title=None, sort=None),
        x=alt.X(
            "pct:Q",
            title="% of bills",
            scale=alt.Scale(domain=[0, 100]),
            axis=alt.Axis(grid=False, titleAnchor="start"),
        ),
    )
    chart = base.mark_bar(aria=True, height=BAR).encode(
        color=_color("status", STATUSES, COLORS), order="order:Q", description="said:N"
    )
    return Figure(
        title=f"{percent(late)} of all bills are late and unpaid: {percent(worst['Late-Unpaid'])} of"
        f" {worst['payer']}, {percent(best['Late-Unpaid'])} of {best['payer']}",
        chart=chart.properties(width=WIDE - 110, height=(BAR + 8) * len(found)),
        text="Status of bills by kind of payer, in %: "
        + "; ".join(
            f"{row['payer']} {', '.join(f'{percent(row[key])} {key}' for key in STATUSES)}" for row in found
        )
        + ".",
        table=Table(
            "Status of bills by kind of payer",
            (
                Column("payer", "Payer"),
                Column("bills", "Bills", whole),
                *(Column(status, f"{status}, %", decimal) for status in STATUSES),
            ),
            found,
        ),
        note="In-progress: not yet due. Late-Unpaid: due and not paid. The order of the colors is that of the legend.",
    )


def _days(rows: Rows) -> Figure:
    found = []
    for (payer,), members in grouped(rows, "payer").items():
        days = Counts((row["days"], row["bills"]) for row in members)
        if not days.known:
            continue
        low, middle, high = (days.at(part) for part in (0.1, 0.5, 0.9))
        bills = total(members, "bills")
        found.append(
            {
                "payer": payer,
                "bills": bills,
                "low": low,
                "middle": middle,
                "high": high,
                "unpaid_pct": 100 * (bills - days.known) / bills,
                "label": f"{whole(middle)} ({whole(low)} to {whole(high)})",
                "said": f"{payer}: median {whole(middle)} days, {whole(low)} to {whole(high)} for 8 in 10 payments",
            }
        )
    found.sort(key=lambda row: row["middle"])
    quick, slow = found[0], found[-1]
    return Figure(
        title=f"Half of the payments for {quick['payer']} come within {whole(quick['middle'])} days, for"
        f" {slow['payer']} within {whole(slow['middle'])}",
        chart=ranges(
            found, "payer", title="days from the bill to the payment: median, and P10 to P90", names=110
        ),
        text="Days from the bill to the payment by kind of payer, as median and range from P10 to P90: "
        + "; ".join(f"{row['payer']} {row['label']}" for row in found)
        + ".",
        table=Table(
            "Days from the bill to the payment",
            (
                Column("payer", "Payer"),
                Column("bills", "Bills", whole),
                Column("low", "P10", whole),
                Column("middle", "Median", whole),
                Column("high", "P90", whole),
                Column("unpaid_pct", "Not paid, %", decimal),
            ),
            found,
        ),
        note="Bills that are due in full after 30 days, and are older than 180 days, so that slow payments count too."
        " Those not paid at all are in the table only.",
    )


def _overdue(rows: Rows) -> Figure:
    found = added(rows, ("bucket",), ("bills", "owed_usd"))
    by_age = {row["bucket"]: row for row in found}
    empty = {"bills": 0, "owed_usd": 0.0}
    ages = [by_age.get(bucket, empty) | {"age": age} for bucket, age in enumerate(AGES)]
    ages = [
        row | {"said": f"{row['age']} days: {usd(row['owed_usd'])} in {whole(row['bills'])} bills"}
        for row in ages
    ]
    owed, old = total(ages, "owed_usd"), ages[-1]["owed_usd"]
    chart = columns(ages, "age", "owed_usd", title="", sort=AGES)
    return Figure(
        title=f"Patients owe {usd(owed)} on overdue bills,"
        f" {share(old, owed) if old else 'none'} of it for more than a year",
        chart=chart.encode(
            x=alt.X("age:N", title="days since the bill was due", sort=AGES, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("owed_usd:Q", title=None, axis=alt.Axis(tickCount=4, format="$~s")),
        ),
        text="What patients owe on overdue bills, by days since they were due: "
        + "; ".join(row["said"] for row in ages)
        + ".",
        table=Table(
            "Overdue bills by days since they were due",
            (
                Column("age", "Days"),
                Column("bills", "Bills", whole),
                Column("owed_usd", "Owed by patients", usd),
            ),
            ages,
        ),
        note="Steps of different length: 30 days, 90 days, half a year, and all before that.",
    )


PAYMENTS = Section("payments", "Payments", _payments, queries=("bills", "payment_days", "overdue"))
