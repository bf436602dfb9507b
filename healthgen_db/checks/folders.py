"""The folders of rules and metrics: those of every dataset, and those of the other schemas of its stages."""

from collections.abc import Iterable

from healthgen_db.checks.rule_files import Metric, Rule, read_metrics, read_rules
from healthgen_db.config.resources import resource


def check_folders(sides: Iterable[str] = ()) -> tuple[list[Rule], list[Metric]]:
    """Return the rules and metrics of a dataset. sides: the names of its other schemas, such as "messy".

    The files are in sql/rules and sql/metrics, and in sql/messy/rules and sql/messy/metrics.
    """
    rules, metrics = read_rules(), read_metrics()
    for folder in (resource("sql", side) for side in sides):
        rules += read_rules(folder / "rules") if (folder / "rules").is_dir() else []
        metrics += read_metrics(folder / "metrics") if (folder / "metrics").is_dir() else []
    return rules, metrics
