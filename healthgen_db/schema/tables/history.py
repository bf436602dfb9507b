"""The tables of the load history: datasets and their options, work units, and results of validations."""

from sqlalchemy import BigInteger, Boolean, Date, Double, Integer, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from healthgen_db.schema.tables.base import MOMENT, check, column, key, reference, table

datasets = table(
    "datasets",
    "Datasets loaded into this schema: the current one (view current_dataset), those before it.",
    key("dataset_id", Integer, "Number of the dataset; the greatest is the one now in the tables."),
    column("config", JSONB, "Every option the dataset was made with."),
    column("seed", BigInteger, "Seed of its random numbers: the same seed and options give the same rows."),
    column(
        "today", Date, "The date it is seen on: nothing lies later, ages and payment statuses are as of it."
    ),
    column("origin", Date, "The date by which N patients have registered, and whose month has the price 1."),
    column("start", Date, "The first possible admission."),
    column("generator_version", Text, "Version of healthgen-db that made it."),
    column("schema_revision", Text, "Revision of the tables it was loaded into."),
    column("postgres_version", Text, "Version of the PostgreSQL server it was loaded into."),
    column("started_at", MOMENT, "When its load began.", default=text("now()")),
    column("finished_at", MOMENT, "When its load ended; null while it runs.", null=True),
    column("seconds", JSONB, "Seconds that each phase of the load took: phase -> seconds.", null=True),
    column("fingerprint", Text, "Digest of all its rows: equal rows, equal fingerprint.", null=True),
    column(
        "stages",
        JSONB,
        "The stages that made it, in their order: name, and the tables that each one fills.",
        # A row that is carried over from a schema of an older healthgen has no stages.
        default=text("'[]'::jsonb"),
    ),
    column("rows", JSONB, "Rows by table; null while the load runs.", null=True),
    check("dates_in_order", "start <= today AND origin <= today"),
)

load_blocks = table(
    "load_blocks",
    "Work units that a load has committed, each together with its rows in the tables.",
    reference("dataset_id", "datasets", "The dataset."),
    column("stage", Text, "Name of the stage."),
    column("work_unit", BigInteger, "Number of the work unit: the first id in it, such as a patient_id."),
    column("last_id", BigInteger, "Last id in the work unit."),
    column("rows", JSONB, "Rows that the work unit gave, by table."),
    column("seconds", Double, "Seconds that computing and copying it took."),
    column("loaded_at", MOMENT, "When it was committed.", default=text("now()")),
    PrimaryKeyConstraint("dataset_id", "stage", "work_unit"),
    check("ids_in_order", "work_unit <= last_id"),
)

load_definitions = table(
    "load_definitions",
    "Keys and indexes that the load took off for the copy, as it put them back.",
    column("table_name", Text, "Table that it belongs to."),
    column("name", Text, "Name of the constraint or index."),
    column("kind", Text, "constraint or index."),
    column("definition", Text, "Its SQL definition, as the catalog gave it."),
    column("position", Integer, "Order in which to restore it."),
    PrimaryKeyConstraint("table_name", "name"),
    check("kind", "kind IN ('constraint', 'index')"),
)

validation_runs = table(
    "validation_runs",
    "Runs of the rules and metrics over a dataset.",
    key("run_id", Integer, "Number of the run."),
    reference("dataset_id", "datasets", "The dataset judged."),
    column("started_at", MOMENT, "When the run began.", default=text("now()")),
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
)

validation_results = table(
    "validation_results",
    "Outcome of each rule and metric of a run.",
    reference("run_id", "validation_runs", "The run."),
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
    check("kind", "kind IN ('rule', 'metric')"),
    check("severity", "severity IN ('error', 'warning')"),
)
