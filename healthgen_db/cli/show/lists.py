"""Lists of what healthgen contains: rules and metrics, the promises that they test, presets."""

import shlex
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import RenderableType

from healthgen_db.checks.coverage import Promise
from healthgen_db.checks.rule_files import Metric, Rule
from healthgen_db.cli.show.tables import table
from healthgen_db.config.fields import hyphenated
from healthgen_db.config.resources import resource
from healthgen_db.config.sources import preset_names


def checks_values(rules: Sequence[Rule], metrics: Sequence[Metric]) -> dict[str, Any]:
    """Return what rules --json prints."""
    of_rule = ("id", "title", "severity", "description", "enforced_by")
    of_metric = ("id", "title", "unit", "low", "high", "source")
    return {
        "rules": [{name: getattr(rule, name) for name in of_rule} for rule in rules],
        "metrics": [{name: getattr(metric, name) for name in of_metric} for metric in metrics],
    }


def checks_screen(rules: Sequence[Rule], metrics: Sequence[Metric]) -> RenderableType:
    """Return the list of rules and metrics."""
    rows = [(rule.id, rule.title, rule.severity) for rule in rules]
    rows += [(metric.id, metric.title, f"metric, {metric.unit}") for metric in metrics]
    rows.append((f"{len(rules)} rules, {len(metrics)} metrics", "", ""))
    return table(("Rule or metric", "What it says", "Severity, or unit"), rows)


def coverage_screen(promises: Sequence[Promise]) -> RenderableType:
    """Return the promises of the reference model with the checks that test each."""
    rows = [(each.text, ", ".join((*each.constraints, *each.rules, *each.metrics))) for each in promises]
    return table(("Promise", "Tested by"), rows)


def presets_values() -> dict[str, Any]:
    """Return what presets --json prints: the options of each preset, and a description."""
    files = {name: resource("data", "presets", f"{name}.toml") for name in preset_names()}
    return {name: tomllib.loads(file.read_text(encoding="utf-8")) for name, file in files.items()}


def presets_screen(presets: Mapping[str, Any]) -> RenderableType:
    """Return the list of presets."""
    rows = []
    for name, values in presets.items():
        options = [_flag(key, value) for key, value in values.items() if key != "description"]
        rows.append((name, values.get("description", ""), "\n".join(options)))
    return table(("Preset", "Purpose", "Options"), rows)


def _flag(key: str, value: object) -> str:
    """Return the option as it is on the command line, where a true option has no value."""
    flag = f"--{hyphenated(key)}"
    return flag if value is True else shlex.join([flag, str(value)])
