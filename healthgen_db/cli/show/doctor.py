"""The report of healthgen doctor."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from healthgen_db.cli.show.tables import verbatim
from healthgen_db.doctor.section import Section


def doctor_values(sections: Sequence[Section]) -> dict[str, Any]:
    """Return what doctor --json prints."""
    found = [{"section": each.title, **asdict(problem)} for each in sections for problem in each.problems]
    return {"sections": {each.title: each.facts for each in sections}, "problems": found}


def doctor_screen(sections: Sequence[Section]) -> RenderableType:
    """Return the facts of each section, and then what is off, with what to do."""
    parts: list[RenderableType] = []
    for section in sections:
        # Verbatim, because the report is for copying: a terminal must not break paths.
        lines = [f"  {name}: {_words(value)}" for name, value in section.facts.items()]
        parts.append(verbatim("\n".join([section.title, *lines, ""])))
    problems = [problem for section in sections for problem in section.problems]
    if not problems:
        return Group(*parts, Text("Nothing is off.", style="green"))
    parts.append(
        Text("What is off:" if len(problems) == 1 else f"{len(problems)} things are off:", style="red")
    )
    numbered = Table.grid(padding=(0, 1))
    for number, problem in enumerate(problems, 1):
        words = "\n".join(filter(None, (problem.what, problem.advice)))
        numbered.add_row(f"{number}.", Text(words))
    return Group(*parts, numbered)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
