"""Commands that list what healthgen contains and need no server: rules, presets."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors are fast

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from healthgen_db.cli.options import Output, expanded


@expanded
def rules(
    *,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show which check tests each promise of the reference model.")
    ] = False,
    output: Output,
) -> None:
    """List the rules and metrics that healthgen checks for every dataset."""
    from healthgen_db.checks.coverage import read_coverage
    from healthgen_db.checks.folders import check_folders
    from healthgen_db.cli.show.lists import checks_screen, checks_values, coverage_screen

    if coverage:
        promises = read_coverage()
        output.show({"promises": [asdict(each) for each in promises]}, coverage_screen(promises))
    else:
        found = check_folders()
        output.show(checks_values(*found), checks_screen(*found))


@expanded
def presets(*, output: Output) -> None:
    """List the presets: named sets of options for healthgen load --preset."""
    from healthgen_db.cli.show.lists import presets_screen, presets_values

    values = presets_values()
    output.show(values, presets_screen(values))
