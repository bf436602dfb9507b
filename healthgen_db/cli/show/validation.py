"""What validate and load print about rules and metrics."""

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from healthgen_db.checks.results import Validation
from healthgen_db.checks.summary import failures, report_text, summary_dict, totals


def validation_values(validation: Validation) -> dict[str, Any]:
    """Return what validate --json prints."""
    not_run = {each.check.id: each.reason for each in validation.not_run}
    return {
        "violations": len(validation.violated),
        "warnings": len(validation.warned),
        "seconds": round(validation.seconds, 3),
        "validation": summary_dict(validation),
        **({"parquet": validation.files, "not_run": not_run} if validation.files is not None else {}),
    }


def validation_screen(validation: Validation, *, full: bool = False) -> RenderableType:
    """Return the report; unless full, only its lines about failed checks, and the totals."""
    if full:
        return Text(report_text(validation))
    style = "red" if validation.violated or validation.not_run else "green"
    return Text("\n".join(failures(validation))).append(f"{totals(validation)}", style=style)
