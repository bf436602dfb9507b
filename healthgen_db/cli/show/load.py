"""The report of a load: the time of each phase, the results of the rules, and how to connect."""

import re
from collections.abc import Mapping
from textwrap import indent
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from healthgen_db.checks.summary import summary_dict
from healthgen_db.cli.show.tables import counted, side_content, table, verbatim
from healthgen_db.cli.show.validation import validation_screen
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.identifiers import quoted

# The phases whose time depends on the number of rows.
ROW_PHASES = ("copy", "vacuum", "constraints", "validate", "all")

FIRST_QUERY = """SELECT condition, count(*) AS visits,
  round(avg(total_charge), 2) AS average_charge
FROM {schema}.visits_flat
JOIN {schema}.billing_flat USING (visit_id)
GROUP BY condition ORDER BY visits DESC LIMIT 10;"""


def load_values(result: LoadResult, hints: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return what load --json prints."""
    validation = result.validation
    return {
        "dataset_id": result.dataset_id,
        "published": result.published,
        "resumed": result.resumed,
        "seed": seed,
        "rows": result.rows,
        "messy_schema": result.side_schemas.get("messy"),
        "mimic_schema": result.side_schemas.get("mimic"),
        "mart_schema": result.side_schemas.get("mart"),
        "seconds": result.seconds,
        "total_seconds": round(sum(result.seconds.values()), 4),
        "rows_per_second": result.rows_per_second,
        "fingerprint": result.fingerprint.whole,
        "fingerprints": result.fingerprint.digests,
        "violations": None if validation is None else len(validation.violated),
        "warnings": None if validation is None else len(validation.warned),
        "validation": None if validation is None else summary_dict(validation),
        "connection": dict(hints),
    }


def load_screen(result: LoadResult, hints: Mapping[str, Any], seed: int) -> RenderableType:
    """Return the last screen of a load: the time of each phase, the rules, and what to do next."""
    parts: list[RenderableType] = [_phases(result)]
    if result.validation is not None:
        parts.append(validation_screen(result.validation))
    if result.published:
        own_rows = {table: rows for table, rows in result.rows.items() if "." not in table}
        lines = [
            f"Dataset {result.dataset_id} is in schema {hints['schema']}: {counted(own_rows)}.",
            f"Seed {seed}, fingerprint {result.fingerprint.whole}.",
        ]
        for name, side in result.side_schemas.items():
            content = side_content(name)
            about = " Its table messy_changes lists every fault." if name == "messy" else ""
            lines.append(f"{content[0].upper()}{content[1:]} in schema {side}.{about}")
        # Text, because the name of a schema may contain characters that Rich reads as markup
        parts += [Text("\n".join(lines)), "", _next_steps(hints)]
    return Group(*parts)


def _phases(result: LoadResult) -> RenderableType:
    rows = sum(result.rows.values())
    lines = []
    for phase, seconds in [*result.seconds.items(), ("all", sum(result.seconds.values()))]:
        by_rows = phase in ROW_PHASES and seconds > 0
        speed = (f"{rows:,}", f"{rows / seconds:,.0f}") if by_rows else ("", "")
        lines.append((phase, speed[0], f"{seconds:.2f}", speed[1]))
    columns = ("Phase", "Rows", "Seconds", "Rows/s")
    return table(columns, lines, numbers=columns[1:])


def _next_steps(hints: Mapping[str, Any]) -> Group:
    query = FIRST_QUERY.format(schema=_identifier(hints["schema"]))
    steps = {
        "psql": hints["psql"],
        "BI tools": f"{hints['reader']}\nprints the URL of a login that may only read",
        "Try first": query,
    }
    return verbatim("\n".join(f"{name:<11}{indent(text, ' ' * 11)[11:]}" for name, text in steps.items()))


def _identifier(schema: str) -> str:
    """Return the name of a schema as SQL needs it, quoted only if necessary."""
    return schema if re.fullmatch(r"[a-z_][a-z0-9_]*", schema) else quoted(schema)
