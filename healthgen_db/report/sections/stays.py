"""Length of stay and charges by condition."""

from __future__ import annotations

from healthgen_db.report.content import Column, Content, Facts, Figure, Rows, Section, Table
from healthgen_db.report.counts import Counts, grouped, total
from healthgen_db.report.ranges import ranges
from healthgen_db.report.words import counted, decimal, number, share, usd, whole


def _stays(facts: Facts) -> Content | None:
    if not facts.rows["stays"]:
        return None
    lengths, charges = _lengths(facts.rows["stays"]), _charges(facts.rows["charges"])
    longest, dearest = lengths[0], charges[0]
    return Content(
        finding=f"{longest['condition']} keeps patients longest, {decimal(longest['mean'])} nights at a first visit;"
        f" {_inside(dearest['condition'])} costs most, {usd(dearest['middle'])} at the median",
        figures=[_length_figure(lengths, facts.rows["stays"]), _charge_figure(charges)],
    )


def _inside(name: str) -> str:
    """Return a name for the inside of a sentence: without a capital, but for abbreviations such as COVID-19."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _lengths(rows: Rows) -> Rows:
    """Return the nights of first visits by condition, longest mean first, with those of follow-ups for the table."""
    found = []
    for (condition, category), members in grouped(rows, "condition", "category").items():
        first, later = (
            Counts((row["nights"], row["visits"]) for row in members if row["follow_up"] is follow_up)
            for follow_up in (False, True)
        )
        if not first.known:
            continue
        low, middle, high = (first.at(part) for part in (0.1, 0.5, 0.9))
        found.append(
            {
                "condition": condition,
                "category": category,
                "visits": first.known,
                "mean": first.mean(),
                "low": low,
                "middle": middle,
                "high": high,
                "follow_ups": later.known,
                "follow_up_mean": later.mean() if later.known else None,
                "same_day_pct": 100 * _same_day_visits(members) / (first.known + later.known),
                "label": f"{whole(middle)} ({whole(low)} to {whole(high)})",
                "said": f"{condition}: median {counted(middle, 'night', 'nights')}, {whole(low)} to {whole(high)} for 8"
                f" in 10 first visits, mean {decimal(first.mean())}",
            }
        )
    return sorted(found, key=lambda row: -row["mean"])


def _same_day_visits(rows: Rows) -> int:
    return sum(int(row["visits"]) for row in rows if row["nights"] == 0)


def _length_figure(lengths: Rows, rows: Rows) -> Figure:
    shown = "; ".join(f"{row['condition']} {row['label']}" for row in lengths)
    first, later = (
        Counts((row["nights"], row["visits"]) for row in rows if row["follow_up"] is follow_up)
        for follow_up in (False, True)
    )
    means = f"First visits last {decimal(first.mean())} nights on average"
    means += f", follow-ups {decimal(later.mean())}" if later.known else ""
    return Figure(
        title=f"{means}; {share(_same_day_visits(rows), total(rows, 'visits'))} of all end on their first day",
        chart=ranges(lengths, "condition", title="nights of first visits: median, and P10 to P90"),
        text=f"Nights of first visits by condition, as median and range from P10 to P90, longest mean first: {shown}.",
        table=Table(
            "Nights by condition",
            (
                Column("condition", "Condition"),
                Column("category", "Category"),
                Column("visits", "First visits", whole),
                Column("mean", "Mean nights", decimal),
                Column("low", "P10", whole),
                Column("middle", "Median", whole),
                Column("high", "P90", whole),
                Column("follow_ups", "Follow-ups", whole),
                Column("follow_up_mean", "Mean nights", decimal),
                Column("same_day_pct", "Same day, % of all", decimal),
            ),
            lengths,
        ),
        note="Dot: median. Line: 8 in 10 first visits for the condition. Sorted by the mean. 0 nights:"
        " the visit ends on"
        " its first day.",
    )


def _charges(rows: Rows) -> Rows:
    found = []
    for (condition,), members in grouped(rows, "condition").items():
        charges = Counts((row["charge_usd"], row["bills"]) for row in members)
        low, middle, high = (_rounded(charges.at(part)) for part in (0.1, 0.5, 0.9))
        found.append(
            {
                "condition": condition,
                "bills": charges.known,
                "low": low,
                "middle": middle,
                "high": high,
                "label": f"{usd(middle)} ({_short(high)})",
                "said": f"{condition}: median charge {usd(middle)}, P10 {usd(low)}, P90 {usd(high)}",
            }
        )
    return sorted(found, key=lambda row: -row["middle"])


def _rounded(amount: float) -> float:
    """Return an amount with three digits, as charges are counted in steps of 1 %."""
    return float(f"{amount:.3g}")


def _short(amount: float) -> str:
    return f"{number(amount / 1000)}k" if amount >= 1000 else whole(amount)


def _charge_figure(charges: Rows) -> Figure:
    most, least = charges[0], charges[-1]
    return Figure(
        title=f"The median charge goes from {usd(least['middle'])} for {_inside(least['condition'])} to"
        f" {usd(most['middle'])} for {_inside(most['condition'])}",
        chart=ranges(charges, "condition", title="US dollars, log scale: median, and P10 to P90", log=True),
        text="Charges by condition on a log scale, as median and P90, highest median first: "
        + "; ".join(f"{row['condition']} {usd(row['middle'])}, P90 {usd(row['high'])}" for row in charges)
        + ".",
        table=Table(
            "Charges by condition, in US dollars",
            (
                Column("condition", "Condition"),
                Column("bills", "Bills", whole),
                Column("low", "P10", usd),
                Column("middle", "Median", usd),
                Column("high", "P90", usd),
            ),
            charges,
        ),
        note="Dot: median. Line: 8 in 10 bills. At the right: median, and P90 in brackets. Charges are counted in steps"
        " of 1 %, so a percentile is right to 1 %.",
    )


STAYS = Section("stays", "Stays and charges", _stays, queries=("stays", "charges"))
