"""The chance of each patient in a ward to leave the hospital within 24 hours.

Predictions of the length-of-stay model give it. For patients without one, the day of discharge that the team has named
gives it: the share of patients with such a plan who left in time in the last 28 days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from healthgen_db.briefing.queries import Row

# Prior shares, which keep those of small hospitals stable: they weigh as much as USUAL_PATIENTS patients. [A]
USUAL_SHARES: Mapping[int | None, float] = {-1: 0.6, 0: 0.75, 1: 0.4, 2: 0.1, None: 0.1}
USUAL_PATIENTS = 10
OVERDUE, LATER = -1, 2


@dataclass(frozen=True)
class Prediction:
    """What the model says about a stay."""

    leave_24: float
    p50_hours: float
    alert: str | None
    reasons: tuple[str, ...]


def chances_to_leave(
    inpatients: Sequence[Row], plan_shares: Sequence[Row], predictions: Mapping[int, Prediction]
) -> dict[int, float]:
    """Return the chance of each patient by encounter_id.

    inpatients, plan_shares: rows of the queries of these names
    predictions: by encounter_id; none of them for a hospital without a model
    """
    shares = _shares(plan_shares)
    return {
        row["encounter_id"]: predictions[row["encounter_id"]].leave_24
        if row["encounter_id"] in predictions
        else shares[plan_group(row["days_to_go"])]
        for row in inpatients
    }


def plan_group(days_to_go: int | None) -> int | None:
    """Return the group of a plan: -1 overdue, 0 today, 1 tomorrow, 2 later, None without a day."""
    return None if days_to_go is None else min(max(days_to_go, OVERDUE), LATER)


def _shares(rows: Sequence[Row]) -> dict[int | None, float]:
    """Return the share that left in time by group of the plan."""
    found = {row["days_to_go"]: (row["patients"], row["share"]) for row in rows}
    shares = {}
    for group, usual in USUAL_SHARES.items():
        patients, share = found.get(group, (0, 0.0))
        shares[group] = (patients * share + USUAL_PATIENTS * usual) / (patients + USUAL_PATIENTS)
    return shares
