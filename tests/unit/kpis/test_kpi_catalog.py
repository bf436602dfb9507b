"""The shipped KPIs: their guide lists each, and their headers name the tables that they read."""

from __future__ import annotations

import re

import pytest

from healthgen_db.config.resources import resource
from healthgen_db.kpis.kpi_files import TOPICS, Kpi, read_kpis
from healthgen_db.schema.tables import metadata

KPIS = {kpi.id: kpi for kpi in read_kpis()}
READ = re.compile(
    r"^ *(?:FROM|(?:LEFT |CROSS |INNER |FULL )?JOIN) (?:LATERAL )?(\w+)\b(?! *\()", re.MULTILINE
)
NAMED = re.compile(r"^ *(?:WITH )?(\w+)(?: \([^)]*\))? AS (?:NOT )?(?:MATERIALIZED )?\($", re.MULTILINE)


@pytest.mark.parametrize("kpi", KPIS.values(), ids=KPIS)
def test_a_header_names_the_tables_that_its_query_reads(kpi: Kpi) -> None:
    read = set(READ.findall(kpi.query)) - set(NAMED.findall(kpi.query)) - {"kpi_windows", "LATERAL"}
    assert read == set(kpi.reads)
    assert read <= {*metadata.tables, "kpi_departments", "current_dataset"}


def test_the_guide_has_a_line_for_each() -> None:
    guide = resource("sql", "kpis", "README.md").read_text(encoding="utf-8").partition("\n## The KPIs\n")[2]
    # "### Staff" and the lines below it, up to the next heading
    topics = dict(re.findall(r"^### (.+)\n((?:(?!###).*\n)*)", guide, re.MULTILINE))
    assert tuple(topics) == TOPICS
    for topic, text in topics.items():
        assert {kpi.id for kpi in KPIS.values() if kpi.topic == topic} == set(re.findall(r"`(\w+)` \|", text))
    lines = re.findall(
        r"^\| (?:<a[^>]*></a>)?`?(\w+)`? \| (.+?) \| (.+?) \| (\w+) \| (.*?) ?\|$", guide, re.MULTILINE
    )
    assert {
        name: (title, unit, good, replaces) for name, title, unit, good, replaces in lines if name != "id"
    } == {kpi.id: (kpi.title, kpi.unit, kpi.good, ", ".join(kpi.replaces)) for kpi in KPIS.values()}
