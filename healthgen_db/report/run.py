"""The run of the report: from the published dataset of a schema to the sections of the page."""

from __future__ import annotations

from collections.abc import Sequence

from healthgen_db.charts.svg import unchecked
from healthgen_db.progress import Progress
from healthgen_db.report.content import Content, Report, Section
from healthgen_db.report.reading import read
from healthgen_db.report.sections import SECTIONS


def run_report(
    dsn: str, schema: str, progress: Progress, *, sections: Sequence[Section] = SECTIONS
) -> Report:
    """Return the report about the dataset of a schema.

    Raises WarehouseError if there is no dataset or the server fails, SchemaError for a schema of another revision.
    """
    facts = read(dsn, schema, sections, progress)
    shown: list[tuple[Section, Content]] = []
    left_out: list[Section] = []
    with unchecked():
        for section in sections:
            content = section.build(facts)
            if content is None:
                left_out.append(section)
            else:
                shown.append((section, content))
    return Report(facts, shown, left_out)
