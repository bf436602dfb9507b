"""Where rules and metrics are: those of every dataset, and those of the schemas that stages make beside it."""

from __future__ import annotations

from collections.abc import Iterable

from healthgen_db.checks.rule_files import Metric, Rule, read_metrics, read_rules
from healthgen_db.config.resources import resource


def check_folders(sides: Iterable[str] = ()) -> tuple[list[Rule], list[Metric]]:
    """Return the rules and metrics of a dataset with these schemas beside it, such as "messy".

    They are in sql/rules and sql/metrics, and in sql/messy/rules and sql/messy/metrics.
    """
    rules, metrics = read_rules(), read_metrics()
    for side in sides:
        if (folder := resource("sql", side, "rules")).is_dir():
            rules += read_rules(folder)
        if (folder := resource("sql", side, "metrics")).is_dir():
            metrics += read_metrics(folder)
    return rules, metrics
