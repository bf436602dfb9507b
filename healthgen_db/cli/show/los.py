"""What the commands of healthgen los print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from healthgen_db.cli.show.tables import table
from healthgen_db.schema.tables.decisions import ALERT_LEVELS

if TYPE_CHECKING:
    from healthgen_db.models.length_of_stay.predict import Predicted, Prediction
    from healthgen_db.models.length_of_stay.report import Report
    from healthgen_db.models.length_of_stay.train import Trained

NO_BED = "no ward bed yet"


def trained_values(trained: Trained) -> dict[str, Any]:
    """Return what los train --json prints."""
    return asdict(trained)


def trained_screen(trained: Trained) -> RenderableType:
    """Return the metrics that matter most."""
    found, alerts = trained.metrics["lengths"], trained.metrics["alerts"]["CRITICAL"]
    soon = trained.metrics["rounds"][0]
    parts = ", ".join(f"{trained.split[part]['stays']:,}" for part in ("train", "validation", "test"))
    days = soon["discharges_24"]
    rows = {
        "stays: train, validation, test": parts,
        "error of new stays, mean": f"{found['mae_hours']:.1f} hours; baseline {found['baseline_mae_hours']:.1f}",
        "skill, R2": f"{found['skill']:.0%}, {found['r2']:.2f}; within conditions {found['within_condition_r2']:.2f}",
        "stays in their interval from P10 to P90": f"{found['coverage_80']:.0%}",
        "more than 96 hours: AUROC": f"{trained.metrics['over_96']['auroc']:.3f}",
        "CRITICAL alerts": f"{alerts['alerts_a_day']:.1f} a day, precision {alerts['precision']:.0%}, recall"
        f" {alerts['recall']:.0%}",
        "expected discharges in 24 hours": f"off by {days['mean_absolute_error']:.1f} of {days['discharges_a_day']:.1f}"
        " a day, on average",
        "seconds": f"{sum(trained.seconds.values()):.1f}",
    }
    title = Text(f"Model {trained.model_id}, as of {trained.as_of:%Y-%m-%d %H:%M}", style="bold")
    return Group(title, table(("Test part", ""), rows.items()), Text("The whole card: healthgen los report"))


def predicted_values(predicted: Predicted) -> dict[str, Any]:
    """Return what los predict --json prints."""
    return {
        "model_id": predicted.model_id,
        "dataset_id": predicted.dataset_id,
        "recorded": predicted.reason_not_recorded is None,
        "as_of": {str(number): moment.isoformat() for number, moment in predicted.as_of.items()},
        "units": _units(predicted.predictions),
        "predictions": [asdict(each) for each in predicted.predictions],
    }


def predicted_screen(predicted: Predicted) -> RenderableType:
    """Return the alerts, the most urgent first, and the expected discharges of each unit."""
    if not predicted.predictions:
        return "nobody is in house as an inpatient at this moment"
    parts: list[RenderableType] = []
    for number, moment in predicted.as_of.items():
        here = [each for each in predicted.predictions if each.hospital_id == number]
        if not here:
            continue
        title = f"{here[0].hospital}, as of {moment:%Y-%m-%d %H:%M}: {len(here)} inpatients"
        parts += [Text(title, style="bold"), _alerts(here), _discharges(here)]
    return Group(*parts)


def _alerts(predictions: Sequence[Prediction]) -> RenderableType:
    alerts = [each for each in predictions if each.alert is not None]
    alerts.sort(key=lambda each: (ALERT_LEVELS.index(each.alert or ""), -each.over_96, each.encounter_id))
    if not alerts:
        return Text("no alert")
    rows = [
        (
            each.alert or "",
            str(each.encounter_id),
            f"{each.unit}, {each.bed}" if each.unit else NO_BED,
            f"{each.hours_so_far:.0f}",
            f"{each.p50_hours:.0f}",
            f"{each.over_96:.0%} over 96 h" if each.alert == "CRITICAL" else f"{each.over_48:.0%} over 48 h",
            "; ".join(each.reasons or ()),
        )
        for each in alerts
    ]
    columns = ("Alert", "Stay", "Place", "Hours so far", "Expected", "Chance now", "Reasons")
    return table(columns, rows, numbers=("Hours so far", "Expected", "Chance now"))


def _discharges(predictions: Sequence[Prediction]) -> RenderableType:
    units = _units(predictions)
    rows = [
        (each["unit"], str(each["patients"]), f"{each['leave_24']:.1f}", f"{each['leave_48']:.1f}")
        for each in units
    ]
    total = [sum(each[name] for each in units) for name in ("patients", "leave_24", "leave_48")]
    rows.append(("all", str(total[0]), f"{total[1]:.1f}", f"{total[2]:.1f}"))
    columns = ("Unit", "Inpatients", "Leave within 24 h", "Leave within 48 h")
    return table(columns, rows, numbers=columns[1:])


def _units(predictions: Sequence[Prediction]) -> list[dict[str, Any]]:
    """Return for each unit its inpatients, and how many of them are expected to leave."""
    members: dict[tuple[int, str], list[Prediction]] = defaultdict(list)
    for each in predictions:
        members[each.hospital_id, each.unit or NO_BED].append(each)
    return [
        {
            "hospital_id": hospital,
            "unit": unit,
            "patients": len(here),
            "leave_24": sum(each.leave_24 for each in here),
            "leave_48": sum(each.leave_48 for each in here),
        }
        for (hospital, unit), here in sorted(members.items())
    ]


def report_values(report: Report) -> dict[str, Any]:
    """Return what los report --json prints."""
    return {**report.model, "scores": report.scores}
