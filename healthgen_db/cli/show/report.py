"""What the command report shows: the findings of the page, and where the page is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from healthgen_db.cli.show.tables import verbatim

if TYPE_CHECKING:
    from healthgen_db.report.content import Report


def report_screen(report: Report, path: Path, size: int) -> RenderableType:
    """Return the findings of the sections, what is left out, and the file of the page."""
    findings = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for section, content in report.sections:
        findings.add_row(Text(section.name, style="bold"), Text(content.finding))
    lines: list[RenderableType] = [findings]
    if report.left_out:
        lines.append(
            Text(f"left out: {', '.join(f'{each.name} ({each.without})' for each in report.left_out)}")
        )
    lines.append(verbatim(f"{path}: {size / 1000:,.0f} kB, open it in a browser"))
    return Group(*lines)
