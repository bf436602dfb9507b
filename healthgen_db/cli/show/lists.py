"""Listings of what ships with healthgen: rules and metrics, the promises they hold, presets."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType

from healthgen_db.checks.coverage import Promise
from healthgen_db.checks.rule_files import Check, Metric, Rule
from healthgen_db.cli.show.reports import table
from healthgen_db.config.options import preset_names
from healthgen_db.config.resources import resource

__all__ = [
    "checks_screen",
    "checks_values",
    "coverage_screen",
    "coverage_values",
    "presets_screen",
    "presets_values",
]


def checks_values(checks: Sequence[Check]) -> dict[str, Any]:
    """Return what rules --json prints."""
    return {
        "rules": [
            {
                "id": check.id,
                "title": check.title,
                "severity": check.severity,
                "description": check.description,
                "enforced_by": list(check.enforced_by),
            }
            for check in checks
            if isinstance(check, Rule)
        ],
        "metrics": [
            {
                "id": check.id,
                "title": check.title,
                "unit": check.unit,
                "low": check.low,
                "high": check.high,
                "source": check.source,
            }
            for check in checks
            if isinstance(check, Metric)
        ],
    }


def checks_screen(checks: Sequence[Check]) -> RenderableType:
    """Return the list of rules and metrics."""
    rows = [
        (check.id, check.title, f"metric, {check.unit}" if isinstance(check, Metric) else check.severity)
        for check in checks
    ]
    return table(("Rule or metric", "What it says", "Severity"), rows)


def coverage_values(promises: Sequence[Promise]) -> dict[str, Any]:
    """Return what rules --coverage --json prints."""
    return {"promises": [asdict(promise) for promise in promises]}


def coverage_screen(promises: Sequence[Promise]) -> RenderableType:
    """Return the promises of the reference model with what holds each."""
    rows = [(each.text, ", ".join((*each.constraints, *each.rules, *each.metrics))) for each in promises]
    return table(("Promise", "Held by"), rows)


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
    return table(("Preset", "What it is for", "Options"), rows)


def _flag(key: str, value: object) -> str:
    """Return the option as one gives it on the command line; a switch that is on has no value."""
    shown = shlex.join([f"--{key.replace('_', '-')}", str(value)])
    return shown.removesuffix(" True") if value is True else shown
