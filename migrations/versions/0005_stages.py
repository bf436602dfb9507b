"""Stages: datasets and load_blocks keep their rows by table as JSON, because a stage can own any tables."""

from __future__ import annotations

from datetime import datetime

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from healthgen_db.schema.tables.base import column
from healthgen_db.schema.tables.views import view_clauses

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FACTS = {"patients": "Patients", "visits": "Visits", "billing": "Bills"}
TABLES = """jsonb_build_array('patients', 'visits', 'billing')"""
MESSY = """jsonb_build_array(
    'messy.patients_flat', 'messy.visits_flat', 'messy.billing_flat', 'messy.messy_changes'
)"""
STAGES = f"""jsonb_build_array(jsonb_build_object(
    'name', 'patients',
    'tables', {TABLES} || CASE WHEN CAST(config ->> 'messy' AS numeric) > 0 THEN {MESSY} ELSE '[]' END
))"""
ROWS = "jsonb_build_object('patients', patients, 'visits', visits, 'billing', billing)"

# A dropped table or view loses its privileges. A setting of the transaction keeps the GRANT statements meanwhile.
RECREATED = ("current_dataset", "load_blocks")
SAVE_GRANTS = """DO $$
BEGIN
    PERFORM set_config('healthgen.grants_{name}', coalesce(string_agg(
        format('GRANT %s ON {name} TO %s', a.privilege_type,
            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END), '; '), ''), TRUE)
    FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
    WHERE c.oid = to_regclass('{name}') AND a.grantee <> c.relowner;
END
$$"""
RESTORE_GRANTS = """DO $$
BEGIN
    IF current_setting('healthgen.grants_{name}') <> '' THEN
        EXECUTE current_setting('healthgen.grants_{name}');
    END IF;
END
$$"""


def upgrade() -> None:
    stages = "The stages that made it, in their order: name, and the tables that each one fills."
    op.add_column("datasets", column("stages", JSONB, stages, default=text("'[]'::jsonb")))
    op.add_column("datasets", column("rows", JSONB, "Rows by table; null while the load runs.", null=True))
    for name in RECREATED:
        op.execute(SAVE_GRANTS.format(name=name))
    # The view of a schema from before this revision reads the columns that are dropped.
    op.execute("DROP VIEW IF EXISTS current_dataset")
    op.execute(f"UPDATE datasets SET stages = {STAGES}")
    op.execute(f"UPDATE datasets SET rows = {ROWS} WHERE patients IS NOT NULL")
    for name in FACTS:
        op.drop_column("datasets", name)
    for clause in view_clauses("current_dataset"):
        op.execute(clause)
    _set_aside("patients_in_order")
    op.create_table(
        "load_blocks",
        _dataset_id(),
        column("stage", Text, "Name of the stage."),
        column("work_unit", BigInteger, "Number of the work unit: the first id in it, such as a patient_id."),
        column("last_id", BigInteger, "Last id in the work unit."),
        column("rows", JSONB, "Rows that the work unit gave, by table."),
        column("seconds", Double, "Seconds that computing and copying it took."),
        _loaded_at(),
        PrimaryKeyConstraint("dataset_id", "stage", "work_unit"),
        CheckConstraint("work_unit <= last_id", name="ids_in_order"),
        comment="Work units that a load has committed, each together with its rows in the tables.",
    )
    op.execute(
        f"INSERT INTO load_blocks SELECT dataset_id, 'patients', first_patient, last_patient, {ROWS}, seconds,"
        " loaded_at FROM old_load_blocks"
    )
    op.drop_table("old_load_blocks")
    for name in RECREATED:
        op.execute(RESTORE_GRANTS.format(name=name))


def downgrade() -> None:
    op.execute("DROP VIEW current_dataset")
    for name, words in FACTS.items():
        comment = f"{words} loaded; null while the load runs."
        op.add_column("datasets", column(name, BigInteger, comment, null=True))
        op.execute(f"UPDATE datasets SET {name} = CAST(rows ->> '{name}' AS bigint)")
    op.drop_column("datasets", "stages")
    op.drop_column("datasets", "rows")
    _set_aside("ids_in_order")
    op.create_table(
        "load_blocks",
        _dataset_id(),
        column("block", Integer, "Number of the block in its dataset."),
        column("first_patient", BigInteger, "First patient_id of the block."),
        column("last_patient", BigInteger, "Last patient_id of the block."),
        *(column(name, BigInteger, f"{words} in the block.") for name, words in FACTS.items()),
        column("seconds", Double, "Seconds that computing and copying the block took."),
        _loaded_at(),
        PrimaryKeyConstraint("dataset_id", "block"),
        CheckConstraint("first_patient >= 1 AND first_patient <= last_patient", name="patients_in_order"),
        comment="Ledger of the load: a row per block of patients, committed together with the block's rows.",
    )
    counts = ", ".join(f"CAST(rows ->> '{name}' AS bigint)" for name in FACTS)
    op.execute(
        "INSERT INTO load_blocks SELECT dataset_id, row_number() OVER (PARTITION BY dataset_id ORDER BY work_unit),"
        f" work_unit, last_id, {counts}, seconds, loaded_at FROM old_load_blocks WHERE stage = 'patients'"
    )
    op.drop_table("old_load_blocks")


def _set_aside(check: str) -> None:
    """Rename load_blocks, and drop its constraints, because the new table needs their names."""
    op.drop_constraint("pk_load_blocks", "load_blocks")
    op.drop_constraint(op.f(f"ck_load_blocks_{check}"), "load_blocks")
    op.drop_constraint("fk_load_blocks_dataset_id", "load_blocks")
    op.rename_table("load_blocks", "old_load_blocks")


def _dataset_id() -> Column[int]:
    return column("dataset_id", Integer, "The dataset.", ForeignKey("datasets.dataset_id"))


def _loaded_at() -> Column[datetime]:
    return column("loaded_at", DateTime(timezone=True), "When it was committed.", default=func.now())
