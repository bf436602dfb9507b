"""Commands that list what healthgen ships, without any server: rules, presets."""
# ruff: noqa: PLC0415 - heavy modules wait until a command runs, so that --help and usage errors come at once

from __future__ import annotations

from typing import Annotated

import typer

from healthgen_db.cli.options import Output, expanded


@expanded
def rules(
    *,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show which check holds each promise of the reference model.")
    ] = False,
    output: Output,
) -> None:
    """List the rules and metrics that every dataset is checked against."""
    from healthgen_db.checks.coverage import read_coverage
    from healthgen_db.checks.folders import check_folders
    from healthgen_db.cli.show.lists import checks_screen, checks_values, coverage_screen, coverage_values
    from healthgen_db.cli.show.tables import show

    if coverage:
        promises = read_coverage()
        show(coverage_values(promises), coverage_screen(promises), as_json=output.as_json)
    else:
        found = check_folders()
        show(checks_values(*found), checks_screen(*found), as_json=output.as_json)


@expanded
def presets(*, output: Output) -> None:
    """List the presets: options under one name, for healthgen load --preset."""
    from healthgen_db.cli.show.lists import presets_screen, presets_values
    from healthgen_db.cli.show.tables import show

    values = presets_values()
    show(values, presets_screen(values), as_json=output.as_json)
