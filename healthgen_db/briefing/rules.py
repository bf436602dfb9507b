"""Rules of recommended actions: the format of data/briefing/actions.toml, and which rules fire.

A rule has a condition such as ``occupancy_pct >= 92 and boarders > 4 or status.level == 2``: comparisons joined by
`and`, and such groups joined by `or`. The left side of a comparison is a fact of the page, or a KPI with what is
asked of it:

- ``occupancy_pct``: the value of the last day
- ``occupancy_pct.28_days``: that of the last 28 days
- ``occupancy_pct.level``: 0 green, 1 amber, 2 red on the last day
- ``occupancy_pct.days``: so many days in a row it has been amber or red
- ``occupancy_pct.change``: the score of the last day against its past, above 0 if it is higher; see changes.py

A comparison with a value that is not known is false.
"""

from __future__ import annotations

import operator
import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from healthgen_db.briefing.changes import day_change
from healthgen_db.briefing.facts import FACTS
from healthgen_db.briefing.kpi_history import LEVELS, KpiHistory
from healthgen_db.briefing.numbers import number, signed
from healthgen_db.briefing.page import Action, Figure
from healthgen_db.config.errors import RuleFileError
from healthgen_db.config.resources import resource
from healthgen_db.kpis.kpi_files import AMBER, RED

FILE = ("data", "briefing", "actions.toml")
KEYS = ("condition", "action", "owner")
ASPECTS = ("day", "28_days", "level", "days", "change")
OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_COMPARISON = re.compile(r"([a-z0-9_]+)(?:\.([a-z0-9_]+))?\s*(>=|<=|==|>|<)\s*(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Comparison:
    """A value against a limit. name: a fact, or a KPI with the aspect that is asked of it."""

    name: str
    aspect: str
    sign: str
    limit: float

    def holds(self, value: float | None) -> bool:
        """Return whether a value fulfills it; not known: no."""
        return value is not None and OPERATORS[self.sign](value, self.limit)


@dataclass(frozen=True)
class ActionRule:
    """An action that is recommended when all comparisons of one of its groups hold."""

    id: str
    groups: tuple[tuple[Comparison, ...], ...]
    action: str
    owner: str


def read_rules(kpi_ids: Collection[str], path: Path | None = None) -> list[ActionRule]:
    """Read a file of rules (the shipped one by default). Raises RuleFileError that names the file and the rule."""
    path = path or resource(*FILE)
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleFileError(f"{path}: cannot be read ({error})") from error
    if not tables:
        raise RuleFileError(f"{path}: it has no rule")
    return [_rule(path, name, table, kpi_ids) for name, table in tables.items()]


def fired(
    rules: Sequence[ActionRule], history: KpiHistory, facts: Mapping[str, float | None]
) -> tuple[Action, ...]:
    """Return the actions whose rules fire, in the order of the rules."""
    actions = []
    for rule in rules:
        for group in rule.groups:
            values = [_value(each, history, facts) for each in group]
            if all(each.holds(value) for each, value in zip(group, values, strict=True)):
                because = tuple(
                    _because(each, value, history) for each, value in zip(group, values, strict=True)
                )
                actions.append(Action(rule.id, rule.action, rule.owner, because))
                break
    return tuple(actions)


def _rule(path: Path, name: str, table: object, kpi_ids: Collection[str]) -> ActionRule:
    def error(message: str) -> RuleFileError:
        return RuleFileError(f"{path}: rule {name}: {message}")

    if not isinstance(table, dict):
        raise error(f"write it as a table: [{name}], and below it {', '.join(KEYS)}")
    if unknown := sorted(set(table) - set(KEYS)):
        raise error(f"unknown key {', '.join(unknown)}; the keys are {', '.join(KEYS)}")
    for key in KEYS:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise error(f"it has no {key}" if key not in table else f"{key} must be a text that is not empty")
    groups = tuple(
        tuple(_comparison(text.strip(), kpi_ids, error) for text in group.split(" and "))
        for group in " ".join(table["condition"].split()).split(" or ")
    )
    return ActionRule(name, groups, table["action"].strip(), table["owner"].strip())


def _comparison(text: str, kpi_ids: Collection[str], error: Callable[[str], RuleFileError]) -> Comparison:
    match = _COMPARISON.fullmatch(text)
    if match is None:
        raise error(f"condition: {text!r} is not a comparison such as occupancy_pct >= 92")
    name, aspect, sign, limit = match.groups()
    if name not in FACTS and name not in kpi_ids:
        raise error(f"condition: {name} is no KPI of sql/kpis, and none of the facts {', '.join(FACTS)}")
    if aspect is not None and (name in FACTS or aspect not in ASPECTS):
        allowed = "a fact has only its value" if name in FACTS else f"choose from {', '.join(ASPECTS)}"
        raise error(f"condition: {name}.{aspect}: {allowed}")
    return Comparison(name, aspect or ASPECTS[0], sign, float(limit))


def _value(asked: Comparison, history: KpiHistory, facts: Mapping[str, float | None]) -> float | None:
    if asked.name in FACTS:
        return facts[asked.name]
    if asked.name not in history.kpis:
        return None
    last = history.last_day(asked.name)
    if asked.aspect == "28_days":
        last = history.last_four_weeks(asked.name)
    if asked.aspect == "level":
        return None if last is None or last.color is None else LEVELS[last.color]
    if asked.aspect == "days":
        streak = history.streak(asked.name, {AMBER, RED})
        return 0 if streak is None else streak.days
    if asked.aspect == "change":
        change = day_change(history, history.kpis[asked.name])
        return None if change is None else change.score
    return None if last is None else last.value


def _because(asked: Comparison, value: float | None, history: KpiHistory) -> tuple[str, Figure]:
    """Return the name of a value and the value, for the page."""
    shown = 0.0 if value is None else value
    if asked.name in FACTS:
        fact = FACTS[asked.name]
        return fact.title, Figure(number(shown), fact.kpi_id)
    kpi = history.kpis[asked.name]
    if asked.aspect == "level":
        return kpi.title, Figure(number(shown, "level"), kpi.id)
    if asked.aspect == "days":
        return f"{kpi.title}, days amber or red", Figure(number(shown), kpi.id)
    if asked.aspect == "change":
        return f"{kpi.title}, deviations from usual", Figure(signed(shown), kpi.id)
    title = f"{kpi.title}, 28 days" if asked.aspect == "28_days" else kpi.title
    return title, Figure(number(shown, kpi.unit), kpi.id)
