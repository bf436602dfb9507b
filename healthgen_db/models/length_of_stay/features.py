"""The features: their names in sql/models/length_of_stay/features.sql, and columns that no model may use."""

from collections.abc import Iterable, Mapping

from healthgen_db.config.errors import ConfigError

CATEGORIES = (
    "gender",
    "condition",
    "service",
    "arrival_mode",
    "admission_source",
    "hospital",
    "care_level",
)
AT_ADMISSION = (
    "age",
    "gender",
    "condition",
    "service",
    "arrival_mode",
    "admission_source",
    "hospital",
    "esi",
    "early_warning_score",
    "admission_hour",
    "admission_weekday",
    "admission_month",
    "hours_before_admission",
    "earlier_conditions",
    "earlier_encounters_same_condition",
    "stays_in_12_months",
    "days_in_12_months",
    "days_since_last_stay",
    "occupancy_pct",
    "boarders",
    "surgery_planned",
)
EXPECTED_DISCHARGE = "expected_days"
# What is known besides about a patient in house.
IN_HOUSE = (
    "surgery_begun",
    "surgery_done",
    "hour_now",
    "weekday_now",
    "hours_so_far",
    "boarding_hours",
    "moves",
    "intensive_hours",
    "care_level",
    "outlier",
    EXPECTED_DISCHARGE,
)
# Those of them that say why a stay will be long. The time of day and the time so far do not.
REASONS_IN_HOUSE = (
    "surgery_begun",
    "boarding_hours",
    "moves",
    "intensive_hours",
    "care_level",
    "outlier",
    EXPECTED_DISCHARGE,
)
# The first three change the length by hours, because patients leave by day, but nobody would call them a reason. The
# others are about the hospital and not the patient, and hardly count.
NO_REASONS = ("admission_hour", "admission_month", "hours_before_admission", "occupancy_pct", "boarders")
# They are coded at discharge or later, and give the length of the stay away.
LEAKS = (
    "severity",
    "disposition",
    "left_at",
    "ready_at",
    "date_of_discharge",
    "expected_discharge_on",
    "charges",
    "total_charge",
    "treatment_id",
    "medication_id",
    "follow_up_required",
    "test_results",
    "icd10_code",
    "room_number",
    "hours",
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SOURCES = {
    "1": "came from home",
    "2": "came from a clinic",
    "4": "came from another hospital",
    "5": "came from a nursing facility",
    "6": "came from another facility",
}
MODES = {
    "walk-in": "walked in",
    "ambulance": "came by ambulance",
    "scheduled": "scheduled admission",
    "direct": "direct admission",
    "clinic": "sent by a clinic",
    "transfer": "transferred from another hospital",
}
# How a reason says the value of a feature.
TEMPLATES = {
    "age": "age {:.0f}",
    "gender": "sex {}",
    "condition": "condition {}",
    "service": "service {}",
    "hospital": "hospital {}",
    "esi": "urgency ESI {:.0f}",
    "early_warning_score": "early-warning score {:.0f}",
    "earlier_conditions": "earlier conditions: {:.0f}",
    "earlier_encounters_same_condition": "earlier encounters for this condition: {:.0f}",
    "stays_in_12_months": "stays in the last 12 months: {:.0f}",
    "days_in_12_months": "{:.1f} days in hospital in the last 12 months",
    "days_since_last_stay": "last stay {:.0f} days ago",
    "boarding_hours": "waited {:.0f} hours for a bed",
    "moves": "moves: {:.0f}",
    "intensive_hours": "{:.0f} hours in intensive care",
    "care_level": "level of care: {}",
    "expected_days": "the team expects {:.0f} more days",
}
YES_OR_NO = {
    "surgery_planned": ("surgery planned", "no surgery planned"),
    "surgery_begun": ("had surgery", "no surgery yet"),
    "outlier": ("in a bed of another service", "in a bed of the own service"),
}
MISSING = {
    "esi": "not through the emergency department",
    "early_warning_score": "no early-warning score",
    "days_since_last_stay": "no earlier stay",
    "expected_days": "no expected day of discharge yet",
}


def check_features(names: Iterable[str]) -> tuple[str, ...]:
    """Return the features of the model at admission in their usual order.

    Raises ConfigError for a column that gives the length of stay away, and for an unknown name.
    """
    wanted = tuple(names)
    leaks = [name for name in wanted if name in LEAKS]
    if leaks:
        raise ConfigError(
            f"--features {', '.join(leaks)}: it is only known at discharge or later, and gives the length of the stay"
            " away; a model with it looks good and is of no use at admission. Leave it out"
        )
    unknown = [name for name in wanted if name not in AT_ADMISSION]
    if unknown or not wanted:
        raise ConfigError(
            f"--features {', '.join(unknown) or '(none)'}: choose from {', '.join(AT_ADMISSION)}"
        )
    return tuple(name for name in AT_ADMISSION if name in wanted)


def in_house_features(at_admission: tuple[str, ...]) -> tuple[str, ...]:
    """Return the features of the model of rounds: those at admission, and what is known since."""
    return (*at_admission, *IN_HOUSE)


def in_words(name: str, value: object) -> str:
    """Return what a reason says: "age 84". value: a number or a text; None or not a number when it is not known."""
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return MISSING.get(name, f"{name.replace('_', ' ')} not known")
    words: Mapping[str, str] = {"arrival_mode": MODES, "admission_source": SOURCES}.get(name, {})
    if words:
        return words.get(str(value), str(value))
    if name in YES_OR_NO:
        return YES_OR_NO[name][0 if value else 1]
    if name == "admission_weekday":
        return f"admitted on a {WEEKDAYS[int(str(value)[0]) - 1]}"
    return TEMPLATES[name].format(value)
