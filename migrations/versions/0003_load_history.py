"""The load history: datasets, their blocks, and the results of validations."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

from healthgen_db.schema.tables.base import column, key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = DateTime(timezone=True)


def upgrade() -> None:
    _create_datasets_and_blocks()
    _create_definitions()
    _create_validations()


def downgrade() -> None:
    op.drop_table("validation_results")
    op.drop_table("validation_runs")
    op.drop_table("load_definitions")
    op.drop_table("load_blocks")
    op.drop_table("datasets")


def _create_datasets_and_blocks() -> None:
    op.create_table(
        "datasets",
        key("dataset_id", Integer, "Number of the dataset; the greatest is the one now in the tables."),
        column("config", JSONB, "Every option the dataset was made with."),
        column(
            "seed", BigInteger, "Seed of its random numbers: the same seed and options give the same rows."
        ),
        column(
            "today",
            Date,
            "The date it is seen on: nothing lies later, ages and payment statuses are as of it.",
        ),
        column("origin", Date, "The date that birth dates are anchored to."),
        column("start", Date, "The first possible admission."),
        column("generator_version", Text, "Version of healthgen-db that made it."),
        column("schema_revision", Text, "Revision of the tables it was loaded into."),
        column("postgres_version", Text, "Version of the PostgreSQL server it was loaded into."),
        column("started_at", MOMENT, "When its load began.", default=func.now()),
        column("finished_at", MOMENT, "When its load ended; null while it runs.", null=True),
        column("seconds", JSONB, "Seconds that each phase of the load took: phase -> seconds.", null=True),
        column("patients", BigInteger, "Patients loaded; null while the load runs.", null=True),
        column("visits", BigInteger, "Visits loaded; null while the load runs.", null=True),
        column("billing", BigInteger, "Bills loaded; null while the load runs.", null=True),
        column("fingerprint", Text, "Digest of all its rows: equal rows, equal fingerprint.", null=True),
        CheckConstraint("start <= today AND origin <= today", name="dates_in_order"),
        comment="Datasets loaded into this schema: the current one (view current_dataset), those before it.",
    )
    op.create_table(
        "load_blocks",
        column("dataset_id", Integer, "The dataset.", ForeignKey("datasets.dataset_id")),
        column("block", Integer, "Number of the block in its dataset."),
        column("first_patient", BigInteger, "First patient_id of the block."),
        column("last_patient", BigInteger, "Last patient_id of the block."),
        column("patients", BigInteger, "Patients in the block."),
        column("visits", BigInteger, "Visits of these patients."),
        column("billing", BigInteger, "Bills of these visits."),
        column("seconds", Double, "Seconds that computing and copying the block took."),
        column("loaded_at", MOMENT, "When the block was committed.", default=func.now()),
        PrimaryKeyConstraint("dataset_id", "block"),
        CheckConstraint("first_patient >= 1 AND first_patient <= last_patient", name="patients_in_order"),
        comment="Ledger of the load: a row per block of patients, committed together with the block's rows.",
    )


def _create_definitions() -> None:
    op.create_table(
        "load_definitions",
        column("table_name", Text, "Table that it belongs to."),
        column("name", Text, "Name of the constraint or index."),
        column("kind", Text, "constraint or index."),
        column("definition", Text, "Its SQL definition, as the catalog gave it."),
        column("position", Integer, "Order in which to restore it."),
        PrimaryKeyConstraint("table_name", "name"),
        CheckConstraint("kind IN ('constraint', 'index')", name="kind"),
        comment="Keys and indexes that the load took off for the copy, as it put them back.",
    )


def _create_validations() -> None:
    op.create_table(
        "validation_runs",
        key("run_id", Integer, "Number of the run."),
        column("dataset_id", Integer, "The dataset judged.", ForeignKey("datasets.dataset_id")),
        column("started_at", MOMENT, "When the run began.", default=func.now()),
        column("finished_at", MOMENT, "When the run ended; null if it did not.", null=True),
        column("seconds", Double, "Seconds that the run took.", null=True),
        column("rules", Integer, "Rules that were run."),
        column("metrics", Integer, "Metrics that were run."),
        column("violations", Integer, "Rules of severity error that found rows.", null=True),
        column(
            "warnings",
            Integer,
            "Warnings: rules of severity warning that found rows, and metrics out of their band.",
            null=True,
        ),
        comment="Runs of the rules and metrics over a dataset.",
    )
    op.create_table(
        "validation_results",
        column("run_id", Integer, "The run.", ForeignKey("validation_runs.run_id")),
        column("check_id", Text, "Name of the rule or metric: its file in sql/rules or sql/metrics."),
        column("kind", Text, "rule (rows that break it) or metric (a figure with a band)."),
        column("title", Text, "What it is about, in words."),
        column("severity", Text, "error keeps a dataset from being published; warning does not."),
        column("value", Double, "A rule's number of violating rows, a metric's figure.", null=True),
        column("unit", Text, "Unit of a metric's figure, such as percent.", null=True),
        column("low", Double, "Lower end of a metric's band; null when it has none.", null=True),
        column("high", Double, "Upper end of a metric's band; null when it has none.", null=True),
        column("passed", Boolean, "True when no row breaks the rule, or the figure lies in its band."),
        column("seconds", Double, "Seconds that it took."),
        column("sample", JSONB, "A few of the violating rows, as evidence.", null=True),
        PrimaryKeyConstraint("run_id", "check_id"),
        CheckConstraint("kind IN ('rule', 'metric')", name="kind"),
        CheckConstraint("severity IN ('error', 'warning')", name="severity"),
        comment="Outcome of each rule and metric of a run.",
    )
