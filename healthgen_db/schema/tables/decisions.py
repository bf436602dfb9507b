"""The tables of decisions: KPIs and their values, models of the length of stay and their predictions.

They outlive a dataset: a load carries them over with the load history. So they have no foreign keys to hospitals,
departments or encounters, whose rows belong to one dataset.
"""

from sqlalchemy import (
    BigInteger,
    Double,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from healthgen_db.schema.tables.base import MOMENT, check, column, key, one_of, reference, table

GOOD_DIRECTIONS = ("high", "low", "none")
COLORS = ("green", "amber", "red")
WINDOW_KINDS = ("day", "week", "month", "28 days", "24 hours")
ALERT_LEVELS = ("CRITICAL", "HIGH")

kpis = table(
    "kpis",
    "Key performance indicators of hospitals, one for each file in sql/kpis. `healthgen kpis` fills it.",
    column("kpi_id", Text, "Name of the KPI and of its file, such as occupancy_pct."),
    column("topic", Text, "What it is about, such as Emergency department."),
    column("title", Text, "What it is, in words."),
    column("unit", Text, "Unit of its values, such as minutes."),
    column("formula", Text, "How it is computed, in words."),
    column("denominator", Text, "What kpi_values.n counts."),
    column("source", Text, "Where the KPI and its bands come from."),
    column("good", Text, "Which values are better: high, low, or none."),
    column("amber", Double, "From this value on it is amber; null: no bands.", null=True),
    column("red", Double, "From this value on it is red; null: no bands.", null=True),
    column("min_n", Integer, "Values that rest on fewer than this are hidden."),
    PrimaryKeyConstraint("kpi_id"),
    one_of("good", GOOD_DIRECTIONS),
    check(
        "bands", "(amber IS NULL) = (red IS NULL) AND CASE good WHEN 'none' THEN amber IS NULL ELSE TRUE END"
    ),
    check("min_n", "min_n >= 0"),
)

kpi_values = table(
    "kpi_values",
    "Values of the KPIs by hospital, department and window. They stay when a new dataset is loaded.",
    reference("dataset_id", "datasets", "The dataset."),
    reference("kpi_id", "kpis", "The KPI."),
    column("hospital_id", Integer, "The hospital of that dataset."),
    column("department_id", Integer, "The department of that dataset; 0: the whole hospital."),
    column("window_kind", Text, "day, week (Monday to Sunday), month, 28 days, or 24 hours."),
    column("began_at", MOMENT, "Begin of the window."),
    column("ended_at", MOMENT, "End of the window: what happened from then on does not count."),
    column("hospital", Text, "Name of the hospital."),
    column("department", Text, "Name of the department; null for the whole hospital.", null=True),
    column(
        "value", Double, "The value; null when there is none, or when it rests on too few (n).", null=True
    ),
    column("n", BigInteger, "How many the value rests on; kpis.denominator says of what."),
    column("color", Text, "green, amber or red; null without bands or value.", null=True),
    column("computed_at", MOMENT, "When it was computed.", default=text("now()")),
    PrimaryKeyConstraint("dataset_id", "kpi_id", "hospital_id", "department_id", "window_kind", "ended_at"),
    one_of("window_kind", WINDOW_KINDS),
    one_of("color", COLORS),
    check("window", "began_at < ended_at"),
    check("n", "n >= 0"),
    check("department", "(department_id = 0) = (department IS NULL)"),
    check("color_of_value", "color IS NULL OR value IS NOT NULL"),
)

los_models = table(
    "los_models",
    "Models that predict the length of stay. They stay when a new dataset is loaded.",
    key("model_id", Integer, "Number of the model."),
    reference("dataset_id", "datasets", "The dataset from which it learned."),
    column("trained_at", MOMENT, "When it was trained.", default=text("now()")),
    column("as_of", MOMENT, "It learned only from what had happened by then."),
    column("seed", BigInteger, "Seed of its random numbers."),
    column("generator_version", Text, "Version of healthgen-db that trained it."),
    column("python_version", Text, "Version of Python."),
    column("sklearn_version", Text, "Version of scikit-learn."),
    column("skops_version", Text, "Version of skops, whose file format column model has."),
    column("fingerprint", Text, "Digest of the dataset from which it learned."),
    column("features", JSONB, "Names of its features, with the values they have in reasons."),
    column("split", JSONB, "Dates and numbers of stays of its parts: train, validation, test."),
    column("metrics", JSONB, "How well it predicts the stays of the test part."),
    column("critical_threshold", Double, "Chance of more than 96 hours from which on an alert is CRITICAL."),
    column("high_threshold", Double, "Chance of more than 48 hours from which on an alert is HIGH."),
    column("card", Text, "The model card, in Markdown."),
    column("model", LargeBinary, "The model itself, in the format of skops."),
    check("critical_threshold", "critical_threshold BETWEEN 0 AND 1"),
    check("high_threshold", "high_threshold BETWEEN 0 AND 1"),
)

los_predictions = table(
    "los_predictions",
    "Predictions for inpatients: one row for each model, stay and moment. They stay when a new dataset is loaded.",
    reference("model_id", "los_models", "The model."),
    reference("dataset_id", "datasets", "The dataset in which the patient was."),
    column("encounter_id", BigInteger, "The stay, an encounter of that dataset."),
    column("predicted_at", MOMENT, "The moment of the prediction: nothing that happened later was used."),
    column("hospital_id", Integer, "The hospital of that dataset."),
    column("hours_so_far", Double, "Hours since the admission."),
    column("p10_hours", Double, "The whole stay is shorter than this with a chance of 10 %."),
    column("p50_hours", Double, "Hours of the whole stay that are as likely too few as too many."),
    column("p90_hours", Double, "The whole stay is longer than this with a chance of 10 %."),
    column("over_48", Double, "Chance that the whole stay lasts more than 48 hours."),
    column("over_96", Double, "Chance that the whole stay lasts more than 96 hours."),
    column("leave_24", Double, "Chance that the patient leaves within 24 hours."),
    column("leave_48", Double, "Chance that the patient leaves within 48 hours."),
    column("alert", Text, "CRITICAL (more than 96 hours), HIGH (more than 48 hours), or null.", null=True),
    column("reasons", JSONB, "What raises the chance of a long stay most, for an alert.", null=True),
    PrimaryKeyConstraint("model_id", "dataset_id", "encounter_id", "predicted_at"),
    one_of("alert", ALERT_LEVELS),
    check(
        "hours", "hours_so_far >= 0 AND p10_hours <= p50_hours AND p50_hours <= p90_hours AND p10_hours >= 0"
    ),
    check(
        "chances",
        "over_48 BETWEEN 0 AND 1 AND over_96 BETWEEN 0 AND over_48"
        " AND leave_24 BETWEEN 0 AND 1 AND leave_48 BETWEEN leave_24 AND 1",
    ),
    check("reasons", "(alert IS NULL) = (reasons IS NULL)"),
    Index(None, "encounter_id"),
    Index(None, "hospital_id", "predicted_at"),
)
