"""Verbs that list what ships with healthgen, without any server: rules, presets."""
# ruff: noqa: PLC0415 - heavy modules wait until a verb runs, so that --help and usage errors come at once

from __future__ import annotations

from typing import Annotated

import typer

from healthgen_db.cli.commands import options as o

__all__ = ["presets", "rules"]


def rules(
    *,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show which check holds each promise of the reference model.")
    ] = False,
    as_json: o.AsJson = False,
    verbose: o.Verbose = False,
) -> None:
    """List the rules and metrics that every dataset is checked against."""
    from healthgen_db.checks.coverage import read_coverage
    from healthgen_db.checks.rule_files import read_metrics, read_rules
    from healthgen_db.cli.show.lists import checks_screen, checks_values, coverage_screen, coverage_values
    from healthgen_db.cli.show.reports import show

    if coverage:
        promises = read_coverage()
        show(coverage_values(promises), coverage_screen(promises), as_json=as_json)
    else:
        checks = [*read_rules(), *read_metrics()]
        show(checks_values(checks), checks_screen(checks), as_json=as_json)


def presets(*, as_json: o.AsJson = False, verbose: o.Verbose = False) -> None:
    """List the presets: options under one name, for healthgen load --preset."""
    from healthgen_db.cli.show.lists import presets_screen, presets_values
    from healthgen_db.cli.show.reports import show

    values = presets_values()
    show(values, presets_screen(values), as_json=as_json)
