"""Reports on a narrow terminal: names and numbers stay whole, and so do commands and paths, for copying."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console, RenderableType

from healthgen_db.cli.show.tables import fitting, table, verbatim


def printed(screen: RenderableType, width: int = 40) -> list[str]:
    """Return the lines of a report, printed as show() prints it."""
    out = StringIO()
    Console(file=out, width=width, highlight=False).print(screen, crop=False)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_phases_of_a_load_fit_40_columns() -> None:
    rows = [("constraints", "189,032", "1.15", "164,762"), ("all", "189,032", "16.83", "11,235")]
    columns = ("Phase", "Rows", "Seconds", "Rows/s")
    lines = printed(table(columns, rows, numbers=columns[1:]))
    assert max(map(len, lines)) <= 40
    assert [line.split() for line in lines[3:5]] == [list(row) for row in rows]


def test_long_texts_are_broken_and_names_are_not() -> None:
    lines = printed(
        table(("Preset", "Purpose"), [("city-hospital", "A hospital of about 1,200 beds in Chicago")])
    )
    assert max(map(len, lines)) <= 40
    assert lines[3].split()[0] == "city-hospital"
    assert " ".join(" ".join(lines[3:]).split()) == "city-hospital A hospital of about 1,200 beds in Chicago"


def test_a_table_whose_words_do_not_fit_is_a_list() -> None:
    columns = ("Rule", "What it says", "Severity")
    row = ("childbirth_followup_violations", "Follow-up with another treatment", "error")
    [empty, rule, *others, last] = printed(table(columns, [row]))
    assert (empty, rule, last) == ("", row[0], "")
    assert " ".join(others).split() == f"What it says: {row[1]} Severity: {row[2]}".split()
    assert max(map(len, others)) <= 40
    [_, headings, _, *cells] = printed(table(columns, [row]), 64)
    assert headings.split() == " ".join(columns).split()
    assert " ".join(" ".join(cells).split()).startswith(row[0])


def test_columns_of_numbers_that_do_not_fit_come_below() -> None:
    columns = ("KPI", "unit", "day\nto 11-21", "week\nto 11-16")
    rows = [("Beds", "", "", ""), ("bed_occupancy_in_the_morning", "%", "81.5", "85.2")]
    screen = table(columns, rows, numbers=columns[2:])
    wide, two, lists = (printed(screen, width) for width in (64, 50, 34))
    assert [line.split() for line in wide if rows[1][0] in line] == [list(rows[1])]
    assert [line.split() for line in two if rows[1][0] in line] == [
        [*rows[1][:2], "81.5"],
        [*rows[1][:2], "85.2"],
    ]
    shown = ["", "Beds", rows[1][0], "  unit: %"]
    assert lists == [*shown, "  day to 11-21: 81.5", "", *shown, "  week to 11-16: 85.2", ""]


def test_a_table_without_rows_has_its_headings_at_any_width() -> None:
    assert "Preset" in " ".join(printed(table(("Preset", "Purpose"), []), 20))


@pytest.mark.parametrize(
    ("narrow", "wide", "room", "widths"),
    [
        ([5, 5], [9, 9], 9, None),
        ([5, 5], [9, 9], 10, [5, 5]),
        ([5, 5], [9, 9], 15, [7, 8]),
        ([5, 5], [6, 20], 20, [6, 14]),
        ([5, 5], [9, 9], 100, [9, 9]),
    ],
)
def test_columns_share_the_room(
    narrow: list[int], wide: list[int], room: int, widths: list[int] | None
) -> None:
    assert fitting(narrow, wide, room) == widths


def test_a_command_is_one_line_at_any_width() -> None:
    command = "healthgen db url --reader --schema healthcare_of_a_long_name"
    assert printed(verbatim(f"psql\n{command}"), 20) == ["psql", command]
