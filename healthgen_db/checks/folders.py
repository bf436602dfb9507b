"""The folders of rules and metrics: those of every dataset, and those of some stages and other schemas."""

from collections.abc import Iterable

from healthgen_db.checks.rule_files import Metric, Rule, read_metrics, read_rules
from healthgen_db.config.resources import resource

# The folders below sql/ of the parts that do not have just one of their own name.
FOLDERS = {"hospitals": ("hospitals", "decisions")}


def check_folders(parts: Iterable[str] = ()) -> tuple[list[Rule], list[Metric]]:
    """Return the rules and metrics of a dataset.

    parts: the names of its stages and of its other schemas, such as "hospitals" and "messy"

    The files are in sql/rules and sql/metrics, and in sql/<part>/rules and sql/<part>/metrics of the parts that have
    some. KPIs and predictions are about hospitals, so their rules belong to the stage "hospitals".
    """
    rules, metrics = read_rules(), read_metrics()
    names = [name for part in dict.fromkeys(parts) for name in FOLDERS.get(part, (part,))]
    for folder in (resource("sql", name) for name in names):
        rules += read_rules(folder / "rules") if (folder / "rules").is_dir() else []
        metrics += read_metrics(folder / "metrics") if (folder / "metrics").is_dir() else []
    return rules, metrics
