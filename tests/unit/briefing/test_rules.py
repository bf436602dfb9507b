"""Rules of actions: what their file may contain, when they fire, and that those shipped can fire and be quiet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from healthgen_db.briefing.facts import FACTS
from healthgen_db.briefing.kpi_history import KpiHistory
from healthgen_db.briefing.page import COLUMN_KPIS
from healthgen_db.briefing.rules import ActionRule, Comparison, fired, read_rules
from healthgen_db.config.errors import RuleFileError
from healthgen_db.kpis.kpi_files import Kpi, read_kpis
from tests.unit.briefing.histories import history, kpi

KPIS = {each.id: each for each in read_kpis()}
SHIPPED = read_rules(KPIS)
# The rules of reference system 004, by their ids here.
OF_004 = (
    "surge_protocol",
    "elective_hold",
    "staff_up",
    "nurse_ratio",
    "swing_shift_support",
    "early_discharge_planning",
)
QUIET: dict[str, float | None] = {
    **dict.fromkeys(FACTS, 0.0),
    "free_tomorrow": 50.0,
    "free_tomorrow_pct": 20.0,
    "intensive_free_tomorrow": 9.0,
}
GOOD = 'owner = "Somebody"\naction = "Do it."\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "actions.toml"
    path.write_text(text, encoding="utf-8")
    return path


FAULTS = {
    "unknown key": ('[a]\ncolour = "red"\n' + GOOD, r"rule a: unknown key colour"),
    "no owner": ('[a]\ncondition = "boarders > 1"\naction = "x"\n', r"rule a: it has no owner"),
    "empty action": (
        '[a]\ncondition = "boarders > 1"\naction = " "\nowner = "x"\n',
        r"rule a: action must be a text",
    ),
    "no text": ("[a]\ncondition = 3\n" + GOOD, r"rule a: condition must be a text"),
    "unknown KPI": ('[a]\ncondition = "occupnacy > 1"\n' + GOOD, r"rule a: condition: occupnacy is no KPI"),
    "no comparison": ('[a]\ncondition = "boarders is 1"\n' + GOOD, r"'boarders is 1' is not a comparison"),
    "half a condition": ('[a]\ncondition = "boarders > 1 and "\n' + GOOD, r"is not a comparison"),
    "unknown aspect": ('[a]\ncondition = "status.weeks > 1"\n' + GOOD, r"status.weeks: choose from day"),
    "aspect of a fact": ('[a]\ncondition = "boarders.level > 1"\n' + GOOD, r"a fact has only its value"),
    "no table": ('a = "x"\n', r"rule a: write it as a table"),
    "no TOML": ("[a\n", r"cannot be read"),
    "nothing": ("# nothing\n", r"it has no rule"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_file_and_rule(tmp_path: Path, text: str, said: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(RuleFileError, match=said) as raised:
        read_rules(KPIS, path)
    assert str(raised.value).startswith(f"{path}: ")


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match="cannot be read"):
        read_rules(KPIS, tmp_path / "none.toml")


def test_and_binds_closer_than_or(tmp_path: Path) -> None:
    condition = "boarders >= 6 and free_tomorrow < 5 or ready > 3"
    (rule,) = read_rules(KPIS, write(tmp_path, f'[a]\ncondition = "{condition}"\n{GOOD}'))
    empty = history({})
    assert [len(group) for group in rule.groups] == [2, 1]
    assert not fired([rule], empty, QUIET | {"boarders": 6.0})
    assert fired([rule], empty, QUIET | {"boarders": 6.0, "free_tomorrow": 4.0})
    (action,) = fired([rule], empty, QUIET | {"ready": 4.0})
    assert [(name, figure.text, figure.kpi_id) for name, figure in action.because] == [
        ("patients ready to leave", "4", "discharge_delay_bed_days")
    ]


def test_what_is_not_known_fires_nothing(tmp_path: Path) -> None:
    for condition in ("status >= 0", "status.level >= 0", "status.change < 9", "nurses_missing >= 0"):
        (rule,) = read_rules(KPIS, write(tmp_path, f'[a]\ncondition = "{condition}"\n{GOOD}'))
        assert not fired([rule], history({KPIS["status"]: [None]}), QUIET | {"nurses_missing": None})


def test_aspects_of_a_kpi(tmp_path: Path) -> None:
    asked = kpi()
    days = [80.0 + day % 2 for day in range(52)] + [90.0, 90.0, 95.0, 95.0, 95.0]
    known = history({asked: days}, {asked: (88.0, 80.0)})
    for condition, shown in {
        "occupancy_pct == 95": "95 %",
        "occupancy_pct.day > 94": "95 %",
        "occupancy_pct.28_days == 88": "88 %",
        "occupancy_pct.level == 2": "red",
        "occupancy_pct.days == 5": "5",
    }.items():
        (rule,) = read_rules(KPIS, write(tmp_path, f'[a]\ncondition = "{condition}"\n{GOOD}'))
        (action,) = fired([rule], known, QUIET)
        assert action.because[0][1].text == shown
    (rule,) = read_rules(KPIS, write(tmp_path, f'[a]\ncondition = "occupancy_pct.change > 3"\n{GOOD}'))
    assert fired([rule], known, QUIET)


def test_there_are_rules_enough_and_those_of_004() -> None:
    assert len(SHIPPED) >= 12
    assert [each.id for each in SHIPPED][: len(OF_004)] == list(OF_004)


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.id)
def test_a_shipped_rule_can_fire_and_be_quiet(rule: ActionRule) -> None:
    for group in rule.groups:
        assert fired([rule], *world(group, holds=True))
    assert not fired([rule], *world([each for group in rule.groups for each in group], holds=False))


def test_facts_and_columns_belong_to_kpis() -> None:
    assert {each.kpi_id for each in FACTS.values()} | set(COLUMN_KPIS.values()) <= set(KPIS)


def world(comparisons: Sequence[Comparison], *, holds: bool) -> tuple[KpiHistory, dict[str, float | None]]:
    """Return a history and facts in which all of the comparisons hold, or none of them."""
    facts: dict[str, float | None] = dict(QUIET)
    values: dict[Kpi, list[float | None]] = {}
    four_weeks: dict[Kpi, tuple[float | None, float | None]] = {}
    for each in comparisons:
        beyond = each.limit + (0.5 if (">" in each.sign) == holds else -0.5)
        if each.name in FACTS:
            facts[each.name] = beyond
            continue
        asked = KPIS[each.name]
        usual = level_value(asked, 0)
        days = values.setdefault(asked, [usual * (1 + day % 2 / 1000) for day in range(57)])
        if each.aspect == "28_days":
            four_weeks[asked] = (beyond, beyond)
        elif each.aspect == "level" and holds:
            days[-1] = level_value(asked, each.limit)
        elif each.aspect == "change" and holds:
            days[-1] = usual * 2
        elif each.aspect == "day":
            days[-1] = max(beyond, 0.0)
    return history(values, four_weeks), facts


def level_value(asked: Kpi, level: float) -> float:
    """Return a value of a KPI that has a level."""
    if asked.amber is None or asked.red is None:
        return 50.0
    return (asked.amber * (0.5 if asked.good == "low" else 1.5), asked.amber, asked.red)[int(level)]


def test_the_readme_has_a_rule_that_is_right_and_all_facts(tmp_path: Path) -> None:
    text = (Path(read_rules.__code__.co_filename).parent / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.+?)```", text, re.DOTALL)
    assert example is not None
    assert [each.id for each in read_rules(KPIS, write(tmp_path, example[1]))] == ["boarding"]
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(FACTS)
