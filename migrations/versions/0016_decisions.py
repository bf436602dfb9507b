"""Decisions: KPIs and their values, models of the length of stay and their predictions; indexes that KPIs need."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from healthgen_db.schema.tables.base import column, key
from healthgen_db.schema.tables.views import view_clauses

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = DateTime(timezone=True)
TABLES = "kpis", "kpi_values", "los_models", "los_predictions"
VIEWS = "los_scores", "los_alerts"


def upgrade() -> None:
    _create_kpis()
    _create_kpi_values()
    _create_los_models()
    _create_los_predictions()
    op.create_index(None, "encounters", ["hospital_id", "left_at"])
    # Two encounters in three are never admitted.
    op.create_index(
        None, "encounters", ["hospital_id", "admitted_at"], postgresql_where=text("admitted_at IS NOT NULL")
    )
    op.create_index(None, "ed_stays", ["departed_at"])
    for view in VIEWS:
        for clause in view_clauses(view):
            op.execute(clause)


def downgrade() -> None:
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")
    op.drop_index("ix_ed_stays_departed_at")
    op.drop_index("ix_encounters_hospital_id_admitted_at")
    op.drop_index("ix_encounters_hospital_id_left_at")
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_kpis() -> None:
    op.create_table(
        "kpis",
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
        CheckConstraint("good IN ('high', 'low', 'none')", name="good"),
        CheckConstraint(
            "(amber IS NULL) = (red IS NULL) AND CASE good WHEN 'none' THEN amber IS NULL ELSE TRUE END",
            name="bands",
        ),
        CheckConstraint("min_n >= 0", name="min_n"),
        comment="Key performance indicators of hospitals, one for each file in sql/kpis. `healthgen kpis` fills it.",
    )


def _create_kpi_values() -> None:
    op.create_table(
        "kpi_values",
        column("dataset_id", Integer, "The dataset.", ForeignKey("datasets.dataset_id")),
        column("kpi_id", Text, "The KPI.", ForeignKey("kpis.kpi_id")),
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
        PrimaryKeyConstraint(
            "dataset_id", "kpi_id", "hospital_id", "department_id", "window_kind", "ended_at"
        ),
        CheckConstraint("window_kind IN ('day', 'week', 'month', '28 days', '24 hours')", name="window_kind"),
        CheckConstraint("color IN ('green', 'amber', 'red')", name="color"),
        CheckConstraint("began_at < ended_at", name="window"),
        CheckConstraint("n >= 0", name="n"),
        CheckConstraint("(department_id = 0) = (department IS NULL)", name="department"),
        CheckConstraint("color IS NULL OR value IS NOT NULL", name="color_of_value"),
        comment="Values of the KPIs by hospital, department and window. They stay when a new dataset is loaded.",
    )


def _create_los_models() -> None:
    op.create_table(
        "los_models",
        key("model_id", Integer, "Number of the model."),
        column(
            "dataset_id", Integer, "The dataset from which it learned.", ForeignKey("datasets.dataset_id")
        ),
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
        column(
            "critical_threshold", Double, "Chance of more than 96 hours from which on an alert is CRITICAL."
        ),
        column("high_threshold", Double, "Chance of more than 48 hours from which on an alert is HIGH."),
        column("card", Text, "The model card, in Markdown."),
        column("model", LargeBinary, "The model itself, in the format of skops."),
        CheckConstraint("critical_threshold BETWEEN 0 AND 1", name="critical_threshold"),
        CheckConstraint("high_threshold BETWEEN 0 AND 1", name="high_threshold"),
        comment="Models that predict the length of stay. They stay when a new dataset is loaded.",
    )


def _create_los_predictions() -> None:
    op.create_table(
        "los_predictions",
        column("model_id", Integer, "The model.", ForeignKey("los_models.model_id")),
        column(
            "dataset_id", Integer, "The dataset in which the patient was.", ForeignKey("datasets.dataset_id")
        ),
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
        column(
            "alert", Text, "CRITICAL (more than 96 hours), HIGH (more than 48 hours), or null.", null=True
        ),
        column("reasons", JSONB, "What raises the chance of a long stay most, for an alert.", null=True),
        PrimaryKeyConstraint("model_id", "dataset_id", "encounter_id", "predicted_at"),
        CheckConstraint("alert IN ('CRITICAL', 'HIGH')", name="alert"),
        CheckConstraint(
            "hours_so_far >= 0 AND p10_hours <= p50_hours AND p50_hours <= p90_hours AND p10_hours >= 0",
            name="hours",
        ),
        CheckConstraint(
            "over_48 BETWEEN 0 AND 1 AND over_96 BETWEEN 0 AND over_48"
            " AND leave_24 BETWEEN 0 AND 1 AND leave_48 BETWEEN leave_24 AND 1",
            name="chances",
        ),
        CheckConstraint("(alert IS NULL) = (reasons IS NULL)", name="reasons"),
        comment="Predictions for inpatients: one row for each model, stay and moment. They stay when a new dataset is"
        " loaded.",
    )
    op.create_index(None, "los_predictions", ["encounter_id"])
    op.create_index(None, "los_predictions", ["hospital_id", "predicted_at"])
