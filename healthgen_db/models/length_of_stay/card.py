"""The model card: what a model is for, what it learned from, how well it predicts, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from healthgen_db.history.datasets import Dataset

ABOUT = """
It predicts how long inpatients stay: hours from admission to leaving. One model answers when a stay begins, another
one on rounds, for everybody who is in house: hours still to go, and the chance to leave within 24 and 48 hours. It is
made for planning beds and staff of the synthetic hospitals of healthgen. **It knows nothing about real patients.**
"""
HOW = """
- Population: inpatient stays. Planned returns are out (scheduled, and seen for the same condition before); so are
  emergency visits, same-day visits and observation. A stay that a review turns into observation (under 0.5 %) is out
  too, although nobody knows that at admission.
- Every feature is cut at the moment of the prediction by SQL (sql/models/length_of_stay/features.sql). Severity,
  disposition, bills, treatments and everything else that is coded at discharge is refused.
- Parts by time of admission, with a gap of 21 days between them and before the cut. Only stays that were over when the
  next part began count. The first ten weeks of a dataset are crowded and are left out.
- Gradient boosting of scikit-learn (HistGradientBoosting): absolute error for P50, quantile loss for P10 and P90.
  The interval is widened on the validation part (conformalized quantile regression), chances are calibrated there
  (isotonic). The baseline is the median by condition and age band of the training part.
- An alert depends on the chance on rounds, while the stay is not that long yet. Its threshold is chosen on the
  validation part for a workload: the share of new stays that ever get the alert, with one run a day.
"""
LIMITS = """
- In this world, the day of discharge that the team expects is made from the true length of the stay and an error. So
  the note may say more than a real one. The table of rounds shows the same model without it.
- What happens when the hospital works in another way (other beds, other conditions) is not known. Train again when the
  weekly error leaves its usual range.
- Within a condition much is chance: see the R2 within conditions.
"""
LENGTHS = {
    "mae_hours": "mean absolute error, hours",
    "baseline_mae_hours": "the same of the baseline, hours",
    "skill": "skill (how much smaller the error is)",
    "median_absolute_error_hours": "median absolute error, hours",
    "rmse_hours": "root mean squared error, hours",
    "r2": "R2",
    "baseline_r2": "R2 of the baseline",
    "within_condition_r2": "R2 within conditions",
    "pinball_p10": "pinball loss of P10, hours",
    "pinball_p50": "pinball loss of P50, hours",
    "pinball_p90": "pinball loss of P90, hours",
    "coverage_80": "share of stays in the interval from P10 to P90 (aim: 0.80)",
    "interval_hours": "mean width of the interval, hours",
    "c_index": "C-index",
}
CHANCES = {
    "rate": "share",
    "auroc": "AUROC",
    "auprc": "AUPRC",
    "brier": "Brier score",
    "brier_of_rate": "Brier score of the share alone",
    "calibration_slope": "slope of the calibration (best: 1)",
}
ALERTS = {
    "alerts_a_day": "alerts a day",
    "share_of_stays": "share of new stays with the alert",
    "rate": "share of stays that are so long",
    "precision": "precision",
    "recall": "recall",
    "lead_hours_median": "hours from the alert to the limit, median",
    "lead_below_24_hours": "alerts less than 24 hours before the limit",
}
GROUPS = {
    "stays": "stays",
    "mae_hours": "MAE, hours",
    "skill": "skill",
    "coverage_80": "in the interval",
    "over_96_rate": "over 96 h",
    "over_96_predicted": "predicted",
    "over_96_auroc": "AUROC",
}


def model_card(row: Mapping[str, Any], dataset: Dataset) -> str:
    """Return the card in Markdown. row: of los_models, without card and model."""
    metrics = row["metrics"]
    return "\n".join(
        [
            "# Model card: length of inpatient stays",
            ABOUT,
            *_origin(row, dataset),
            "\n## How it learned\n" + HOW,
            *_parts(row["split"]),
            "\n## Lengths of new stays, test part\n",
            *_table(("", "value"), _lines(LENGTHS, [metrics["lengths"]])),
            "\n## Chances at admission, test part\n",
            *_table(
                ("", "over 96 hours", "over 48 hours"),
                _lines(CHANCES, [metrics["over_96"], metrics["over_48"]]),
            ),
            *_alerts(row),
            *_rounds(metrics["rounds"]),
            *_groups(metrics["groups"]),
            "\n## Error by week of the test part\n",
            *_table(
                ("week", "stays", "MAE, hours", "baseline"),
                ([_shown(value) for value in week.values()] for week in metrics["weeks"]),
            ),
            "\n## Limits\n" + LIMITS,
        ]
    )


def _origin(row: Mapping[str, Any], dataset: Dataset) -> list[str]:
    """Return what made the model, and from which dataset."""
    rows = {
        "dataset": f"{dataset.dataset_id}, seed {dataset.seed}, fingerprint {row['fingerprint']}",
        "cut": f"{row['as_of']:%Y-%m-%d %H:%M %Z}",
        "seed of the training": row["seed"],
        "versions": f"healthgen {row['generator_version']}, Python {row['python_version']}, scikit-learn"
        f" {row['sklearn_version']}, skops {row['skops_version']}",
        "features at admission": ", ".join(row["features"]["at_admission"]),
        "more of them on rounds": ", ".join(
            name for name in row["features"]["on_rounds"] if name not in row["features"]["at_admission"]
        ),
    }
    return _table(("", ""), ([name, str(value)] for name, value in rows.items()))


def _parts(parts: Mapping[str, Any]) -> list[str]:
    lines = [
        [name, parts[name]["admitted_from"][:10], parts[name]["admitted_until"][:10],
         f"{parts[name]['stays']:,}", str(parts[name]["unfinished"]), f"{parts['rounds'][name]:,}"]
        for name in ("train", "validation", "test")
    ]  # fmt: skip
    columns = ("part", "admitted from", "until", "stays", "not over, left out", "moments on rounds")
    rest = (
        f"\n{parts['censored_stays']} stays were not over by the cut (censored) and {parts['planned_returns_left_out']}"
        " were planned returns; none of them is used."
    )
    return [*_table(columns, lines), rest]


def _alerts(row: Mapping[str, Any]) -> list[str]:
    levels = row["metrics"]["alerts"]
    text = (
        f"\n## Alerts, test part\n\nWorkload: {row['split']['alert_share']:.0%} of new stays are to be CRITICAL, and as"
        " many others HIGH, with one run a day (here at 07:00). CRITICAL: chance of more than 96 hours of at least"
        f" {row['critical_threshold']:.3f}. HIGH: others with a chance of more than 48 hours of at least"
        f" {row['high_threshold']:.3f}.\n"
    )
    columns = ("", "CRITICAL (over 96 hours)", "HIGH (over 48 hours, others)")
    return [text, *_table(columns, _lines(ALERTS, [levels["CRITICAL"], levels["HIGH"]]))]


def _rounds(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the metrics of the model of rounds, with and without the expected discharge."""
    lines = [
        ["hours still to go: MAE", *(_shown(each["remaining_mae_hours"]) for each in found)],
        ["hours still to go: R2", *(_shown(each["remaining_r2"]) for each in found)],
        ["in the interval", *(_shown(each["coverage_80"]) for each in found)],
    ]
    for name, words in (("leave_24", "within 24 hours"), ("leave_48", "within 48 hours")):
        lines += [
            [f"{words}: {title}", *values]
            for title, *values in _lines(CHANCES, [each[name] for each in found])
        ]
    days = [each["discharges_24"] for each in found]
    titles = {
        "discharges_a_day": "discharges a day",
        "mean_absolute_error": "error of their expected number, mean of days",
        "error_pct": "the same, % of discharges",
        "bias_pct": "bias, %",
    }
    lines += _lines(titles, days)
    columns = (
        "at 07:00",
        *("with the note" if each["with_expected_discharge"] else "without" for each in found),
    )
    return ["\n## On rounds, test part\n", *_table(columns, lines)]


def _groups(groups: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    lines = [
        [f"{kind}: {each['group']}", *(_shown(each[name]) for name in GROUPS)]
        for kind, members in groups.items()
        for each in members
    ]
    return ["\n## By group, test part\n", *_table(("group", *GROUPS.values()), lines)]


def _lines(titles: Mapping[str, str], columns: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [[title, *(_shown(each[name]) for each in columns)] for name, title in titles.items()]


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.3f}"


def _table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    """Return a table in Markdown."""
    return [
        f"| {' | '.join(columns)} |",
        f"|{' --- |' * len(columns)}",
        *(f"| {' | '.join(line)} |" for line in lines),
    ]
