"""What the dataset is, how good it is, and five numbers."""

from __future__ import annotations

from typing import Any

from healthgen_db.config.options import Config
from healthgen_db.report.content import Column, Content, Facts, Number, Row, Section, Table
from healthgen_db.report.words import counted, day, decimal, listed, number, share, usd, whole

# The options that the table of facts shows anyway.
SHOWN = {"seed", "today", "origin", "start", "patients"}


def _what(facts: Facts) -> Content:
    dataset = facts.dataset
    rows = dataset.rows or {}
    people = ["synthetic patients" if rows.get("patients") != 1 else "synthetic patient"]
    counts = [f"{whole(rows.get('patients', 0))} {people[0]}"]
    counts += [counted(rows[name], one, many) for name, one, many in COUNTED if rows.get(name)]
    return Content(
        finding=f"{listed(counts)}, from {day(dataset.start)} to {day(dataset.today)}",
        paragraphs=[ABOUT],
        tables=[
            Table("The dataset", (Column("fact", "Fact"), Column("value", "Value")), _identity(facts)),
        ],
        folded=[
            Table(
                "Rows by table",
                (Column("table", "Table"), Column("rows", "Rows", whole)),
                [{"table": name, "rows": rows[name]} for name in sorted(rows, key=lambda each: -rows[each])],
            )
        ],
    )


ABOUT = (
    "Every patient, hospital and bill here was computed from published figures and random numbers. Nobody in the data"
    " is real. The same seed and options give the same rows again."
)
COUNTED = (("visits", "visit", "visits"), ("encounters", "encounter", "encounters"))


def _identity(facts: Facts) -> list[Row]:
    dataset = facts.dataset
    chosen = _chosen(dataset.config)
    pairs = [
        ("Seed", str(dataset.seed)),
        ("First possible admission", day(dataset.start)),
        ("Patients registered by", day(dataset.origin)),
        ("Seen on", day(dataset.today)),
        ("Options", ", ".join(chosen) if chosen else "the usual ones"),
        ("Rows", whole(sum((dataset.rows or {}).values()))),
        ("healthgen", f"{dataset.generator_version}, tables of revision {dataset.schema_revision}"),
        ("PostgreSQL", dataset.postgres_version),
        ("Fingerprint of all rows", dataset.fingerprint or "none"),
    ]
    return [{"fact": fact, "value": value} for fact, value in pairs]


def _chosen(config: dict[str, Any]) -> list[str]:
    """Return the options that differ from what they usually are, as they are written on the command line."""
    usual = Config(patients=config["patients"]).recorded()
    return [
        f"--{name.replace('_', '-')}" + ("" if value is True else f" {value}")
        for name, value in config.items()
        if name not in SHOWN and name in usual and value != usual[name] and value is not None
    ]


CHECKS = (
    "A rule must hold for every row. A metric is a figure of the whole dataset, such as a mean, and its band comes from"
    " a source."
)


def _good(facts: Facts) -> Content | None:
    rows = facts.rows["checks"]
    if not rows:
        return None
    rules = [row for row in rows if row["kind"] == "rule"]
    metrics = [row for row in rows if row["kind"] == "metric"]
    judged = [row for row in metrics if _is_judged(row)]
    broken = [row for row in rules if not row["passed"]]
    outside = [row for row in metrics if not row["passed"]]
    hold = "all rules hold" if not broken else f"{counted(len(broken), 'rule is', 'rules are')} broken"
    few = sum(row["value"] is not None and _has_band(row) and not _is_judged(row) for row in metrics)
    inside = len(judged) - len(outside)
    failed = [row | {"kind": row["kind"].capitalize(), "band": _band(row)} for row in (*broken, *outside)]
    columns = (
        Column("title", "Check"),
        Column("kind", "Kind"),
        Column("value", "Value", _precise),
        Column("unit", "Unit"),
        Column("band", "Allowed"),
    )
    return Content(
        finding=f"{hold[:1].upper()}{hold[1:]} ({whole(len(rules))} checked), and {_inside(inside, len(outside), few)}",
        paragraphs=[f"Checked on {day(rows[0]['finished_at'].date())}. {CHECKS}"],
        tables=[Table("Checks that failed", columns, failed)] if failed else [],
    )


def _inside(inside: int, outside: int, few: int) -> str:
    """Return how many metrics lie in their band. few: those outside that cannot be judged."""
    all_of_them = counted(inside + outside + few, "metric", "metrics")
    if outside:
        return f"{whole(outside)} of {all_of_them} with a band {'fails' if outside == 1 else 'fail'}"
    lie = f"{whole(inside)} of {all_of_them} with a band {'lies' if inside == 1 else 'lie'} in it"
    return f"{lie}; {whole(few)} cannot be judged" if few else lie


def _has_band(row: Row) -> bool:
    return row["low"] is not None or row["high"] is not None


def _is_judged(row: Row) -> bool:
    """Return whether a metric is in its band or fails. One with too few rows behind it passes wherever its value is."""
    low, high = row["low"], row["high"]
    if row["value"] is None or not _has_band(row):
        return False
    inside = (low is None or low <= row["value"]) and (high is None or row["value"] <= high)
    return inside or not row["passed"]


def _precise(value: float) -> str:
    """Return a number with two digits after the point if it is small: near a band they matter."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.2f}"


def _band(row: Row) -> str:
    if row["kind"] == "rule":
        return "0"
    low, high = (None if row[end] is None else _precise(row[end]) for end in ("low", "high"))
    if low is None or high is None:
        return f"at most {high}" if low is None else f"at least {low}"
    return f"{low} to {high}"


def _numbers(facts: Facts) -> Content | None:
    (row,) = facts.rows["numbers"]
    if not row["visits"]:
        return None
    visits, overnight, bills = row["visits"], row["overnight"], row["bills"]
    numbers = [
        Number(whole(row["in_care"]), "patients in care today"),
        Number(number(visits / row["patients"]), "visits for each patient, on average"),
        Number(share(overnight, visits), "of the visits last overnight"),
    ]
    if overnight:
        numbers.append(Number(decimal(row["nights"] / overnight), "nights in a stay overnight, on average"))
    if bills:
        numbers.append(Number(usd(row["charges"] / bills), "charged for a visit, on average"))
    each = number(visits / row["patients"])
    visits_each = f"{each} visit" if each == "1" else f"{each} visits"
    cost = f" and is charged {usd(row['charges'] / row['patients'])}" if bills else ""
    return Content(
        finding=f"On average a patient has {visits_each}{cost}",
        numbers=numbers,
    )


WHAT = Section("what", "What this is", _what)
GOOD = Section("good", "Is it good", _good, ("checks",), without="not checked yet: run healthgen validate")
NUMBERS = Section("numbers", "Five numbers", _numbers, ("numbers",), without="no visits")
