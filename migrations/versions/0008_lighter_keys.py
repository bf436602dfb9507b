"""Drop keys, indexes and checks that are not needed; figures of the generator are rules, not constraints.

Three foreign keys are dropped, because longer ones with the same column imply them. Three indexes are dropped, because
no query of healthgen needs them. A constraint says what is impossible in any hospital. That a visit costs at least 87
dollars is a figure of the model, which a rule checks.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FOREIGN_KEYS = (
    ("visits", "treatment_id", "treatments"),
    ("visits", "medication_id", "medications"),
    ("billing", "patient_id", "patients"),
)
EXPECTED = (
    "expected_payment_date = CASE payment_plan WHEN 'Full' THEN billing_date + 30"
    " ELSE CAST(billing_date + INTERVAL '12 months' AS date) END"
)
# Table, name, the figure of the model, and what holds in any hospital; None where there is no such check.
CHECKS = (
    ("visits", "room_number", "room_number BETWEEN 1 AND 2000", "room_number > 0"),
    ("billing", "total_charge", "total_charge >= 87", None),
    ("billing", "expected_follows_plan", EXPECTED, None),
    ("billing", "due_after_billing", None, "expected_payment_date >= billing_date"),
    ("hospitals", "same_day_bias", "same_day_bias BETWEEN -0.15 AND 0.15", "same_day_bias BETWEEN -1 AND 1"),
    (
        "hospitals",
        "late_payment_multiplier",
        "late_payment_multiplier BETWEEN 0.7 AND 1.5",
        "late_payment_multiplier > 0",
    ),
    ("hospitals", "charge_multiplier", "charge_multiplier BETWEEN 0.9 AND 1.2", "charge_multiplier > 0"),
    ("doctors", "same_day_style", "same_day_style BETWEEN -0.15 AND 0.15", "same_day_style BETWEEN -1 AND 1"),
    (
        "doctors",
        "medication_bias",
        "medication_bias BETWEEN -0.10 AND 0.10",
        "medication_bias BETWEEN -1 AND 1",
    ),
)


def upgrade() -> None:
    for table, column, _ in FOREIGN_KEYS:
        op.drop_constraint(f"fk_{table}_{column}", table, type_="foreignkey")
    op.drop_index("ix_patients_insurance_provider_id", "patients")
    op.drop_index("ix_visits_condition_id", "visits")
    op.drop_index("ix_visits_patient_id_follow_up_of", "visits")
    for table, name, old, new in CHECKS:
        _replace_check(table, name, old, new)


def downgrade() -> None:
    for table, name, old, new in reversed(CHECKS):
        _replace_check(table, name, new, old)
    op.create_index(
        None, "visits", ["patient_id", "follow_up_of"], postgresql_where=text("follow_up_of IS NOT NULL")
    )
    op.create_index(None, "visits", ["condition_id"])
    op.create_index(None, "patients", ["insurance_provider_id"])
    for table, column, other in FOREIGN_KEYS:
        op.create_foreign_key(None, table, other, [column], [column])


def _replace_check(table: str, name: str, old: str | None, new: str | None) -> None:
    if old is not None:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    if new is not None:
        op.create_check_constraint(name, table, new)
